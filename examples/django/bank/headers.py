"""What every answer says, whatever it is about."""

import re
import socket
import uuid

from django.conf import settings

HOST = socket.gethostname()
REQUEST_ID = re.compile(r"[!-~]{1,200}")


class Headers:
    """Middleware. Nothing in the pages is inline, in those of Django's administration neither."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-Id", "")
        request.id = given if REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
        response = self.get_response(request)
        response["X-Served-By"] = HOST
        response["X-Request-Id"] = request.id
        response["Cache-Control"] = "no-store"
        response["Content-Security-Policy"] = settings.CONTENT_SECURITY_POLICY
        return response
