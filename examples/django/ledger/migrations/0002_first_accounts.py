from django.db import migrations, transaction

from ledger import instants

EQUITY_ACCOUNT_ID = 1
FIRST_ACCOUNTS = (
    ("Ada", 250_000),
    ("Bakery on the Corner", 480_000),
    ("Chidi", 120_050),
    ("Esperanza", 310_499),
    ("Grace", 199_999),
    ("Library Friends", 75_000),
    ("Mirko", 42_000),
    ("Yuki", 160_725),
)


def open_first_accounts(apps, schema_editor):
    """All of it or nothing: what is opened stays in balance, and a run that was cut off can be repeated."""
    alias = schema_editor.connection.alias
    accounts = apps.get_model("ledger", "Account").objects.using(alias)
    transfers = apps.get_model("ledger", "Transfer").objects.using(alias)
    now = instants.now()
    with transaction.atomic(using=alias):
        if accounts.filter(pk=EQUITY_ACCOUNT_ID).exists():
            return
        equity = accounts.create(
            id=EQUITY_ACCOUNT_ID,
            kind="equity",
            name="Bank equity",
            balance_cents=-sum(cents for _, cents in FIRST_ACCOUNTS),
            opened_by_key="migration:equity",
            created_at=now,
        )
        for name, cents in FIRST_ACCOUNTS:
            account = accounts.create(
                kind="ordinary", name=name, balance_cents=cents, opened_by_key=f"migration:{name}", created_at=now
            )
            transfers.create(
                from_account=equity, to_account=account, amount_cents=cents, note="Opening balance", created_at=now
            )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    # Who goes back to before it keeps the accounts: money has moved since.
    operations = [migrations.RunPython(open_first_accounts, migrations.RunPython.noop)]
