"""Diagnoses one site: looks, concludes, and keeps both the conclusion and what it rests on."""

import secrets
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Final

from django.db import transaction

from sigap.domain.actor import Actor
from sigap.domain.diagnosis import OpenCase, as_json, diagnose
from sigap.domain.errors import NotFound, words
from sigap.domain.evidence import RawOutput
from sigap.domain.viewplain import view_plain
from sigap.inventory.models import Device, Site
from sigap.monitoring.actions.gathering import Gathered, gather
from sigap.monitoring.actions.hostkeys import note_key, note_shown
from sigap.monitoring.models import Diagnosis, DiagnosisRaw

MOST_OCTETS: Final = 2_000_000
"""What one diagnosis keeps of raw outputs, packed; of what is over it the seal alone is kept."""


def diagnose_site(
    site_key: str,
    *,
    at: datetime,
    by: Actor,
    device_key: str = "",
    open_cases: Sequence[OpenCase] = (),
    look: Callable[..., Gathered] = gather,
) -> Diagnosis:
    """Look at a site of the inventory now, conclude, and keep it; answers the row.

    Takes three seconds where all is well, about ten where devices are silent. Whatever could not
    be looked at is a note of the result. Not to be called in a transaction: it waits for the
    network. NotFound for a site that the inventory has not, or a device that is not there.
    `open_cases` are cases that are open elsewhere, for the notes; `look` gathers what it rests on.
    """
    site, device = _meant(site_key, device_key)
    begun = monotonic()
    found = look(site_key, at=at, open_cases=open_cases)
    told = diagnose(found.looked)
    told = replace(told, notes=(*told.notes, *found.notes))
    row = Diagnosis(
        key=secrets.token_hex(8),
        site=site,
        device=device,
        at=at,
        took_ms=round((monotonic() - begun) * 1000),
        state=told.state.value,
        result=as_json(told),
        views={node: view_plain(view) for node, view in found.looked.views.items()},
        by=by.signature(),
    )
    _keep(row, found, at)
    return row


def keep_for_case(keys: Iterable[str]) -> int:
    """Keep these diagnoses as long as the case whose file they stand in; answers how many."""
    return Diagnosis.objects.filter(key__in=list(keys), kept=False).update(kept=True)


def forget_with_case(keys: Iterable[str]) -> None:
    """Delete these diagnoses with their raw outputs: the case whose file they stood in goes."""
    Diagnosis.objects.filter(key__in=list(keys)).delete()


def _meant(site_key: str, device_key: str) -> tuple[Site, Device | None]:
    site = Site.objects.filter(key=site_key).first()
    if site is None:
        template = words("“%(key)s” bukan lokasi di inventaris.")
        raise NotFound("site-unknown", template, key=site_key)
    if not device_key:
        return site, None
    device = Device.objects.filter(key=device_key, site=site).first()
    if device is None:
        template = words("“%(key)s” bukan perangkat di %(site)s.")
        raise NotFound("device-unknown", template, key=device_key, site=site.name)
    return site, device


@transaction.atomic
def _keep(row: Diagnosis, found: Gathered, at: datetime) -> None:
    row.save(force_insert=True)
    DiagnosisRaw.objects.bulk_create(_raws(row, found))
    for device in Device.objects.filter(key__in=[*found.keys, *found.other_keys]):
        if device.key in found.keys:
            note_key(device, found.keys[device.key], at=at)
        else:
            note_shown(device, found.other_keys[device.key], at=at)


def _raws(row: Diagnosis, found: Gathered) -> Iterable[DiagnosisRaw]:
    """The outputs as rows; the site's own way is gathered first, so it is what is kept."""
    left = MOST_OCTETS
    for node, outputs in found.raw.items():
        for output in outputs:
            packed = _packed(output)
            left -= len(packed)
            yield DiagnosisRaw(
                diagnosis=row,
                device=node,
                command=output.command[:200],
                at=output.at,
                packed=packed if left >= 0 else None,
                sha256=output.sha256,
                size=output.size,
                cut=output.cut,
            )


def _packed(output: RawOutput) -> bytes:
    return zlib.compress(output.text.encode("utf-8"))
