from django import template

from ledger.money import format_cents

register = template.Library()
register.filter("cents", format_cents)
