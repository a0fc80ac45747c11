import uuid

import pytest
from conftest import open_account
from django.contrib.auth.models import User


@pytest.fixture
def browser(ledger_with, undisturbed):
    """Logged in as somebody who may do everything."""
    client = ledger_with(DATABASE_URL=undisturbed)
    superuser = User.objects.create_superuser(f"admin-{uuid.uuid4()}", password=str(uuid.uuid4()))
    client.force_login(superuser)
    yield client
    superuser.delete()


def test_the_books_can_be_read(browser):
    account = open_account(1250)
    for path in ("/admin/", "/admin/ledger/transfer/?q=Test", f"/admin/ledger/account/{account}/change/"):
        assert browser.get(path).status_code == 200, path
    listed = browser.get("/admin/ledger/account/?kind__exact=ordinary&o=-1")
    assert "€12.50" in listed.content.decode()
    assert "script-src" not in listed.headers["Content-Security-Policy"]


def test_and_not_written(browser):
    for path in ("account/add/", "account/2/change/", "account/2/delete/", "transfer/add/", "transfer/1/delete/"):
        answer = browser.post(f"/admin/ledger/{path}", {"name": "Mine", "post": "yes"})
        assert (path, answer.status_code) == (path, 403)


def test_strangers_are_asked_who_they_are(ledger_with):
    answer = ledger_with().get("/admin/ledger/account/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/login/?next=/admin/ledger/account/")


def test_without_a_database_there_is_an_answer_that_says_when_to_come_back(ledger_with):
    answer = ledger_with().post("/admin/login/", {"username": "ada", "password": "x"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
