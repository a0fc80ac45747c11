"""What every answer says, whatever it is about."""

import re
import socket
import uuid

from flask import g, request

HOST = socket.gethostname()
REQUEST_ID = re.compile(r"[!-~]{1,200}")


def add_headers(app):
    @app.before_request
    def name_request():
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if REQUEST_ID.fullmatch(given) else str(uuid.uuid4())

    @app.after_request
    def say_who(response):
        response.headers["X-Served-By"] = HOST
        response.headers["X-Request-Id"] = request_id()
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


def request_id():
    return g.get("request_id", "-")
