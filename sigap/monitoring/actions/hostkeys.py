"""The keys of SSH servers: the first one is trusted, another one only when a keeper accepts it."""

from datetime import datetime

from django.db import transaction

from sigap.domain.actor import SYSTEM, Actor
from sigap.domain.errors import NotFound, Stale, words
from sigap.inventory.actions.record import require_keeper
from sigap.inventory.models import Device
from sigap.monitoring.actions.checks import MONITORING_STREAM
from sigap.monitoring.models import HostKey
from sigap.people.actions import write_down


@transaction.atomic
def note_key(device: Device, fingerprint: str, *, at: datetime) -> None:
    """Remember the key with which a device let us in; the first one is trusted, on the record.

    A later one is the trusted one (`probes.ssh` would not have gone on): another, which was shown
    in between, is forgotten.
    """
    row, is_first = HostKey.objects.get_or_create(
        device=device, defaults={"fingerprint": fingerprint, "trusted_at": at}
    )
    if is_first:
        data = {"device": device.key, "fingerprint": fingerprint}
        write_down(MONITORING_STREAM, [("kunci-ssh-dipercaya", data)], at=at, by=SYSTEM)
    elif row.shown and row.fingerprint == fingerprint:
        HostKey.objects.filter(pk=row.pk, fingerprint=fingerprint).update(shown="", shown_at=None)


@transaction.atomic
def note_shown(device: Device, fingerprint: str, *, at: datetime) -> None:
    """Remember that a device shows another key than the trusted one; once on the record."""
    other = HostKey.objects.filter(device=device).exclude(fingerprint=fingerprint)
    if other.exclude(shown=fingerprint).update(shown=fingerprint, shown_at=at):
        data = {"device": device.key, "shown": fingerprint}
        write_down(MONITORING_STREAM, [("kunci-ssh-berubah", data)], at=at, by=SYSTEM)


@transaction.atomic
def accept_key(device: Device, fingerprint: str, *, at: datetime, by: Actor) -> None:
    """Trust the key that a device shows now, instead of the one known so far.

    `fingerprint` is the one that was looked at: Stale when the device shows yet another by now.
    NotFound when it shows no new one, NotAllowed unless a keeper of the inventory acts.
    """
    require_keeper(by)
    row = HostKey.objects.select_for_update().filter(device=device).exclude(shown="").first()
    if row is None:
        raise NotFound("no-new-host-key", words("Perangkat itu tidak menunjukkan kunci baru."))
    if row.shown != fingerprint:
        template = words("Perangkat sudah menunjukkan kunci lain lagi; bandingkan dulu yang baru.")
        raise Stale("host-key-moved-on", template)
    data = {"device": device.key, "before": row.fingerprint, "after": row.shown}
    row.fingerprint, row.trusted_at, row.shown, row.shown_at = row.shown, at, "", None
    row.save()
    write_down(MONITORING_STREAM, [("kunci-ssh-diterima", data)], at=at, by=by)
