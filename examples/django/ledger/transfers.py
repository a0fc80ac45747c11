"""Money that moves between accounts."""

from typing import NamedTuple

from django.db import IntegrityError
from django.db.models import BigIntegerField, Case, F, Value, When

from bank.mysql.errors import is_duplicate_key

from .models import Account, Transfer
from .problems import Problem, account_not_found, key_used_for_another_request

#: Greater than every character that a key may have, and still one that ascii_bin knows.
AFTER_ALL_KEYS = "\x7f"


class TransferRequest(NamedTuple):
    from_account_id: int
    to_account_id: int
    amount_cents: int
    note: str = ""


def transfer(database, key, request):
    """Moves money, once for each key, however often it is asked; returns the transfer, and whether it was there before.

    A transfer that was refused leaves no trace: the same key may be tried again, and may succeed then.
    """

    def work(using):
        return replay(using, key, request) or (insert(using, key, request), False)

    try:
        return database.run(work)
    except IntegrityError as error:
        # The same request came twice at once, and the other one was first.
        if not is_duplicate_key(error):
            raise
    return database.run(lambda using: replay(using, key, request))


def find_transfer(using, key):
    """The transfer made with `key`, if any: how a client finds out what became of a request whose answer was lost."""
    return Transfer.objects.using(using).filter(idempotency_key=key).first()


def list_transfers(using, before_id, limit):
    """Newest first, older than `before_id` when that is given."""
    found = Transfer.objects.using(using).order_by("-pk")
    if before_id is not None:
        found = found.filter(pk__lt=before_id)
    return list(found[:limit])


def list_transfers_by_key(using, key_prefix, after_key, limit):
    """In the order of their keys, which are compared byte by byte (ascii_bin), after `after_key`.

    A range, which the index answers; Django's `startswith` is LIKE BINARY on MySQL, which no index does.
    """
    found = Transfer.objects.using(using).filter(
        idempotency_key__range=(key_prefix, key_prefix + AFTER_ALL_KEYS), idempotency_key__gt=after_key
    )
    return list(found.order_by("idempotency_key")[:limit])


def insert(using, key, request):
    if request.from_account_id == request.to_account_id:
        raise Problem(400, "SAME_ACCOUNT", "The money would stay where it is. Choose two different accounts.")
    # Everybody locks in the order of the ids, so that two transfers between the same accounts in opposite directions
    # wait for each other instead of deadlocking.
    ids = (request.from_account_id, request.to_account_id)
    both = Account.objects.using(using).filter(pk__in=ids)
    locked = {account.pk: account for account in both.select_for_update().order_by("pk")}
    for number in ids:
        if number not in locked:
            raise account_not_found(number)
    if any(account.kind == Account.Kind.EQUITY for account in locked.values()):
        raise Problem(422, "EQUITY_ACCOUNT", "Only the opening of an account moves the money of the bank itself.")
    # The insert comes before the look at the balance: when the same request was quicker on another connection, it has
    # spent the money already, and the answer must be that transfer and not "insufficient funds".
    made = Transfer.objects.using(using).create(idempotency_key=key, **request._asdict())
    balance = locked[request.from_account_id].balance_cents
    if balance < request.amount_cents:
        raise Problem(
            409,
            "INSUFFICIENT_FUNDS",
            f"Account {request.from_account_id} holds {balance} cents, which is less than {request.amount_cents}.",
        )
    change = Case(
        When(pk=request.to_account_id, then=Value(request.amount_cents)),
        default=Value(-request.amount_cents),
        output_field=BigIntegerField(),
    )
    both.update(balance_cents=F("balance_cents") + change)
    return made


def replay(using, key, request):
    before = find_transfer(using, key)
    if before is None:
        return None
    same = TransferRequest(before.from_account_id, before.to_account_id, before.amount_cents, before.note)
    if same != request:
        raise key_used_for_another_request(key)
    return before, True
