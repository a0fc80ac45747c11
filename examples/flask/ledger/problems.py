"""Refusals that the caller can understand and act on, as application/problem+json (RFC 9457)."""

from http import HTTPStatus

from flask import current_app, json
from werkzeug.exceptions import HTTPException

from .database_errors import Trouble, classify
from .headers import request_id

RETRY_AFTER_SECONDS = "1"
AGAIN = "Try again in a moment; with the same Idempotency-Key nothing happens twice."
UNAVAILABLE = {
    Trouble.BUSY: ("BUSY", f"Too many requests wait for the database. {AGAIN}"),
    Trouble.CONNECTION: ("DATABASE_UNAVAILABLE", f"The database did not answer. {AGAIN}"),
    Trouble.CONTENTION: ("CONTENTION", f"Too many others move money of the same accounts. {AGAIN}"),
    Trouble.SETUP: ("DATABASE_NOT_READY", "The database is not set up for this application yet."),
}
#: Flask's own refusals, in words that do not depend on the framework.
CODES = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "TOO_LARGE", 415: "UNSUPPORTED_MEDIA_TYPE"}


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


def handle(app):
    @app.errorhandler(Problem)
    def refuse(problem):
        members = {
            "title": HTTPStatus(problem.status).phrase,
            "status": problem.status,
            "code": problem.code,
            "detail": problem.detail,
            **({} if problem.problems is None else {"problems": problem.problems}),
            "requestId": request_id(),
        }
        headers = {"Retry-After": RETRY_AFTER_SECONDS} if problem.status == 503 else {}
        return app.response_class(
            json.dumps(members), problem.status, headers, content_type="application/problem+json"
        )

    @app.errorhandler(HTTPException)
    def refuse_as_flask_does(error):
        if error.code is None or error.code < 400:
            return error
        response = refuse(Problem(error.code, CODES.get(error.code, "BAD_INPUT"), error.description or error.name))
        if error.code == 405:
            response.headers["Allow"] = dict(error.get_headers()).get("Allow", "")
        return response

    @app.errorhandler(Exception)
    def refuse_for_trouble(error):
        trouble = classify(error)
        if trouble is Trouble.NONE:
            current_app.logger.exception("unexpected error, request %s", request_id())
            return refuse(Problem(500, "INTERNAL", "Something broke here. It was noted."))
        code, detail = UNAVAILABLE[trouble]
        current_app.logger.warning("%s, request %s: %s", code, request_id(), getattr(error, "orig", error))
        return refuse(Problem(503, code, detail))
