"""The settings of the application, from its environment."""

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


@dataclass(frozen=True)
class Endpoint:
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str


@dataclass(frozen=True)
class DatabaseConfig:
    #: Takes writes.
    primary: Endpoint
    #: Answers reads only, from data that may be a moment behind.
    secondary: Optional[Endpoint]
    #: Connections that one worker may hold to each of them.
    pool_size: int
    ca_file: Optional[str]
    #: The name that the server's certificate must carry; None checks only who signed it.
    server_name: Optional[str]
    #: Writes of one worker that may wait for a new primary at once, so that reads always find a thread.
    waiting_max: int


@dataclass(frozen=True)
class Config:
    bind: str
    workers: int
    threads: int
    drain_seconds: float
    trusted_proxies: Tuple[str, ...]
    log_level: str
    database: DatabaseConfig


class ConfigError(Exception):
    """Everything that is wrong with the environment, so that the operator mends it in one go."""


def parse_config(environ: Mapping[str, str]) -> Config:
    """Raises ConfigError with every problem at once."""
    reader = Reader(environ)
    host = environ.get("HOST") or "127.0.0.1"
    port = reader.integer("PORT", 8000, 0, 65_535)
    threads = reader.integer("WEB_THREADS", 100, 2, 1000)
    config = Config(
        bind=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        workers=reader.integer("WEB_CONCURRENCY", len(os.sched_getaffinity(0)), 1, 1000),
        threads=threads,
        drain_seconds=reader.integer("DRAIN_MS", 0, 0, DRAIN_MS_MAX) / 1000,
        trusted_proxies=reader.networks("TRUST_PROXY", "loopback"),
        log_level=reader.log_level("LOG_LEVEL", "info"),
        database=reader.database(waiting_max=threads * 4 // 5),
    )
    reader.raise_if_any()
    return config


def parse_database_config(environ: Mapping[str, str]) -> DatabaseConfig:
    """Raises ConfigError; all that a migration needs."""
    reader = Reader(environ)
    config = reader.database(waiting_max=1)
    reader.raise_if_any()
    return config


class Reader:
    """Reads variables and notes what is wrong; an empty variable counts as unset."""

    def __init__(self, environ: Mapping[str, str]):
        self.environ = environ
        self.problems = []

    def raise_if_any(self):
        if self.problems:
            raise ConfigError("\n  - ".join(["The environment does not fit:", *self.problems]))

    def wrong(self, name, reason, fix):
        self.problems.append(f"{name}: {reason}; {fix}")

    def integer(self, name, fallback, low, high):
        text = self.environ.get(name) or str(fallback)
        if re.fullmatch(r"[0-9]{1,15}", text) and low <= int(text) <= high:
            return int(text)
        self.wrong(name, f'"{text}" does not fit', f"give a whole number from {low} to {high}")
        return fallback

    def log_level(self, name, fallback):
        text = self.environ.get(name) or fallback
        level = LOG_LEVEL_NAMES.get(text, text)
        if level not in LOG_LEVELS:
            self.wrong(name, f'"{text}" does not fit', f"give one of {', '.join(LOG_LEVELS)}")
        return level

    def networks(self, name, fallback):
        """`*` is refused on purpose: to believe everybody means that any client can choose its own address."""
        text = self.environ.get(name) or fallback
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

    def database(self, waiting_max):
        secondary = self.environ.get("DATABASE_READ_URL")
        ca_file = self.environ.get("DATABASE_CA_FILE") or None
        server_name = self.environ.get("DATABASE_SERVER_NAME") or None
        if server_name and not ca_file:
            self.wrong("DATABASE_SERVER_NAME", "needs an authority to check with", "set DATABASE_CA_FILE too")
        if ca_file and not os.access(ca_file, os.R_OK):
            self.wrong("DATABASE_CA_FILE", f"{ca_file} cannot be read", "name a file with certificates in PEM")
        return DatabaseConfig(
            primary=self.endpoint("DATABASE_URL", self.environ.get("DATABASE_URL") or ""),
            secondary=self.endpoint("DATABASE_READ_URL", secondary) if secondary else None,
            pool_size=self.integer("DATABASE_POOL", 10, 1, 500),
            ca_file=ca_file,
            server_name=server_name,
            waiting_max=waiting_max,
        )

    def endpoint(self, name, text):
        """Never repeats the URL in a message, because it holds the password."""
        fix = "write mysql://USER:PASSWORD@127.0.0.1:3306/app (percent-encode special characters)"
        try:
            url = urlsplit(text)
            port = url.port or 3306
        except ValueError:
            self.wrong(name, "is not a URL", fix)
            return None
        database = url.path[1:]
        for is_wrong, reason in (
            (text == "", "is not set"),
            (text != "" and url.scheme != "mysql", "does not start with mysql://"),
            (text != "" and not url.hostname, "names no host"),
            (text != "" and not url.username, "names no user"),
            (text != "" and not re.fullmatch(r"[\w$-]{1,64}", database), "does not end with the name of one database"),
            (bool(url.query or url.fragment), "has options after the database, which nothing reads"),
        ):
            if is_wrong:
                self.wrong(name, reason, fix)
        return Endpoint(url.hostname or "", port, unquote(url.username or ""), unquote(url.password or ""), database)
