"""Settings of gunicorn, which finds this file by itself: `gunicorn` alone starts the ledger."""

import math
import os
import sys

from bank.environment import EnvironmentProblems, parse_environment

try:
    environment = parse_environment(os.environ)
except EnvironmentProblems as problems:
    # Said once and with the exit code of wrong usage, before any worker fails over the same thing.
    print(problems, file=sys.stderr)
    sys.exit(2)

wsgi_app = "bank.wsgi:application"
bind = environment.bind
workers = environment.workers
worker_class = "bank.worker.DrainingWorker"
threads = environment.threads

# Longer than the 60 s of Nginx, so that Nginx is the one to close: then no request meets a closing connection.
keepalive = 75
# A write that waits for a new primary (9 s) gets its answer. systemd's own limit (TimeoutStopSec) should be longer.
graceful_timeout = 12 + math.ceil(environment.drain_seconds)
# A worker whose main loop stands still for so long is replaced. Requests run in threads and have limits of their own.
timeout = 30

# bank.proxies decides whom to believe, for the address and for the scheme alike.
forwarded_allow_ips = ""

loglevel = environment.log_level
accesslog = "-" if environment.log_level in ("debug", "info") else None
access_log_format = '%(h)s "%(m)s %(U)s%(q)s" %(s)s %(M)sms id=%({x-request-id}o)s'
