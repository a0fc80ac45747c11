"""Who the client is, when the request came through proxies."""

import ipaddress

from django.conf import settings


class TrustedProxies:
    """Middleware that believes only the proxies that it was told of, and hides from Django what others claim.

    Every proxy adds at the right of X-Forwarded-For whom it was asked by. So the list is read from the right, for as
    long as the one who said it is trusted; what stands further left may be anybody's invention. What is left of
    X-Forwarded-Proto may be believed: SECURE_PROXY_SSL_HEADER needs exactly that.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.META
        scheme = given.pop("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip()
        if trusts(given.get("REMOTE_ADDR", "")):
            given["REMOTE_ADDR"] = client_of(given)
            if scheme in ("http", "https"):
                given["HTTP_X_FORWARDED_PROTO"] = scheme
        return self.get_response(request)


def client_of(given):
    client = given["REMOTE_ADDR"]
    for entry in reversed(given.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if not trusts(client) or address_of(entry) is None:
            break
        client = entry.strip()
    return client


def trusts(text):
    address = address_of(text)
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


def address_of(text):
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
