"""What the environment says, in the types of Python; settings.py makes Django's settings of it."""

import ipaddress
import os
import re
from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple
from urllib.parse import unquote, urlsplit

LOG_LEVELS = ("critical", "error", "warning", "info", "debug")
# The names of Node's levels, so that one environment fits every sample.
LOG_LEVEL_NAMES = {"fatal": "critical", "warn": "warning", "trace": "debug", "silent": "critical"}
NAMED_RANGES = {
    "loopback": ("127.0.0.0/8", "::1/128"),
    "linklocal": ("169.254.0.0/16", "fe80::/10"),
    "uniquelocal": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
}
DRAIN_MS_MAX = 8_000
#: Below that, `manage.py check --deploy` warns (security.W009).
SECRET_KEY_CHARACTERS_MIN = 50
DEVELOPMENT_KEY = "django-insecure-for-development-only-everybody-knows-it"
#: Where static files are collected, neither the key nor the database is known, and nothing asks for them.
OFFLINE = {"SECRET_KEY": DEVELOPMENT_KEY, "DATABASE_URL": "mysql://nobody@127.0.0.1/none"}
URL_FIX = "write mysql://USER:PASSWORD@127.0.0.1:3306/app (percent-encode special characters)"
DATABASE_NAME = re.compile(r"[\w$-]{1,64}")


@dataclass(frozen=True)
class Endpoint:
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str


@dataclass(frozen=True)
class DatabaseEnvironment:
    #: Takes writes.
    primary: Optional[Endpoint]
    #: Answers reads only, from data that may be a moment behind.
    secondary: Optional[Endpoint]
    #: Connections that one worker may hold to each of them.
    pool_size: int
    ca_file: Optional[str]
    #: The name that the server's certificate must carry; None checks only who signed it.
    server_name: Optional[str]


@dataclass(frozen=True)
class Environment:
    secret_key: str = field(repr=False)
    debug: bool
    allowed_hosts: Tuple[str, ...]
    #: As in the Origin of a browser: https://www.example.com
    site: Optional[str]
    bind: str
    workers: int
    threads: int
    drain_seconds: float
    trusted_proxies: Tuple[str, ...]
    log_level: str
    database: DatabaseEnvironment


class EnvironmentProblems(Exception):
    """Everything that is wrong with the environment, so that the operator mends it in one go."""


def parse_environment(environ: Mapping[str, str], offline: bool = False) -> Environment:
    """Raises EnvironmentProblems with every problem at once."""
    reader = Reader({**OFFLINE, **environ} if offline else environ)
    host = reader.text("HOST") or "127.0.0.1"
    port = reader.integer("PORT", 8000, 0, 65_535)
    debug = reader.flag("DEBUG")
    environment = Environment(
        secret_key=reader.secret_key(debug or offline),
        debug=debug,
        allowed_hosts=reader.hosts("ALLOWED_HOSTS", host),
        site=reader.site("SITE_URL"),
        bind=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        workers=reader.integer("WEB_CONCURRENCY", len(os.sched_getaffinity(0)), 1, 1000),
        threads=reader.integer("WEB_THREADS", 100, 2, 1000),
        drain_seconds=reader.integer("DRAIN_MS", 0, 0, DRAIN_MS_MAX) / 1000,
        trusted_proxies=reader.networks("TRUST_PROXY", "loopback"),
        log_level=reader.log_level("LOG_LEVEL", "info"),
        database=reader.database(),
    )
    if reader.problems:
        raise EnvironmentProblems("\n  - ".join(["The environment does not fit:", *reader.problems]))
    return environment


