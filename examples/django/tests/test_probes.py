import uuid


def test_what_was_forgotten_an_hour_ago_is_removed_by_the_next_write_and_nothing_younger(ledger_with, undisturbed, beside):
    client = ledger_with(DATABASE_URL=undisturbed)
    old, young = str(uuid.uuid4()), str(uuid.uuid4())
    for name, minutes in ((old, 61), (young, 59)):
        insert = "insert into probes (id, value, written_at) values (%s, 'x', utc_timestamp(3) - interval %s minute)"
        beside.execute(insert, (name, minutes))
    assert client.put(f"/api/probes/{uuid.uuid4()}", {"value": "new"}, content_type="application/json").status_code == 200
    assert client.get(f"/api/probes/{old}").status_code == 404
    assert client.get(f"/api/probes/{young}").status_code == 200
