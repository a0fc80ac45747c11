from django.db import migrations, models
from django.db.models import F, Q

import ledger.instants


class Migration(migrations.Migration):
    """MySQL commits each DDL statement by itself: the constraints are in CREATE TABLE, so that there are few of them."""

    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("equity", "Equity"), ("ordinary", "Ordinary")], max_length=8)),
                ("name", models.CharField(max_length=80)),
                ("balance_cents", models.BigIntegerField()),
                ("opened_by_key", models.CharField(db_collation="ascii_bin", max_length=100, unique=True)),
                ("created_at", models.DateTimeField(default=ledger.instants.now)),
            ],
            options={
                "db_table": "accounts",
                "constraints": [
                    models.CheckConstraint(
                        check=Q(kind="equity") | Q(balance_cents__gte=0), name="accounts_not_overdrawn"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("idempotency_key", models.CharField(db_collation="ascii_bin", max_length=100, null=True, unique=True)),
                (
                    "from_account",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="sent", to="ledger.account"),
                ),
                (
                    "to_account",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="received", to="ledger.account"),
                ),
                ("amount_cents", models.BigIntegerField()),
                ("note", models.CharField(blank=True, max_length=140)),
                ("created_at", models.DateTimeField(default=ledger.instants.now)),
            ],
            options={
                "db_table": "transfers",
                "constraints": [
                    models.CheckConstraint(check=Q(amount_cents__gt=0), name="transfers_positive"),
                    models.CheckConstraint(check=~Q(from_account=F("to_account")), name="transfers_between_two"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Probe",
            fields=[
                ("id", models.CharField(db_collation="ascii_bin", max_length=64, primary_key=True, serialize=False)),
                ("value", models.CharField(db_collation="ascii_bin", max_length=200)),
                ("written_at", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "probes"},
        ),
    ]
