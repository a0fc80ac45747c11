"""Set when this process is about to stop: /readyz says no from then on."""

import threading

draining = threading.Event()
