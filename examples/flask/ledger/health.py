"""`/healthz` says that the process is alive; `/readyz` says that it can do its work, within a second.

A load balancer asks /readyz. A supervisor that restarts asks /healthz: restarting helps nobody while the database is
away. While the group elects a new primary it stays ready: it answers reads, and writes wait for a while.
"""

from flask import Blueprint

from . import lifecycle
from .database import PROBE_SECONDS_MAX, NotYet, db
from .database_errors import Trouble, classify, error_number

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz():
    return {"status": "alive"}


@blueprint.get("/readyz")
def readyz():
    if lifecycle.draining.is_set():
        return not_ready("this process is stopping")
    try:
        return {"status": "ready", "database": db.probe()}
    except NotYet:
        return not_ready(f"the database did not answer within {PROBE_SECONDS_MAX} s")
    except Exception as error:
        return not_ready(explain(error))


def not_ready(reason):
    return {"status": "not ready", "reason": reason}, 503


def explain(error):
    original = getattr(error, "orig", error)
    number = error_number(original)
    if number == 1146:
        return "the tables are missing: run python3 -m ledger.migrate"
    if number == 3159:
        return "the database wants TLS: set DATABASE_CA_FILE"
    if classify(error) is Trouble.SETUP:
        return "the database refuses this account: check DATABASE_URL"
    return f"the database is not reachable: {original}"
