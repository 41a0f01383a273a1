"""Writes on sites and devices by the names that other rooms know them by."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, words
from sigap.inventory.actions.items import add_item, change_item
from sigap.inventory.actions.record import Change, record, require_keeper, take_inventory
from sigap.inventory.models import Device, Site
from sigap.inventory.pictures import picture_of
from sigap.inventory.queries import downstream_ids
from sigap.inventory.queries.register import item
from sigap.people.actions import require_admin
from sigap.people.actions.serviceclasses import check_class
from sigap.people.models import Agency


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
    values = dict(more or {}) | {"key": key, "name": name, "agency": agency.key, "kind": kind}
    values["upstream"] = upstream.key if upstream is not None else ""
    row = add_item("site", values, at=at, by=by)
    assert isinstance(row, Site)
    return row


@transaction.atomic
def set_upstream(site: Site, upstream: Site | None, *, at: datetime, by: Actor) -> None:
    """Say through which site this one's traffic leaves (None: it is a root).

    Raises Invalid for itself or a site that already hangs below it: that would be a loop.
    """
    require_keeper(by)
    stream = take_inventory()
    row = item("site", site.key)
    assert isinstance(row, Site)
    if upstream is not None and (upstream.pk == row.pk or upstream.pk in downstream_ids(row)):
        template = words("%(upstream)s berada di bawah %(site)s; pilih lokasi induk yang lain.")
        params = {"upstream": upstream.name, "site": row.name}
        raise Invalid({"upstream": Fault("upstream-loop", template, params)})
    before = picture_of("site", row)
    after = before | {"upstream": upstream.key if upstream else ""}
    if before == after:
        return
    row.upstream = site.upstream = upstream
    row.save(update_fields=["upstream"])
    data = {"site": row.key, "before": before["upstream"], "after": after["upstream"]}
    change = Change("diubah", "site", row.key, before, after)
    record(stream, [change], [("induk-lokasi-diganti", data)], at=at, by=by)


def set_active(site: Site, active: bool, *, at: datetime, by: Actor) -> None:
    """Take a site out of use, or back; sites are never deleted."""
    change_item("site", site.key, {"active": active}, at=at, by=by)
    site.active = active


@transaction.atomic
def set_site_class(site: Site, key: str, *, at: datetime, by: Actor) -> None:
    """Say by which service class a site is served; "" gives it back to that of its agency.

    Cases that run keep the class they were reported with.
    """
    require_admin(by)
    check_class(key)
    stream = take_inventory()
    row = item("site", site.key)
    assert isinstance(row, Site)
    before = picture_of("site", row)
    if before["service_class"] == key:
        return
    row.service_class = site.service_class = key
    row.save(update_fields=["service_class"])
    data = {"site": row.key, "before": before["service_class"], "after": key}
    change = Change("diubah", "site", row.key, before, before | {"service_class": key})
    record(stream, [change], [("kelas-layanan-ditetapkan", data)], at=at, by=by)


def add_device(
    key: str,
    name: str,
    *,
    site: Site,
    kind: str = "",
    vendor: str = "",
    model: str = "",
    more: Mapping[str, Any] | None = None,
    at: datetime,
    by: Actor,
) -> Device:
    """Register a device at a site; `more` as for a site. Raises Invalid with every faulty field."""
    values = dict(more or {}) | {"key": key, "name": name, "site": site.key, "kind": kind}
    row = add_item("device", values | {"vendor": vendor, "model": model}, at=at, by=by)
    assert isinstance(row, Device)
    return row
