import pytest

from ledger.money import format_cents, parse_cents


def test_written():
    assert [format_cents(cents) for cents in (0, 5, 1250, 123_456_789, -70)] == [
        "€0.00",
        "€0.05",
        "€12.50",
        "€1,234,567.89",
        "−€0.70",
    ]


def test_read():
    written = ("12", "12.5", "12,50", "€ 12.50", "1 200")
    assert [parse_cents(text) for text in written] == [1200, 1250, 1250, 1250, 120000]


@pytest.mark.parametrize("text", ["", "x", "-1", "0", "1,200", "1.2.3", "0.001", "1000000.01", "٣"])
def test_refused(text):
    with pytest.raises(ValueError):
        parse_cents(text)
