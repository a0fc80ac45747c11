"""Small values that somebody writes, reads back and removes, to see that the whole way to the disk and back works."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.mysql import insert

from . import instants
from .problems import Problem
from .tables import probes

#: What nobody removed is removed by whoever writes after this time.
KEPT = timedelta(hours=1)
#: So that one write never has to clean up for long.
FORGOTTEN_PER_WRITE_MAX = 100

# MySQL's LIMIT of a DELETE has no expression in SQLAlchemy 1.4.
FORGET = sa.text("DELETE FROM probes WHERE written_at < :before LIMIT :limit")


def write_probe(connection, name, value):
    """Writes the probe, or writes it anew. Safe to repeat."""
    written_at = instants.now()
    statement = insert(probes).values(id=name, value=value, written_at=written_at)
    connection.execute(statement.on_duplicate_key_update(value=value, written_at=written_at))
    connection.execute(FORGET, {"before": written_at - KEPT, "limit": FORGOTTEN_PER_WRITE_MAX})
    return {"id": name, "value": value, "writtenAt": instants.to_text(written_at)}


def read_probe(connection, name):
    row = connection.execute(sa.select(probes).where(probes.c.id == name)).first()
    if row is None:
        raise Problem(404, "PROBE_NOT_FOUND", f'There is no probe "{name}", or it was removed.')
    return {"id": row.id, "value": row.value, "writtenAt": instants.to_text(row.written_at)}


def remove_probe(connection, name):
    """Is content when it was gone already."""
    connection.execute(probes.delete().where(probes.c.id == name))
