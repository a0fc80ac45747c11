"""Moments: UTC, whole milliseconds, so that reading gives the same text as writing did."""

from datetime import timezone

from django.utils import timezone as django_timezone


def now():
    moment = django_timezone.now()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def to_text(moment):
    return moment.astimezone(timezone.utc).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
