"""Every address under /api; openapi.json describes them."""

import uuid
from pathlib import Path

from django.http import HttpResponse, JsonResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from bank.headers import HOST

from . import validation
from .accounts import list_accounts, open_account, read_account
from .database import db
from .probes import read_probe, remove_probe, write_probe
from .problems import Problem, refuse
from .summary import audit, summarise
from .transfers import TransferRequest, find_transfer, list_transfers, list_transfers_by_key, transfer
from .validation import Field, check_body, check_key, check_path, check_query

PAGE = {
    "limit": Field(validation.written_integer(1, 500)),
    "cursor": Field(validation.written_id),
}
LIMIT = 50
DESCRIPTION = (Path(__file__).parent / "openapi.json").read_bytes()


# It takes JSON and nothing else, which a form of another site cannot send, and knows no cookies.
@method_decorator(csrf_exempt, name="dispatch")
class ApiView(View):
    def http_method_not_allowed(self, request, *args, **kwargs):
        allowed = ", ".join(self._allowed_methods())
        response = refuse(request, Problem(405, "METHOD_NOT_ALLOWED", f"Here go {allowed}."))
        response["Allow"] = allowed
        return response


class Description(ApiView):
    def get(self, request):
        return HttpResponse(DESCRIPTION, content_type="application/json")


class Accounts(ApiView):
    def get(self, request):
        query = check_query(request, **PAGE)
        limit, cursor = query.get("limit", LIMIT), query.get("cursor", 0)
        return answer_read(lambda using: page_of("accounts", list_accounts(using, cursor, limit + 1), limit))

    def post(self, request):
        # A key of our own makes it safe for us to repeat a transaction whose commit was lost.
        key = check_key(request, required=False) or str(uuid.uuid4())
        body = check_body(
            request,
            name=Field(validation.name, True),
            openingBalanceCents=Field(validation.integer(0, validation.CENTS_MAX)),
        )
        return answer_made(open_account(db, key, body["name"], body.get("openingBalanceCents", 0)))


class OneAccount(ApiView):
    def get(self, request, id):
        number = check_path(request, id=Field(validation.written_id))["id"]
        return answer_read(lambda using: read_account(using, number).to_json())


class Transfers(ApiView):
    def get(self, request):
        by_key = {name: Field(validation.key) for name in ("key", "keyPrefix", "after")}
        query = check_query(request, **PAGE, **by_key)
        limit, cursor = query.get("limit", LIMIT), query.get("cursor")
        # Whoever asks for keys wants to know whether they were used, and only the primary can say that they were not.
        if "key" in query:
            found = db.run(lambda using: find_transfer(using, query["key"]))
            return answer(last_page_of([] if found is None else [found]))
        if "keyPrefix" in query:
            page = (query["keyPrefix"], query.get("after", ""), limit)
            return answer(last_page_of(db.run(lambda using: list_transfers_by_key(using, *page))))
        return answer_read(lambda using: page_of("transfers", list_transfers(using, cursor, limit + 1), limit))

    def post(self, request):
        key = check_key(request, required=True)
        body = check_body(
            request,
            fromAccountId=Field(validation.account_id, True),
            toAccountId=Field(validation.account_id, True),
            amountCents=Field(validation.integer(1, validation.CENTS_MAX), True),
            note=Field(validation.text(0, 140)),
        )
        wanted = TransferRequest(body["fromAccountId"], body["toAccountId"], body["amountCents"], body.get("note", ""))
        return answer_made(transfer(db, key, wanted))


class Ledger(ApiView):
    def get(self, request):
        if not check_query(request, audit=Field(validation.flag)).get("audit", False):
            return answer_read(lambda using: {**summarise(using), "host": HOST})
        # An audit is about the books as they are, and too much work to be done twice when the primary takes its time.
        return answer(db.run(lambda using: {**summarise(using), **audit(using), "host": HOST}))


class WhoAmI(ApiView):
    def get(self, request):
        client, protocol = request.META["REMOTE_ADDR"], request.scheme
        return answer({"host": HOST, "clientAddress": client, "protocol": protocol})


class OneProbe(ApiView):
    def put(self, request, id):
        name = check_path(request, id=Field(validation.probe_id))["id"]
        value = check_body(request, value=Field(validation.pattern("[ -~]{0,200}"), True))["value"]
        return answer(db.run(lambda using: write_probe(using, name, value)).to_json())

    def get(self, request, id):
        name = check_path(request, id=Field(validation.probe_id))["id"]
        return answer(db.run(lambda using: read_probe(using, name)).to_json())

    def delete(self, request, id):
        name = check_path(request, id=Field(validation.probe_id))["id"]
        db.run(lambda using: remove_probe(using, name))
        return HttpResponse(status=204)


def answer(value, status=200, headers=None):
    return JsonResponse(value, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})


def answer_read(work):
    """Reads, and says in X-Read-From whether the answer may be a moment behind."""
    value, source = db.read(work)
    return answer(value, headers={"X-Read-From": source})


def answer_made(outcome):
    """201, or 200 when an earlier request with the same key had made it."""
    made, replayed = outcome
    return answer(made.to_json(), *((200, {"Idempotency-Replayed": "true"}) if replayed else (201,)))


def page_of(name, rows, limit):
    """Pages are read with one row too many, which tells whether there is a next page."""
    next_cursor = rows[limit - 1].pk if len(rows) > limit else None
    return {name: [row.to_json() for row in rows[:limit]], "nextCursor": next_cursor}


def last_page_of(transfers):
    return {"transfers": [each.to_json() for each in transfers], "nextCursor": None}
