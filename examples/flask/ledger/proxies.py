"""Who the client is, when the request came through proxies."""

import ipaddress


class TrustedProxies:
    """WSGI middleware like Werkzeug's ProxyFix, except that it believes only the proxies that it was told of.

    Every proxy adds at the right of X-Forwarded-For whom it was asked by. So the list is read from the right, for as
    long as the one who said it is trusted; what stands further left may be anybody's invention.
    """

    def __init__(self, app, trusted):
        self.app = app
        self.networks = [ipaddress.ip_network(network) for network in trusted]

    def __call__(self, environ, start_response):
        if self.trusts(environ.get("REMOTE_ADDR", "")):
            environ["REMOTE_ADDR"] = self.client_of(environ)
            scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip()
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
        return self.app(environ, start_response)

    def client_of(self, environ):
        client = environ["REMOTE_ADDR"]
        for entry in reversed(environ.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            if not self.trusts(client) or address_of(entry) is None:
                break
            client = entry.strip()
        return client

    def trusts(self, text):
        address = address_of(text)
        return address is not None and any(address in network for network in self.networks)


def address_of(text):
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
