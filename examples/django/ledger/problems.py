"""Refusals that the caller can understand and act on, as application/problem+json (RFC 9457)."""

import logging
import sys
from http import HTTPStatus

from django.http import JsonResponse

from bank.mysql.errors import Trouble, classify

log = logging.getLogger("ledger")

RETRY_AFTER_SECONDS = "1"
AGAIN = "Try again in a moment; with the same Idempotency-Key nothing happens twice."
UNAVAILABLE = {
    Trouble.BUSY: ("BUSY", f"Too many requests wait for the database. {AGAIN}"),
    Trouble.CONNECTION: ("DATABASE_UNAVAILABLE", f"The database did not answer. {AGAIN}"),
    Trouble.CONTENTION: ("CONTENTION", f"Too many others move money of the same accounts. {AGAIN}"),
    Trouble.SETUP: ("DATABASE_NOT_READY", "The database is not set up for this application yet."),
}


class Problem(Exception):
    def __init__(self, status, code, detail, problems=None):
        super().__init__(detail)
        self.status = status
        #: Permanent, for programs.
        self.code = code
        self.detail = detail
        self.problems = problems


def account_not_found(number):
    return Problem(404, "ACCOUNT_NOT_FOUND", f"There is no account {number}. GET /api/accounts lists them.")


def key_used_for_another_request(key):
    detail = f'The key "{key}" was used for a different request before. Take a new key for a new request.'
    return Problem(422, "IDEMPOTENCY_KEY_REUSED", detail)


class Refusals:
    """Middleware: turns what a view raises into an answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        if isinstance(error, Problem):
            return refuse(request, error)
        # None: Django goes on with it, which tells bugs to server_error and its own refusals to their handlers.
        return None if classify(error) is Trouble.NONE else refuse_for_trouble(request, error)


def bad_request(request, exception):
    return refuse(request, Problem(400, "BAD_INPUT", "The request cannot be understood."))


def forbidden(request, exception):
    return refuse(request, Problem(403, "FORBIDDEN", str(exception) or "That is not allowed."))


def not_found(request, exception):
    return refuse(request, Problem(404, "NOT_FOUND", "There is nothing at this address."))


def server_error(request):
    return refuse_for_trouble(request, sys.exc_info()[1])


def refuse_for_trouble(request, error):
    trouble = classify(error)
    if trouble is Trouble.NONE:
        log.error("unexpected error, request %s", request_id(request), exc_info=error)
        return refuse(request, Problem(500, "INTERNAL", "Something broke here. It was noted."))
    code, detail = UNAVAILABLE[trouble]
    log.warning("%s, request %s: %s", code, request_id(request), error)
    return refuse(request, Problem(503, code, detail))


def refuse(request, problem):
    members = {
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        **({} if problem.problems is None else {"problems": problem.problems}),
        "requestId": request_id(request),
    }
    headers = {"Retry-After": RETRY_AFTER_SECONDS} if problem.status == 503 else {}
    return JsonResponse(members, status=problem.status, headers=headers, content_type="application/problem+json")


def request_id(request):
    return getattr(request, "id", "-")
