"""A guest book, as a plain WSGI application (PEP 3333): what any program must do to run on a platform of Smartx."""

import html
import secrets
from urllib.parse import parse_qs

import pymysql

from database import connect

BODY_BYTES_MAX = 16 * 1024
NAME_MAX = 40
TEXT_MAX = 500
SHOWN_MAX = 50
#: A row with this key is there already.
DUPLICATE = 1062


def application(environ, start_response):
    """Answers one request. Nothing is kept between two of them, so that any host may get the next one."""
    try:
        status, headers, body = answer(environ)
    except pymysql.MySQLError as error:
        print(f"{type(error).__name__}: {error.args[0] if error.args else ''}", file=environ["wsgi.errors"])
        status, headers, body = away()
    start_response(status, [*headers, ("Cache-Control", "no-store"), ("Content-Length", str(len(body)))])
    return [body]


def answer(environ):
    route = environ["REQUEST_METHOD"].replace("HEAD", "GET"), environ.get("PATH_INFO", "/")
    match route:
        # The process is alive: this must not ask the database, for a restart helps nobody while that is away.
        case "GET", "/healthz":
            return plain("200 OK", "alive")
        # It can do its work: without this, no load balancer sends it anything.
        case "GET", "/readyz":
            with connect() as connection, connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM entries LIMIT 1")
            return plain("200 OK", "ready")
        case "GET", "/":
            return page(read_entries())
        case "POST", "/":
            return sign(environ)
        case _:
            return plain("404 Not Found", "There is nothing here.")


def read_entries():
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name, text FROM entries ORDER BY id DESC LIMIT %s", (SHOWN_MAX,))
        return cursor.fetchall()


def sign(environ):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > BODY_BYTES_MAX:
        return plain("413 Content Too Large", "That is too long.")
    form = parse_qs(environ["wsgi.input"].read(length).decode("utf-8", "replace"))
    key, name, text = (form.get(field, [""])[0].strip() for field in ("key", "name", "text"))
    if not (key.isascii() and 0 < len(key) <= 64 and 0 < len(name) <= NAME_MAX and 0 < len(text) <= TEXT_MAX):
        return plain("400 Bad Request", "A name and a few words, please.")
    write_entry(key, name, text)
    # A reload of the page that follows sends nothing again.
    return "303 See Other", [("Location", "/")], b""


def write_entry(key, name, text):
    """Does it once for a key, however often it is asked: a form is sent twice when the answer to the first was lost."""
    try:
        with connect() as connection, connection.cursor() as cursor:
            cursor.execute("INSERT INTO entries (form, name, text) VALUES (%s, %s, %s)", (key, name, text))
    except pymysql.IntegrityError as error:
        if error.args[0] != DUPLICATE:
            raise


def away():
    status, headers, body = plain("503 Service Unavailable", "The guest book is away for a moment. Please try again.")
    return status, [*headers, ("Retry-After", "1")], body


def page(entries):
    """The whole page; what visitors wrote is escaped."""
    shown = "".join(f"<li><b>{html.escape(name)}</b>: {html.escape(text)}</li>\n" for name, text in entries)
    text = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Guest book</title>
<h1>Guest book</h1>
<form method="post" action="/">
<input type="hidden" name="key" value="{secrets.token_urlsafe(24)}">
<p><label>Name <input name="name" maxlength="{NAME_MAX}" required></label>
<p><label>Words <input name="text" maxlength="{TEXT_MAX}" size="60" required></label>
<p><button>Sign</button>
</form>
<ul>
{shown}</ul>
</html>
"""
    return "200 OK", [("Content-Type", "text/html; charset=utf-8")], text.encode()


def plain(status, text):
    return status, [("Content-Type", "text/plain; charset=utf-8")], f"{text}\n".encode()
