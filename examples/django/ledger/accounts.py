"""Accounts of the ledger."""

from django.db import IntegrityError
from django.db.models import BigIntegerField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bank.mysql.errors import is_duplicate_key

from .models import EQUITY_ACCOUNT_ID, Account, Transfer
from .problems import account_not_found, key_used_for_another_request


def open_account(database, key, name, opening_balance_cents=0):
    """Opens an account once for each key; returns it, and whether an earlier request had done so.

    The opening balance is a transfer from the bank's equity account in the same transaction: money is never made, only
    moved, and so the sum of all balances stays zero.
    """
    wanted = (key, name, opening_balance_cents)

    def work(using):
        return replay(using, *wanted) or (insert(using, *wanted), False)

    try:
        return database.run(work)
    except IntegrityError as error:
        # The same request came twice at once, and the other one was first.
        if not is_duplicate_key(error):
            raise
    return database.run(lambda using: replay(using, *wanted))


def read_account(using, number):
    account = Account.objects.using(using).filter(pk=number).first()
    if account is None:
        raise account_not_found(number)
    return account


def list_accounts(using, after_id, limit):
    """In the order of their numbers, after `after_id`."""
    return list(Account.objects.using(using).filter(pk__gt=after_id).order_by("pk")[:limit])


def insert(using, key, name, cents):
    account = Account.objects.using(using).create(
        kind=Account.Kind.ORDINARY, name=name, balance_cents=cents, opened_by_key=key
    )
    if cents > 0:
        equity = Account.objects.using(using).filter(pk=EQUITY_ACCOUNT_ID)
        equity.update(balance_cents=F("balance_cents") - cents)
        Transfer.objects.using(using).create(
            from_account_id=EQUITY_ACCOUNT_ID,
            to_account=account,
            amount_cents=cents,
            note="Opening balance",
            created_at=account.created_at,
        )
    return account


def replay(using, key, name, cents):
    """The answer of the request that used `key` before, or None. It shows the account as it was opened."""
    opening = Transfer.objects.filter(to_account=OuterRef("pk"), from_account=EQUITY_ACCOUNT_ID)
    opening_cents = Coalesce(Subquery(opening.values("amount_cents")[:1]), 0, output_field=BigIntegerField())
    account = Account.objects.using(using).filter(opened_by_key=key).annotate(opening_cents=opening_cents).first()
    if account is None:
        return None
    if (account.name, account.opening_cents) != (name, cents):
        raise key_used_for_another_request(key)
    account.balance_cents = account.opening_cents
    return account, True
