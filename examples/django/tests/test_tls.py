import socket
import ssl
import subprocess
import threading

import pytest

from bank.mysql.tls import tls_context


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Two certificates for db.internal that sign themselves; the second one is a stranger's."""
    directory = tmp_path_factory.mktemp("tls")
    for name in ("ours", "other"):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=database"]
            + ["-addext", "subjectAltName=DNS:db.internal", "-keyout", f"{name}.key", "-out", f"{name}.crt"],
            cwd=directory,
            check=True,
            capture_output=True,
        )
    return directory


@pytest.mark.parametrize("name", ["db.internal", None])
def test_the_name_that_is_asked_for_and_not_the_address(certificates, name):
    assert connect(certificates, tls_context(str(certificates / "ours.crt"), name)) == "TLSv1.3"


@pytest.mark.parametrize("authority, name", [("ours", "db.example"), ("other", "db.internal"), ("other", None)])
def test_a_certificate_that_does_not_fit(certificates, authority, name):
    with pytest.raises(ssl.SSLCertVerificationError):
        connect(certificates, tls_context(str(certificates / f"{authority}.crt"), name))


def connect(certificates, context):
    """A handshake as PyMySQL makes it: it asks for the host that it connects to."""
    ours, theirs = socket.socketpair()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificates / "ours.crt", certificates / "ours.key")

    def serve():
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except OSError:
            theirs.close()

    threading.Thread(target=serve, daemon=True).start()
    with context.wrap_socket(ours, server_hostname="127.0.0.1") as connection:
        return connection.version()
