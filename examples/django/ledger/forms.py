"""The form of the front page."""

import uuid

from django import forms
from django.core.validators import RegexValidator

from .models import Account
from .money import parse_cents
from .transfers import TransferRequest
from .validation import text

NOTE_CHARACTERS_MAX = 140


class CentsField(forms.CharField):
    def to_python(self, value):
        written = super().to_python(value)
        if written in self.empty_values:
            return written
        try:
            return parse_cents(written)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class AccountSelect(forms.Select):
    """Django's own makes each option of two templates more, and every visitor of the front page waits for them."""

    template_name = "ledger/select.html"


class AccountField(forms.IntegerField):
    """Any number: whether there is such an account, and whether it may take part, the transfer finds out."""

    widget = AccountSelect

    def __init__(self, **options):
        missing = "Choose both accounts."
        super().__init__(error_messages={"required": missing, "invalid": missing, "min_value": missing}, **options)


class TransferForm(forms.Form):
    """Its key is made with the page, so that a second press, or a reload, moves the money once."""

    key = forms.CharField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        validators=[RegexValidator("^[!-~]{1,100}\\Z")],
        error_messages={"required": "This form is not complete: load the page anew.", "invalid": "Load the page anew."},
    )
    source = AccountField(label="From", min_value=1)
    target = AccountField(label="To", min_value=1)
    amount = CentsField(
        label="Amount in euro",
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "placeholder": "12.50"}),
        error_messages={"required": "Write the amount like 12.50."},
    )
    note = forms.CharField(
        label="Note (optional)",
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "maxlength": NOTE_CHARACTERS_MAX}),
    )

    def clean_note(self):
        try:
            return text(0, NOTE_CHARACTERS_MAX)(self.cleaned_data["note"])
        except ValueError:
            raise forms.ValidationError(f"A note has at most {NOTE_CHARACTERS_MAX} characters, on one line.") from None

    def choose_from(self, accounts):
        """What the lists of the form offer."""
        ordinary = [(each.pk, each.name) for each in accounts if each.kind == Account.Kind.ORDINARY]
        for name in ("source", "target"):
            self.fields[name].widget.choices = [("", "Choose …"), *ordinary]

    def to_request(self):
        data = self.cleaned_data
        return TransferRequest(data["source"], data["target"], data["amount"], data["note"])

    def with_new_key(self):
        return TransferForm({**self.data.dict(), "key": str(uuid.uuid4())})

    def first_error(self):
        return next(str(errors[0]) for errors in self.errors.values())
