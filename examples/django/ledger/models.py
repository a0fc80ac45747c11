"""The tables. Money is in whole cents."""

from django.db import models
from django.db.models import F, Q

from . import instants

#: Always there: a migration puts it in. It is locked first, as the lowest id.
EQUITY_ACCOUNT_ID = 1
CURRENCY = "EUR"


class Account(models.Model):
    class Kind(models.TextChoices):
        EQUITY = "equity"
        ORDINARY = "ordinary"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=80)
    balance_cents = models.BigIntegerField()
    # ascii_bin: keys are compared byte by byte.
    opened_by_key = models.CharField(max_length=100, unique=True, db_collation="ascii_bin")
    created_at = models.DateTimeField(default=instants.now)

    class Meta:
        db_table = "accounts"
        constraints = [
            models.CheckConstraint(
                check=Q(kind="equity") | Q(balance_cents__gte=0),
                name="accounts_not_overdrawn",
            )
        ]

    def __str__(self):
        return self.name

    def to_json(self):
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "balanceCents": self.balance_cents,
            "currency": CURRENCY,
            "createdAt": instants.to_text(self.created_at),
        }


class Transfer(models.Model):
    # Null for the transfer that belongs to the opening of an account: the account's own key covers it.
    idempotency_key = models.CharField(max_length=100, unique=True, null=True, db_collation="ascii_bin")
    from_account = models.ForeignKey(Account, models.PROTECT, related_name="sent")
    to_account = models.ForeignKey(Account, models.PROTECT, related_name="received")
    amount_cents = models.BigIntegerField()
    note = models.CharField(max_length=140, blank=True)
    created_at = models.DateTimeField(default=instants.now)

    class Meta:
        db_table = "transfers"
        constraints = [
            models.CheckConstraint(check=Q(amount_cents__gt=0), name="transfers_positive"),
            models.CheckConstraint(check=~Q(from_account=F("to_account")), name="transfers_between_two"),
        ]

    def __str__(self):
        return f"Transfer {self.id}"

    def to_json(self):
        return {
            "id": self.id,
            "idempotencyKey": self.idempotency_key,
            "fromAccountId": self.from_account_id,
            "toAccountId": self.to_account_id,
            "amountCents": self.amount_cents,
            "currency": CURRENCY,
            "note": self.note,
            "createdAt": instants.to_text(self.created_at),
        }


class Probe(models.Model):
    id = models.CharField(max_length=64, primary_key=True, db_collation="ascii_bin")
    value = models.CharField(max_length=200, db_collation="ascii_bin")
    written_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "probes"

    def __str__(self):
        return self.id

    def to_json(self):
        return {"id": self.id, "value": self.value, "writtenAt": instants.to_text(self.written_at)}
