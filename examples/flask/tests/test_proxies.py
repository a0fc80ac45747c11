import pytest

FORWARDED = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    "trusted, peer, headers, client, protocol",
    [
        ("loopback", "127.0.0.1", FORWARDED, "203.0.113.9", "https"),
        ("loopback", "192.0.2.1", FORWARDED, "192.0.2.1", "http"),
        ("loopback,203.0.113.0/24", "127.0.0.1", FORWARDED, "198.51.100.7", "https"),
        ("none", "127.0.0.1", FORWARDED, "127.0.0.1", "http"),
        ("loopback", "127.0.0.1", {"X-Forwarded-For": "203.0.113.9, unknown"}, "127.0.0.1", "http"),
        ("loopback", "::ffff:127.0.0.1", {"X-Forwarded-For": "2001:db8::7"}, "2001:db8::7", "http"),
        ("loopback", "127.0.0.1", {}, "127.0.0.1", "http"),
    ],
)
def test_only_trusted_proxies_are_believed(app_with, trusted, peer, headers, client, protocol):
    app = app_with(TRUST_PROXY=trusted)
    answer = app.test_client().get("/api/whoami", headers=headers, environ_base={"REMOTE_ADDR": peer})
    assert (answer.json["clientAddress"], answer.json["protocol"]) == (client, protocol)
