"""Django's settings. Whatever differs from one place to another comes from the environment, see environment.py."""

import ipaddress
import os
import sys
from pathlib import Path

from .databases import databases
from .environment import parse_environment

BASE_DIR = Path(__file__).resolve().parent.parent
#: Commands of manage.py that ask no database and serve nobody.
OFFLINE_COMMANDS = {"collectstatic", "findstatic", "help", "makemigrations"}

environment = parse_environment(
    os.environ, offline=Path(sys.argv[0]).name == "manage.py" and bool(OFFLINE_COMMANDS & set(sys.argv[1:2]))
)
is_https = environment.site is not None and environment.site.startswith("https://")

SECRET_KEY = environment.secret_key
DEBUG = environment.debug
ALLOWED_HOSTS = list(environment.allowed_hosts)
ROOT_URLCONF = "bank.urls"
WSGI_APPLICATION = "bank.wsgi.application"

INSTALLED_APPS = [
    "ledger",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "bank.proxies.TrustedProxies",
    "bank.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ledger.problems.Refusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = databases(environment.database)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
#: Writes of one worker that may wait for a new primary at once, so that reads always find a thread.
WAITING_WRITES_MAX = environment.threads * 4 // 5

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

# Nginx serves them. Their names carry no hash on purpose: while a release is rolled out, a page of one host may ask
# another one for its style sheet.
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"

#: Bytes of a body; more than that is refused.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024
TRUSTED_PROXIES = [ipaddress.ip_network(network) for network in environment.trusted_proxies]
# Believable, because bank.proxies takes it out of every request that did not come from one of TRUSTED_PROXIES.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [environment.site] if environment.site else []
CSRF_FAILURE_VIEW = "ledger.pages.csrf_failure"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = is_https
CSRF_COOKIE_HTTPONLY = True
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Warnings of `manage.py check --deploy` about what the load balancer does in front of every application: it redirects
# to https (W008) and says Strict-Transport-Security (W004). Probes of /readyz come without TLS, from inside.
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": environment.log_level.upper()},
    "loggers": {
        # Refusals stand in the access log, and ledger.problems notes what is a fault of ours.
        "django.request": {"level": "CRITICAL"},
        # Anybody can ask for any Host.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
