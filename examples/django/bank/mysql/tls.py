"""TLS to the database."""

import functools
import ssl


# Django asks for the parameters of a connection whenever it takes one from the pool, and a context takes milliseconds.
@functools.cache
def tls_context(ca_file, server_name):
    context = NamedContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = server_name is not None
    context.server_name = server_name
    return context


class NamedContext(ssl.SSLContext):
    """Checks the certificate for a name of its own: the application connects to a proxy on 127.0.0.1."""

    server_name = None

    def wrap_socket(self, *args, **kwargs):
        return super().wrap_socket(*args, **{**kwargs, "server_hostname": self.server_name})
