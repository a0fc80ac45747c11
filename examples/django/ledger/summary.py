"""The promise of the ledger, in numbers."""

from django.db import connections
from django.db.models import BigIntegerField, Count, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from .models import CURRENCY, Account, Transfer

SUMMARY = """
    SELECT (SELECT COALESCE(SUM(balance_cents), 0) FROM accounts),
           (SELECT COUNT(*) FROM accounts),
           (SELECT COUNT(*) FROM transfers)
"""


def summarise(using):
    """One statement, hence one consistent view: no transfer is half in it.

    In SQL, because every page asks for it: a processor takes 0.2 ms for that, and 1.9 ms for what Django would write.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(SUMMARY)
        balance_sum, accounts, transfers = cursor.fetchone()
    return {
        "balanceSumCents": int(balance_sum),
        "accounts": accounts,
        "transfers": transfers,
        "currency": CURRENCY,
    }


def audit(using):
    """Adds up all transfers of all accounts anew: thorough, and as slow as the ledger is long. Zero twice, always."""
    moved = total_of("to_account") - total_of("from_account")
    found = Account.objects.using(using).annotate(moved_cents=moved)
    return found.aggregate(
        accountsOutOfBalance=Count("pk", filter=~Q(balance_cents=F("moved_cents"))),
        accountsOverdrawn=Count("pk", filter=Q(kind=Account.Kind.ORDINARY, balance_cents__lt=0)),
    )


def total_of(side):
    """The sum of an account's transfers on one side."""
    return over_all(Transfer.objects.filter(**{side: OuterRef("pk")}), "SUM", "amount_cents")


def over_all(rows, function, field):
    """As a subquery. Func and not Sum or Count: for those, Django would group by each row."""
    total = rows.order_by().annotate(total=Func(field, function=function)).values("total")
    return Coalesce(Subquery(total), 0, output_field=BigIntegerField())
