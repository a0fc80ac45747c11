"""Money as people read and write it."""

import re

CENTS_MAX = 100_000_000


def format_cents(cents):
    """Whole cents as text, such as "€12.50"."""
    sign = "\u2212" if cents < 0 else ""
    return f"{sign}€{abs(cents) // 100:,}.{abs(cents) % 100:02}"


def parse_cents(text):
    """Takes "12", "12.5", "12,50" and "€ 12.50". Refuses "1,200", which is twelve hundred to some only."""
    match = re.fullmatch(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?", re.sub(r"[\s€]", "", text))
    if match is None:
        raise ValueError("Write the amount like 12.50.")
    cents = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))
    if not 1 <= cents <= CENTS_MAX:
        raise ValueError(f"Move between one cent and {format_cents(CENTS_MAX)}.")
    return cents
