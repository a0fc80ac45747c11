"""The worker of gunicorn, with an orderly end."""

import threading

from gunicorn.workers.gthread import ThreadWorker

from .environment import parse_environment
from .lifecycle import draining


class DrainingWorker(ThreadWorker):
    """On SIGTERM says so at /readyz, and takes requests for DRAIN_MS more before it stops like every gthread worker.

    gunicorn's own worker stops at once: whoever was sent here before the load balancer noticed would be refused. The
    listening socket stays open as long as one worker holds it, although the master has closed its own.
    """

    def handle_exit(self, sig, frame):
        if draining.is_set():
            return
        draining.set()
        # Each answer says "Connection: close" from now on, so that Nginx keeps no connection that is about to end.
        self.cfg.set("keepalive", 0)
        timer = threading.Timer(parse_environment(self.cfg.env_orig).drain_seconds, self.stop)
        timer.daemon = True
        timer.start()

    def stop(self):
        self.alive = False
