import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from conftest import SECRET_KEY, at_once, open_account

ROOT = Path(__file__).parent.parent
GUNICORN = [sys.executable, "-c", "from gunicorn.app.wsgiapp import run; run()"]
READY_SECONDS_MAX = 20
STOP_SECONDS_MAX = 20


def test_an_environment_that_does_not_fit_exit_2_and_every_problem():
    done = subprocess.run(GUNICORN, cwd=ROOT, env=environment(PORT="x"), capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert "PORT: " in done.stderr and "DATABASE_URL: " in done.stderr


def test_sigterm(ledger_with, undisturbed, beside):
    """/readyz says no at once while others are still served; a transfer in flight is finished; exit 0."""
    ledger_with(DATABASE_URL=undisturbed)
    source, target = open_account(1000), open_account(0)
    process, url = start(undisturbed, DRAIN_MS="1000")
    beside.execute("begin")
    beside.execute("select id from accounts where id = %s for update", (source,))
    body = f'{{"fromAccountId":{source},"toAccountId":{target},"amountCents":1}}'.encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": f"stop-{source}"}
    with at_once(lambda: ask(urllib.request.Request(f"{url}/api/transfers", body, headers))) as (answer,):
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert ask(f"{url}/readyz") == 503
        assert ask(f"{url}/healthz") == 200
        time.sleep(2)
        assert process.poll() is None
        beside.execute("rollback")
    assert answer.result() == 201
    assert process.wait(STOP_SECONDS_MAX) == 0


def start(database_url, **variables):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    env = environment(DATABASE_URL=database_url, PORT=str(port), LOG_LEVEL="warn", WEB_CONCURRENCY="2", **variables)
    process = subprocess.Popen(GUNICORN, cwd=ROOT, env=env)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < deadline:
        try:
            if ask(f"{url}/readyz") == 200:
                return process, url
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise AssertionError(f"gunicorn was not ready within {READY_SECONDS_MAX} s")


def ask(request):
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def environment(**variables):
    kept = ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LANG")
    return {"SECRET_KEY": SECRET_KEY, **{name: os.environ[name] for name in kept if name in os.environ}, **variables}
