"""`/healthz` says that the process is alive; `/readyz` says that it can do its work, within a second.

A load balancer asks /readyz. A supervisor that restarts asks /healthz: restarting helps nobody while the database is
away. While the group elects a new primary it stays ready: it answers reads, and writes wait for a while.
"""

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from bank.lifecycle import draining
from bank.mysql.errors import Trouble, classify, error_number

from .database import PROBE_SECONDS_MAX, NotYet, db


@require_safe
def healthz(request):
    return JsonResponse({"status": "alive"})


@require_safe
def readyz(request):
    if draining.is_set():
        return not_ready("this process is stopping")
    try:
        return JsonResponse({"status": "ready", "database": db.probe()})
    except NotYet:
        return not_ready(f"the database did not answer within {PROBE_SECONDS_MAX} s")
    except Exception as error:
        return not_ready(explain(error))


def not_ready(reason):
    return JsonResponse({"status": "not ready", "reason": reason}, status=503)


def explain(error):
    number = error_number(error)
    if number == 1146:
        return "the tables are missing: run python3 manage.py migrate"
    if number == 3159:
        return "the database wants TLS: set DATABASE_CA_FILE"
    if classify(error) is Trouble.SETUP:
        return "the database refuses this account: check DATABASE_URL"
    return f"the database is not reachable: {error}"
