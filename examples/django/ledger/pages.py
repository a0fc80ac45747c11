"""The front page: accounts and recent transfers, made on the server, without a script."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from bank.headers import HOST
from bank.mysql.errors import Trouble, classify

from .accounts import list_accounts
from .database import db
from .forms import TransferForm
from .models import Account, Transfer
from .problems import RETRY_AFTER_SECONDS, Problem
from .summary import summarise
from .transfers import transfer

#: In the lists of the form, and in the table.
ACCOUNTS_MAX = 100
LISTED_MAX = 20
TRANSFERS_MAX = 10


@require_safe
def front(request):
    return show_front(request, TransferForm(), moved=request.GET.get("moved") == "1")


@csrf_protect
@require_POST
def move(request):
    form = TransferForm(request.POST)
    if not form.is_valid():
        return show_front(request, form, f"Nothing moved. {form.first_error()}", status=422)
    try:
        transfer(db, form.cleaned_data["key"], form.to_request())
    except Problem as refused:
        if refused.code == "IDEMPOTENCY_KEY_REUSED":
            again = "This page was used for another transfer already. Press again to make this one."
            return show_front(request, form.with_new_key(), again, status=refused.status)
        return show_front(request, form, f"Nothing moved. {refused.detail}", status=refused.status)
    except Exception as error:
        if classify(error) is Trouble.NONE:
            raise
        return show_front(request, form, "No answer. Press again: the money still moves only once.", status=503)
    response = redirect(f"{reverse('front')}?moved=1")
    response.status_code = 303
    return response


def csrf_failure(request, reason=""):
    """The form of another site, or a browser that keeps no cookies."""
    return render(request, "ledger/refused.html", status=403)


def show_front(request, form, problem=None, moved=False, status=200):
    try:
        (summary, accounts, transfers), source = db.read(read_front)
    except Exception as error:
        if classify(error) is Trouble.NONE:
            raise
        response = render(request, "ledger/away.html", status=503)
        response["Retry-After"] = RETRY_AFTER_SECONDS
        return response
    form.choose_from(accounts)
    ordinary = [each for each in accounts if each.kind == Account.Kind.ORDINARY]
    context = {
        "form": form,
        "host": HOST,
        "listed": ordinary[:LISTED_MAX] + accounts[:1],
        "moved": moved,
        "problem": problem,
        "source": source,
        "summary": summary,
        "transfers": transfers,
    }
    response = render(request, "ledger/front.html", context, status=status)
    response["X-Read-From"] = source
    if status == 503:
        response["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def read_front(using):
    recent = Transfer.objects.using(using).select_related("from_account", "to_account").order_by("-pk")
    return summarise(using), list_accounts(using, 0, ACCOUNTS_MAX), list(recent[:TRANSFERS_MAX])
