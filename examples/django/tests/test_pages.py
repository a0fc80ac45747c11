import re
from pathlib import Path

from conftest import balance, open_account, post
from django.test import Client

TEMPLATES = Path(__file__).parent.parent / "ledger/templates"


def test_the_form_pressed_twice_moves_the_money_once(ledger_with, undisturbed):
    ledger_with(DATABASE_URL=undisturbed)
    source, target = open_account(1000), open_account(0)
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/")
    assert page.headers["X-Read-From"] == "primary"
    form = {**hidden_in(page), "source": source, "target": target, "amount": "2,50"}
    for _ in range(2):
        assert browser.post("/transfers", form).status_code == 303
    assert balance(target) == 250
    assert "The money has moved." in text(browser.get("/?moved=1"))

    too_much = browser.post("/transfers", {**form, "amount": "7.51"})
    assert (too_much.status_code, "Press again" in text(too_much)) == (422, True)
    anew = {**form, **hidden_in(too_much), "amount": "7.51"}
    refused = browser.post("/transfers", anew)
    assert (refused.status_code, "which is less than" in text(refused)) == (409, True)
    wrong = browser.post("/transfers", {**anew, "amount": "1,200", "source": "x"})
    assert (wrong.status_code, "Choose both accounts." in text(wrong)) == (422, True)


def test_text_of_people_stays_text(ledger_with, undisturbed):
    ledger_with(DATABASE_URL=undisturbed)
    source, target = open_account(1000), open_account(0)
    body = {"fromAccountId": source, "toAccountId": target, "amountCents": 1, "note": "<script>alert(1)</script>"}
    post("/api/transfers", body)
    page = text(Client().get("/"))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_a_form_of_another_site_moves_nothing(ledger_with):
    ledger_with()
    answer = Client(enforce_csrf_checks=True).post("/transfers", {"amount": "1"}, HTTP_ORIGIN="https://other.example")
    assert (answer.status_code, "another site" in text(answer)) == (403, True)


def test_without_a_database_the_page_says_so(ledger_with):
    answer = ledger_with().get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "Back in a moment" in text(answer)


def test_templates_keep_to_the_content_security_policy():
    templates = list(TEMPLATES.glob("*/*.html"))
    assert templates
    for template in templates:
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script|https?:", template.read_text()), template


def hidden_in(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', text(page)))


def text(answer):
    return answer.content.decode()
