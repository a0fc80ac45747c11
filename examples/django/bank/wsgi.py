"""What gunicorn serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

#: How long a thread may compute while another one, whose answer from the database has come, wants to go on. Python's own
#: 5 ms are long for a write, which asks the database several times while it has accounts locked.
SWITCH_SECONDS = 0.001

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bank.settings")
sys.setswitchinterval(SWITCH_SECONDS)
application = get_wsgi_application()
