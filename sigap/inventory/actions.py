"""Writes on sites and devices: registering them and saying what hangs below what."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sigap.domain.actor import NETWORK_ADMIN, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, words
from sigap.inventory.models import SITE_KINDS, Device, Site
from sigap.inventory.queries import downstream_ids
from sigap.people.actions import SYSTEM_ROLE, require_admin, write_down
from sigap.people.actions.serviceclasses import check_class
from sigap.people.models import Agency
from sigap.people.worktime import service_classes

INVENTORY_STREAM = "inventaris"
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MORE = frozenset(
    {
        "district",
        "village",
        "code",
        "address",
        "latitude",
        "longitude",
        "critical",
        "service_class",
        "pic_name",
        "pic_phone",
    }
)


@transaction.atomic
def add_site(
    key: str,
    name: str,
    *,
    agency: Agency,
    kind: str,
    upstream: Site | None = None,
    more: Mapping[str, Any] | None = None,
    at: datetime,
    by: Actor,
) -> Site:
    """Register a site of an agency. `more` holds any of the other columns by name.

    Raises Invalid with every faulty field, NotAllowed unless the network's or the application's
    administrator acts.
    """
    _require_keeper(by)
    row = Site(key=key, name=name.strip(), agency=agency, kind=kind, upstream=upstream)
    faults = _site_faults(row, more or {})
    if faults:
        raise Invalid(faults)
    for column, value in (more or {}).items():
        setattr(row, column, value)
    row.save(force_insert=True)
    data = {"site": key, "name": row.name, "agency": agency.key, "kind": kind}
    data["upstream"] = upstream.key if upstream else ""
    write_down(INVENTORY_STREAM, [("lokasi-dibuat", data)], at=at, by=by)
    return row


@transaction.atomic
def set_upstream(site: Site, upstream: Site | None, *, at: datetime, by: Actor) -> None:
    """Say through which site this one's traffic leaves (None: it is a root).

    Raises Invalid for itself or a site that already hangs below it: that would be a loop.
    """
    _require_keeper(by)
    # Two edits at once could still close a loop; every walk stops at one, so no wider lock.
    row = Site.objects.select_for_update(of=("self",)).select_related("upstream").get(pk=site.pk)
    if upstream is not None and (upstream.pk == row.pk or upstream.pk in downstream_ids(row)):
        raise Invalid(
            {
                "upstream": Fault(
                    "upstream-loop",
                    words("%(upstream)s berada di bawah %(site)s; pilih lokasi induk yang lain."),
                    {"upstream": upstream.name, "site": row.name},
                )
            }
        )
    before = row.upstream.key if row.upstream else ""
    after = upstream.key if upstream else ""
    if before == after:
        return
    row.upstream = site.upstream = upstream
    row.save(update_fields=["upstream"])
    data = {"site": row.key, "before": before, "after": after}
    write_down(INVENTORY_STREAM, [("induk-lokasi-diganti", data)], at=at, by=by)


@transaction.atomic
def set_active(site: Site, active: bool, *, at: datetime, by: Actor) -> None:
    """Take a site out of use, or back; sites are never deleted."""
    _require_keeper(by)
    if not Site.objects.filter(pk=site.pk, active=not active).update(active=active):
        return
    site.active = active
    kind = "lokasi-diaktifkan" if active else "lokasi-dinonaktifkan"
    write_down(INVENTORY_STREAM, [(kind, {"site": site.key})], at=at, by=by)


@transaction.atomic
def set_site_class(site: Site, key: str, *, at: datetime, by: Actor) -> None:
    """Say by which service class a site is served; "" gives it back to that of its agency.

    Cases that run keep the class they were reported with.
    """
    require_admin(by)
    check_class(key)
    before = Site.objects.select_for_update(of=("self",)).get(pk=site.pk).service_class
    if before == key:
        return
    site.service_class = key
    site.save(update_fields=["service_class"])
    data = {"site": site.key, "before": before, "after": key}
    write_down(INVENTORY_STREAM, [("kelas-layanan-ditetapkan", data)], at=at, by=by)


@transaction.atomic
def add_device(
    key: str,
    name: str,
    *,
    site: Site,
    kind: str = "",
    vendor: str = "",
    model: str = "",
    at: datetime,
    by: Actor,
) -> Device:
    """Register a device at a site. Raises Invalid with every faulty field."""
    _require_keeper(by)
    faults = _key_faults(key, Device.objects.filter(key=key).exists())
    if not name.strip():
        faults["name"] = Fault("name-missing", words("Nama perangkat wajib diisi."))
    if faults:
        raise Invalid(faults)
    row = Device.objects.create(
        key=key, name=name.strip(), site=site, kind=kind, vendor=vendor, model=model
    )
    data = {"device": key, "name": row.name, "site": site.key}
    write_down(INVENTORY_STREAM, [("perangkat-dibuat", data)], at=at, by=by)
    return row


def _require_keeper(by: Actor) -> None:
    if not by.holds(NETWORK_ADMIN, SYSTEM_ADMIN, SYSTEM_ROLE):
        raise NotAllowed(
            "inventory-keepers-only",
            words("Hanya Administrator Sistem Jaringan yang boleh mengubah inventaris."),
        )


def _site_faults(row: Site, more: Mapping[str, Any]) -> dict[str, Fault]:
    faults = _key_faults(row.key, Site.objects.filter(key=row.key).exists())
    if not row.name:
        faults["name"] = Fault("name-missing", words("Nama lokasi wajib diisi."))
    if row.kind not in SITE_KINDS:
        faults["kind"] = _not_one_of(row.kind, tuple(SITE_KINDS))
    known = service_classes()
    if more.get("service_class", "") not in ("", *known):
        faults["service_class"] = _not_one_of(more["service_class"], tuple(known))
    for column in sorted(set(more) - _MORE):
        faults[column] = Fault("field-unknown", words("Isian ini tidak dikenal untuk lokasi."))
    for column, most in (("latitude", 90), ("longitude", 180)):
        value = more.get(column)
        if value is not None and not -most <= value <= most:
            faults[column] = Fault(
                "coordinate-range",
                words("Koordinat harus di antara -%(most)s dan %(most)s derajat."),
                {"most": most},
            )
    return faults


def _key_faults(key: str, taken: bool) -> dict[str, Fault]:
    if _KEY.fullmatch(key) and not taken:
        return {}
    text = words("Kunci harus huruf kecil, angka, dan tanda hubung, dan belum dipakai.")
    return {"key": Fault("key-unusable", text)}


def _not_one_of(value: object, known: tuple[str, ...]) -> Fault:
    text = words("Pilihan “%(value)s” tidak ada; yang ada: %(known)s.")
    return Fault("choice-unknown", text, {"value": value, "known": ", ".join(known)})
