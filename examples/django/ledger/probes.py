"""Small values that somebody writes, reads back and removes, to see that the whole way to the disk and back works."""

from datetime import timedelta

from . import instants
from .models import Probe
from .problems import Problem

#: What nobody removed is removed by whoever writes after this time.
KEPT = timedelta(hours=1)
#: So that one write never has to clean up for long.
FORGOTTEN_PER_WRITE_MAX = 100


def write_probe(using, name, value):
    """Writes the probe, or writes it anew, in one statement. Safe to repeat."""
    probe = Probe(id=name, value=value, written_at=instants.now())
    probes = Probe.objects.using(using)
    probes.bulk_create([probe], update_conflicts=True, update_fields=["value", "written_at"])
    old = probes.filter(written_at__lt=probe.written_at - KEPT).values_list("pk", flat=True)
    forgotten = list(old[:FORGOTTEN_PER_WRITE_MAX])
    if forgotten:
        probes.filter(pk__in=sorted(forgotten)).delete()
    return probe


def read_probe(using, name):
    probe = Probe.objects.using(using).filter(pk=name).first()
    if probe is None:
        raise Problem(404, "PROBE_NOT_FOUND", f'There is no probe "{name}", or it was removed.')
    return probe


def remove_probe(using, name):
    """Is content when it was gone already."""
    Probe.objects.using(using).filter(pk=name).delete()
