"""What devices told of themselves, to be shown: the newest looks and those before them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sigap.domain.errors import NotFound, words
from sigap.inventory.models import Device
from sigap.monitoring.models import DeviceReading, HostKey


class Kept(NamedTuple):
    """One look that is kept."""

    pk: int
    how: str
    at: datetime


class Pair(NamedTuple):
    """The newest look of one way of asking, the one it is compared with, and all that are kept."""

    newest: DeviceReading
    before: DeviceReading | None
    kept: Sequence[Kept]


def pairs(device: Device, *, before: int | None = None) -> list[Pair]:
    """For each way in which a device was read its newest look and the one before it, SNMP first.

    `before` names an older look to compare with, where it is of that way. Two queries.
    """
    rows = DeviceReading.objects.filter(device=device).order_by("how", "-at")
    kept: dict[str, list[Kept]] = {}
    for row in map(Kept._make, rows.values_list("pk", "how", "at")):
        kept.setdefault(row.how, []).append(row)
    chosen = {how: _chosen(found, before) for how, found in kept.items()}
    wanted = {each.pk for pair in chosen.values() for each in pair if each is not None}
    by_pk = DeviceReading.objects.defer("packed").in_bulk(wanted)
    return [
        Pair(by_pk[newest.pk], by_pk.get(old.pk) if old is not None else None, kept[how])
        for how, (newest, old) in chosen.items()
        if newest.pk in by_pk
    ]


def _chosen(kept: Sequence[Kept], before: int | None) -> tuple[Kept, Kept | None]:
    newest, *older = kept
    named = next((each for each in older if each.pk == before), None)
    return newest, named or (older[0] if older else None)


def reading(device: Device, pk: int) -> DeviceReading:
    """One look at a device, with its raw outputs. Raises NotFound."""
    row = DeviceReading.objects.filter(device=device, pk=pk).first()
    if row is None:
        raise NotFound("reading-unknown", words("Bacaan itu tidak ada atau sudah tidak disimpan."))
    return row


def host_key(device: Device) -> HostKey | None:
    """The key by which the SSH server of a device is known."""
    return HostKey.objects.filter(device=device).first()
