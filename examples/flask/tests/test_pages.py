import re
from pathlib import Path

from conftest import balance, open_account

LEDGER = Path(__file__).parent.parent / "ledger"


def test_the_form_pressed_twice_moves_the_money_once(app_with, undisturbed):
    app = app_with(DATABASE_URL=undisturbed)
    source, target = open_account(app, 1000), open_account(app, 0)
    browser = app.test_client()
    page = browser.get("/")
    assert page.headers["X-Read-From"] == "primary"
    form = {"key": key_in(page), "from": source, "to": target, "amount": "2,50"}
    for _ in range(2):
        assert browser.post("/transfers", data=form).status_code == 303
    assert balance(app, target) == 250

    too_much = browser.post("/transfers", data={**form, "amount": "7.51"})
    assert (too_much.status_code, "Press again" in too_much.text) == (422, True)
    anew = {**form, "key": key_in(too_much), "amount": "7.51"}
    refused = browser.post("/transfers", data=anew)
    assert (refused.status_code, "which is less than" in refused.text) == (409, True)


def test_text_of_people_stays_text(app_with, undisturbed):
    app = app_with(DATABASE_URL=undisturbed)
    source, target = open_account(app, 1000), open_account(app, 0)
    body = {"fromAccountId": source, "toAccountId": target, "amountCents": 1, "note": "<script>alert(1)</script>"}
    app.test_client().post("/api/transfers", json=body, headers={"Idempotency-Key": f"note-{source}"})
    page = app.test_client().get("/").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_a_form_of_another_site_moves_nothing(app_with):
    answer = app_with().test_client().post("/transfers", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.json["code"]) == (403, "OTHER_SITE")


def test_without_a_database_the_page_says_so(app_with):
    answer = app_with().test_client().get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "Back in a moment" in answer.text


def test_templates_keep_to_the_content_security_policy():
    for template in (LEDGER / "templates").iterdir():
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script|https?:", template.read_text()), template


def key_in(page):
    return re.search(r'name="key" value="([^"]+)"', page.text)[1]
