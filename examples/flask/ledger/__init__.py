"""The ledger: money moves between accounts, and the sum of all balances is always zero."""

import os

from flask import Flask

from . import api, cli, health, pages, problems
from .config import parse_config
from .database import Database
from .headers import add_headers
from .proxies import TrustedProxies

BODY_BYTES_MAX = 16 * 1024


def create_app(environ=None):
    """The application; `environ` stands in for the process's own environment in tests."""
    config = parse_config(os.environ if environ is None else environ)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES_MAX
    app.json.sort_keys = False
    app.json.ensure_ascii = False
    app.wsgi_app = TrustedProxies(app.wsgi_app, config.trusted_proxies)
    app.extensions["ledger"] = Database(config.database)

    add_headers(app)
    problems.handle(app)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(api.blueprint, url_prefix="/api")
    app.register_blueprint(pages.blueprint)
    app.cli.add_command(cli.migrate)
    return app
