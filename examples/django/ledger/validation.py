"""Checks of requests: everything that is wrong with one is said at once, with its place."""

import json
import re
from typing import Any, Callable, NamedTuple

from django.core.exceptions import RequestDataTooBig

from .problems import Problem

SAFE_INTEGER_MAX = 2**53 - 1
CENTS_MAX = 100_000_000

# What JSON Schema's pattern calls \p{Cc} and \p{Cs}: control characters, and halves of characters.
NOT_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# ECMAScript's \s, which is what a pattern of JSON Schema means by it.
SPACE = " \t\n\v\f\r\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
AROUND = re.compile(f"[{SPACE}].*|.*[{SPACE}]", re.DOTALL)


class Field(NamedTuple):
    """`check` returns the value, or raises ValueError with what it must be."""

    check: Callable[[Any], Any]
    required: bool = False


def integer(low, high):
    def check(value):
        # In Python True is an integer, and 1.0 is none; in JSON it is the other way round.
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError("must be integer")
        if value < low:
            raise ValueError(f"must be >= {low}")
        if value > high:
            raise ValueError(f"must be <= {high}")
        return value

    return check


def written_integer(low, high):
    """A query and a path can only hold text, so numbers in them are read as numbers; in a body "100" is not 100."""
    in_range = integer(low, high)

    def check(value):
        return in_range(int(value) if re.fullmatch(r"-?[0-9]{1,20}", value) else value)

    return check


def pattern(expression):
    compiled = re.compile(expression)

    def check(value):
        if not isinstance(value, str):
            raise ValueError("must be string")
        if not compiled.fullmatch(value):
            raise ValueError(f'must match pattern "{expression}"')
        return value

    return check


def text(low, high):
    """For people: no control characters, and no halves of characters, which MySQL could not keep as they are."""

    def check(value):
        if not isinstance(value, str):
            raise ValueError("must be string")
        if not low <= len(value) <= high:
            raise ValueError(f"must have {low} to {high} characters")
        if NOT_TEXT.search(value):
            raise ValueError("must not have control characters")
        return value

    return check


def name(value):
    """Text that neither begins nor ends with a space."""
    value = text(1, 80)(value)
    if AROUND.fullmatch(value):
        raise ValueError("must not begin or end with a space")
    return value


def flag(value):
    if value not in ("true", "false"):
        raise ValueError("must be boolean")
    return value == "true"


account_id = integer(1, SAFE_INTEGER_MAX)
written_id = written_integer(1, SAFE_INTEGER_MAX)
key = pattern("[!-~]{1,100}")
probe_id = pattern("[A-Za-z0-9_-]{1,64}")


def check_body(request, **fields):
    """The fields of a JSON object. JSON and nothing else: a form of any other site can send the rest."""
    if request.content_type != "application/json":
        raise Problem(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be JSON: send Content-Type: application/json.")
    try:
        body = json.loads(request.body, parse_constant=refuse_constant)
    except RequestDataTooBig:
        raise Problem(413, "TOO_LARGE", "The body is larger than any request needs.") from None
    except (ValueError, RecursionError):
        raise bad_input([("body", "must be JSON")]) from None
    if not isinstance(body, dict):
        raise bad_input([("body", "must be object")])
    return check("body", body, fields)


def check_query(request, **fields):
    repeated = [name for name, values in request.GET.lists() if len(values) > 1]
    if repeated:
        raise bad_input([(f"querystring.{name}", "must be given once") for name in repeated])
    return check("querystring", request.GET.dict(), fields)


def check_path(request, **fields):
    """What the address had in its angle brackets."""
    return check("params", request.resolver_match.kwargs, fields)


def check_key(request, required):
    """The Idempotency-Key, or None."""
    given = {"idempotency-key": request.headers[name] for name in ("Idempotency-Key",) if name in request.headers}
    return check("headers", given, {"idempotency-key": Field(key, required)}).get("idempotency-key")


def check(place, given, fields):
    problems = [(place, f'must NOT have additional properties: "{name}"') for name in given if name not in fields]
    values = {}
    for name, field in fields.items():
        if name in given:
            try:
                values[name] = field.check(given[name])
            except ValueError as error:
                problems.append((f"{place}.{name}", str(error)))
        elif field.required:
            problems.append((f"{place}.{name}", "is missing"))
    if problems:
        raise bad_input(problems)
    return values


def bad_input(problems):
    detail = "; ".join(f"{path} {reason}" for path, reason in problems) + "."
    return Problem(400, "BAD_INPUT", detail, [{"path": path, "reason": reason} for path, reason in problems])


def refuse_constant(constant):
    raise ValueError(f"{constant} is not JSON")
