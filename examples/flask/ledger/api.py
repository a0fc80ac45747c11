"""Every address under /api; openapi.json describes them."""

import uuid
from pathlib import Path

from flask import Blueprint, Response, make_response, request

from . import checks
from .accounts import list_accounts, open_account, read_account
from .checks import Field, check_body, check_key, check_path, check_query
from .database import db
from .headers import HOST
from .probes import read_probe, remove_probe, write_probe
from .summary import audit, summarise
from .transfers import TransferRequest, find_transfer, list_transfers, list_transfers_by_key, transfer

blueprint = Blueprint("api", __name__)

PAGE = {
    "limit": Field(checks.written_integer(1, 500)),
    "cursor": Field(checks.written_id),
}
LIMIT = 50
DESCRIPTION = (Path(__file__).parent / "openapi.json").read_bytes()
probe_id = checks.pattern("[A-Za-z0-9_-]{1,64}")


@blueprint.get("/openapi.json")
def describe():
    return Response(DESCRIPTION, content_type="application/json")


@blueprint.get("/accounts")
def get_accounts():
    query = check_query(**PAGE)
    limit, cursor = query.get("limit", LIMIT), query.get("cursor", 0)
    return answer_read(lambda connection: page_of("accounts", list_accounts(connection, cursor, limit + 1), limit))


@blueprint.post("/accounts")
def post_account():
    # A key of our own makes it safe for us to repeat a transaction whose commit was lost.
    key = check_key(required=False) or str(uuid.uuid4())
    body = check_body(name=Field(checks.name, True), openingBalanceCents=Field(checks.integer(0, checks.CENTS_MAX)))
    return answer_made(open_account(db, key, body["name"], body.get("openingBalanceCents", 0)))


@blueprint.get("/accounts/<number>")
def get_account(number):
    number = check_path(id=(number, checks.written_id))["id"]
    return answer_read(lambda connection: read_account(connection, number))


@blueprint.get("/transfers")
def get_transfers():
    by_key = {name: Field(checks.key) for name in ("key", "keyPrefix", "after")}
    query = check_query(**PAGE, **by_key)
    limit, cursor = query.get("limit", LIMIT), query.get("cursor")
    # Whoever asks for keys wants to know whether they were used, and only the primary can say that they were not.
    if "key" in query:
        found = db.run(lambda connection: find_transfer(connection, query["key"]))
        return {"transfers": [] if found is None else [found], "nextCursor": None}
    if "keyPrefix" in query:
        page = (query["keyPrefix"], query.get("after", ""), limit)
        return {"transfers": db.run(lambda connection: list_transfers_by_key(connection, *page)), "nextCursor": None}
    return answer_read(lambda connection: page_of("transfers", list_transfers(connection, cursor, limit + 1), limit))


@blueprint.post("/transfers")
def post_transfer():
    key = check_key(required=True)
    body = check_body(
        fromAccountId=Field(checks.account_id, True),
        toAccountId=Field(checks.account_id, True),
        amountCents=Field(checks.integer(1, checks.CENTS_MAX), True),
        note=Field(checks.text(0, 140)),
    )
    wanted = TransferRequest(body["fromAccountId"], body["toAccountId"], body["amountCents"], body.get("note", ""))
    return answer_made(transfer(db, key, wanted))


@blueprint.get("/ledger")
def get_ledger():
    if not check_query(audit=Field(checks.flag)).get("audit", False):
        return answer_read(lambda connection: {**summarise(connection), "host": HOST})
    # An audit is about the books as they are, and too much work to be done twice when the primary takes its time.
    return {**db.run(lambda connection: {**summarise(connection), **audit(connection)}), "host": HOST}


@blueprint.get("/whoami")
def whoami():
    return {"host": HOST, "clientAddress": request.remote_addr, "protocol": request.scheme}


@blueprint.put("/probes/<name>")
def put_probe(name):
    name = check_path(id=(name, probe_id))["id"]
    value = check_body(value=Field(checks.pattern("[ -~]{0,200}"), True))["value"]
    return db.run(lambda connection: write_probe(connection, name, value))


@blueprint.get("/probes/<name>")
def get_probe(name):
    name = check_path(id=(name, probe_id))["id"]
    return db.run(lambda connection: read_probe(connection, name))


@blueprint.delete("/probes/<name>")
def delete_probe(name):
    name = check_path(id=(name, probe_id))["id"]
    db.run(lambda connection: remove_probe(connection, name))
    return "", 204


def answer_read(work):
    """Reads, and says in X-Read-From whether the answer may be a moment behind."""
    result, source = db.read(work)
    response = make_response(result)
    response.headers["X-Read-From"] = source
    return response


def answer_made(outcome):
    """201, or 200 when an earlier request with the same key had made it."""
    value, replayed = outcome
    return (value, 200, {"Idempotency-Replayed": "true"}) if replayed else (value, 201)


def page_of(name, rows, limit):
    """Pages are read with one row too many, which tells whether there is a next page."""
    return {name: rows[:limit], "nextCursor": rows[limit - 1]["id"] if len(rows) > limit else None}
