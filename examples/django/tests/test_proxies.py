import pytest

FORWARDED = {"HTTP_X_FORWARDED_FOR": "198.51.100.7, 203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}


@pytest.mark.parametrize(
    "trusted, peer, headers, client, protocol",
    [
        ("loopback", "127.0.0.1", FORWARDED, "203.0.113.9", "https"),
        ("loopback", "127.0.0.1", {"HTTP_X_FORWARDED_PROTO": "https, http"}, "127.0.0.1", "http"),
        ("loopback", "192.0.2.1", FORWARDED, "192.0.2.1", "http"),
        ("loopback,203.0.113.0/24", "127.0.0.1", FORWARDED, "198.51.100.7", "https"),
        ("none", "127.0.0.1", FORWARDED, "127.0.0.1", "http"),
        ("loopback", "127.0.0.1", {"HTTP_X_FORWARDED_FOR": "203.0.113.9, unknown"}, "127.0.0.1", "http"),
        ("loopback", "::ffff:127.0.0.1", {"HTTP_X_FORWARDED_FOR": "2001:db8::7"}, "2001:db8::7", "http"),
        ("loopback", "127.0.0.1", {}, "127.0.0.1", "http"),
    ],
)
def test_only_trusted_proxies_are_believed(ledger_with, trusted, peer, headers, client, protocol):
    answer = ledger_with(TRUST_PROXY=trusted).get("/api/whoami", REMOTE_ADDR=peer, **headers).json()
    assert (answer["clientAddress"], answer["protocol"]) == (client, protocol)
