"""Moments as the tables keep them: UTC, whole milliseconds, so that reading gives the same text as writing did."""

from datetime import datetime, timezone


def now():
    moment = datetime.now(timezone.utc).replace(tzinfo=None)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_text(moment):
    return moment.isoformat(timespec="milliseconds") + "Z"
