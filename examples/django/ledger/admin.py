"""The books in Django's administration: to look at, since only the API and the front page may move money."""

from django.contrib import admin

from .models import Account, Transfer
from .money import format_cents


class ReadOnlyAdmin(admin.ModelAdmin):
    # To count all rows of every page is too much for a long ledger.
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "kind", "balance", "created_at")
    list_display_links = ("id", "name")
    list_filter = ("kind",)
    search_fields = ("name", "opened_by_key__exact")
    ordering = ("id",)

    @admin.display(description="balance", ordering="balance_cents")
    def balance(self, account):
        return format_cents(account.balance_cents)


@admin.register(Transfer)
class TransferAdmin(ReadOnlyAdmin):
    list_display = ("id", "from_account", "to_account", "amount", "note", "created_at")
    list_select_related = ("from_account", "to_account")
    search_fields = ("idempotency_key__exact", "from_account__name", "to_account__name", "note")
    ordering = ("-id",)

    @admin.display(description="amount", ordering="amount_cents")
    def amount(self, transfer):
        return format_cents(transfer.amount_cents)
