"""The front page: accounts and recent transfers, made on the server, without a script."""

import uuid

from flask import Blueprint, make_response, redirect, render_template, request, url_for

from .accounts import list_accounts
from .database import db
from .database_errors import Trouble, classify
from .headers import HOST
from .money import format_cents, parse_cents
from .problems import Problem
from .summary import summarise
from .transfers import TransferRequest, list_transfers, transfer

#: In the lists of the form, and in the table.
ACCOUNTS_MAX = 100
LISTED_MAX = 20
TRANSFERS_MAX = 10
NOTE_CHARACTERS_MAX = 140
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

blueprint = Blueprint("pages", __name__)
blueprint.add_app_template_filter(format_cents, "cents")


@blueprint.get("/")
def front():
    return show_front(moved=request.args.get("moved") == "1")


@blueprint.post("/transfers")
def move():
    """The form. Its key is made with the page, so that a second press, or a reload, moves the money once."""
    refuse_other_sites()
    form = {name: request.form.get(name, "").strip() for name in ("key", "from", "to", "amount", "note")}
    try:
        transfer(db, form["key"], parse_form(form))
    except ValueError as error:
        return show_front(form=form, problem=f"Nothing moved. {error}"), 422
    except Problem as refused:
        problem = f"Nothing moved. {refused.detail}"
        if refused.code == "IDEMPOTENCY_KEY_REUSED":
            form["key"] = str(uuid.uuid4())
            problem = "This page was used for another transfer already. Press again to make this one."
        return show_front(form=form, problem=problem), refused.status
    except Exception as error:
        if classify(error) is Trouble.NONE:
            raise
        return show_front(form=form, problem="No answer. Press again: the money still moves only once."), 503
    return redirect(url_for("pages.front", moved=1), 303)


@blueprint.after_request
def harden(response):
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def show_front(form=None, problem=None, moved=False):
    try:
        (summary, accounts, transfers), source = db.read(read_front)
    except Exception as error:
        if classify(error) is Trouble.NONE:
            raise
        response = make_response(render_template("away.html"), 503)
        response.headers["Retry-After"] = "1"
        return response
    names = {account["id"]: account["name"] for account in accounts}
    page = render_template(
        "front.html",
        accounts=accounts,
        form=form or {"key": str(uuid.uuid4())},
        host=HOST,
        listed=[each for each in accounts if each["kind"] == "ordinary"][:LISTED_MAX] + accounts[:1],
        moved=moved,
        names=names,
        note_characters_max=NOTE_CHARACTERS_MAX,
        problem=problem,
        source=source,
        summary=summary,
        transfers=transfers,
    )
    response = make_response(page)
    response.headers["X-Read-From"] = source
    return response


def read_front(connection):
    return (
        summarise(connection),
        list_accounts(connection, 0, ACCOUNTS_MAX),
        list_transfers(connection, None, TRANSFERS_MAX),
    )


def parse_form(form):
    if not form["from"].isdecimal() or not form["to"].isdecimal():
        raise ValueError("Choose both accounts.")
    if not form["key"] or len(form["key"]) > 100 or not form["key"].isascii() or not form["key"].isprintable():
        raise ValueError("This form is not complete: load the page anew.")
    if len(form["note"]) > NOTE_CHARACTERS_MAX or not form["note"].isprintable():
        raise ValueError(f"A note has at most {NOTE_CHARACTERS_MAX} characters, on one line.")
    return TransferRequest(int(form["from"]), int(form["to"]), parse_cents(form["amount"]), form["note"])


def refuse_other_sites():
    """Nobody is logged in, so there is no session to protect, but a form of another site shall move no money either.

    Every current browser says where a request comes from (Fetch Metadata Request Headers, W3C).
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "OTHER_SITE", "This form belongs to another site.")