class Reader:
    """Reads variables and notes what is wrong; an empty variable counts as unset."""

    def __init__(self, environ: Mapping[str, str]):
        self.environ = environ
        self.problems = []

    def wrong(self, name, reason, fix):
        self.problems.append(f"{name}: {reason}; {fix}")

    def text(self, name):
        return self.environ.get(name) or None

    def integer(self, name, fallback, low, high):
        text = self.text(name) or str(fallback)
        if re.fullmatch(r"[0-9]{1,15}", text) and low <= int(text) <= high:
            return int(text)
        self.wrong(name, f'"{text}" does not fit', f"give a whole number from {low} to {high}")
        return fallback

    def flag(self, name):
        text = self.text(name) or "0"
        if text not in ("0", "1"):
            self.wrong(name, f'"{text}" does not fit', "give 0 or 1")
        return text == "1"

    def secret_key(self, may_be_known):
        """Never repeated in a message."""
        text = self.text("SECRET_KEY")
        if text is None and may_be_known:
            return DEVELOPMENT_KEY
        if text is None or (len(text) < SECRET_KEY_CHARACTERS_MIN and not may_be_known):
            reason = "is not set" if text is None else f"has fewer than {SECRET_KEY_CHARACTERS_MIN} characters"
            self.wrong("SECRET_KEY", reason, "give every host the same one; `openssl rand -base64 48` makes one")
        return text

    def hosts(self, name, host):
        text = self.text(name)
        if text is None:
            return tuple(dict.fromkeys(("localhost", "127.0.0.1", "[::1]", f"[{host}]" if ":" in host else host)))
        hosts = tuple(entry.strip() for entry in text.split(",") if entry.strip())
        for entry in hosts:
            # One leading dot stands for a domain and what is below it (ALLOWED_HOSTS in Django's "Settings").
            if not re.fullmatch(r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]", entry, re.IGNORECASE):
                self.wrong(name, f'"{entry}" is no name of a host', "list names or addresses with commas, no ports")
        return hosts

    def site(self, name):
        text = self.text(name)
        if text is None:
            return None
        match = re.fullmatch(r"(https?://(?:[\w.-]+|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?)/?", text)
        if match is None:
            self.wrong(name, f'"{text}" does not fit', "write it like https://www.example.com")
        return match and match[1].lower()

    def log_level(self, name, fallback):
        text = self.text(name) or fallback
        level = LOG_LEVEL_NAMES.get(text, text)
        if level not in LOG_LEVELS:
            self.wrong(name, f'"{text}" does not fit', f"give one of {', '.join(LOG_LEVELS)}")
        return level

    def networks(self, name, fallback):
        """`*` is refused on purpose: to believe everybody means that any client can choose its own address."""
        text = self.text(name) or fallback
        if text == "none":
            return ()
        networks = []
        for entry in (part.strip() for part in text.split(",")):
            for network in NAMED_RANGES.get(entry, (entry,)):
                try:
                    networks.append(str(ipaddress.ip_network(network, strict=False)))
                except ValueError:
                    fix = 'list addresses or subnets with commas, for example "loopback,10.0.0.0/24", or say "none"'
                    self.wrong(name, f'"{entry}" is neither an address nor a subnet', fix)
        return tuple(networks)

    def database(self):
        ca_file, server_name = self.text("DATABASE_CA_FILE"), self.text("DATABASE_SERVER_NAME")
        if server_name and not ca_file:
            self.wrong("DATABASE_SERVER_NAME", "needs an authority to check with", "set DATABASE_CA_FILE too")
        if ca_file and not os.access(ca_file, os.R_OK):
            self.wrong("DATABASE_CA_FILE", f"{ca_file} cannot be read", "name a file with certificates in PEM")
        return DatabaseEnvironment(
            primary=self.primary(),
            secondary=self.url("DATABASE_READ_URL") if self.text("DATABASE_READ_URL") else None,
            pool_size=self.integer("DATABASE_POOL", 10, 1, 500),
            ca_file=ca_file,
            server_name=server_name,
        )

    def primary(self):
        """From DATABASE_URL, or else from DATABASE_NAME and its like, which Django's own settings are named after."""
        if self.text("DATABASE_URL") or not self.text("DATABASE_NAME"):
            return self.url("DATABASE_URL")
        database, user = self.text("DATABASE_NAME"), self.text("DATABASE_USER")
        if not DATABASE_NAME.fullmatch(database):
            self.wrong("DATABASE_NAME", f'"{database}" is no name of a database', "give letters, digits, _, $ and -")
        if user is None:
            self.wrong("DATABASE_USER", "is not set", "name the account, or set DATABASE_URL")
        return Endpoint(
            self.text("DATABASE_HOST") or "127.0.0.1",
            self.integer("DATABASE_PORT", 3306, 1, 65_535),
            user or "",
            self.environ.get("DATABASE_PASSWORD", ""),
            database,
        )

    def url(self, name):
        """Never repeats the URL in a message, because it holds the password."""
        text = self.text(name) or ""
        if text == "":
            self.wrong(name, "is not set", URL_FIX)
            return None
        try:
            url = urlsplit(text)
            port = url.port or 3306
        except ValueError:
            self.wrong(name, "is not a URL", URL_FIX)
            return None
        for is_wrong, reason in (
            (url.scheme != "mysql", "does not start with mysql://"),
            (not url.hostname, "names no host"),
            (not url.username, "names no user"),
            (not DATABASE_NAME.fullmatch(url.path[1:]), "does not end with the name of one database"),
            (bool(url.query or url.fragment), "has options after the database, which nothing reads"),
        ):
            if is_wrong:
                self.wrong(name, reason, URL_FIX)
        user, password = unquote(url.username or ""), unquote(url.password or "")
        return Endpoint(url.hostname or "", port, user, password, url.path[1:])
