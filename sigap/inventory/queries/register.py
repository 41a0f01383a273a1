"""The register as judgements need it: asked for one item, or held whole for an import."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from sigap.domain.errors import NotFound, words
from sigap.domain.inventory import KINDS
from sigap.domain.inventory_model import Picture
from sigap.inventory.models import Device
from sigap.inventory.pictures import TABLES, Item, picture_of, with_references
from sigap.people.models import Agency
from sigap.people.worktime import service_classes

OUT = "dilepas"


def item(kind: str, key: str) -> Item:
    """The item of this key with everything its picture names, in one query; raises NotFound."""
    row = with_references(kind).filter(key=key).first() if kind in KINDS else None
    if row is None:
        template = words("Tidak ada isi inventaris dengan kunci %(key)s.")
        raise NotFound("item-unknown", template, key=key)
    return row


class Asked:
    """domain.inventory_rules.Known over the database, a query or two for each question."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], Picture | None] = {}

    def picture(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """The item as it stands, None when there is none."""
        if (kind, key) not in self._seen:
            row = with_references(kind).filter(key=key).first()
            self._seen[kind, key] = picture_of(kind, row) if row is not None else None
        return self._seen[kind, key]

    def find(self, to: str, text: str) -> str:
        """The key that is meant by a key or an exact name."""
        if to == "service_class":
            return _service_class(text)
        if to == "agency":
            named = Q(name__iexact=text) | Q(short_name__iexact=text)
            return _only(
                Agency.objects.filter(Q(key=text) | named).values_list("key", flat=True), text
            )
        if self._seen.get((to, text)):
            return text
        named = Q(name__iexact=text) if KINDS[to].column("name") else Q()
        rows = TABLES[to]._default_manager.filter(Q(key=text) | named if named else Q(key=text))
        return _only(rows.values_list("key", flat=True), text)

    def serial(self, vendor: str, serial: str) -> tuple[str, ...]:
        """The keys of the devices in use with this maker and serial number."""
        rows = Device.objects.filter(vendor__iexact=vendor, serial__iexact=serial)
        return tuple(rows.exclude(status=OUT).values_list("key", flat=True)[:2])


class Whole:
    """domain.inventory_rules.Known held in memory: a query for each kind, whatever is asked."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], Picture] = {}
        self._named: dict[tuple[str, str], set[str]] = {}
        self._serials: dict[tuple[str, str], list[str]] = {}
        for kind in KINDS:
            for row in with_references(kind).iterator(chunk_size=2000):
                self._keep(kind, row.key, picture_of(kind, row))
        for agency in Agency.objects.only("key", "name", "short_name"):
            for text in (agency.key, agency.name, agency.short_name):
                self._name("agency", text, agency.key)

    def _keep(self, kind: str, key: str, picture: Picture) -> None:
        self._rows[kind, key] = picture
        self._name(kind, str(picture.get("name", "")), key)
        if kind == "device" and picture["serial"] and picture["status"] != OUT:
            mark = (picture["vendor"].casefold(), picture["serial"].casefold())
            self._serials.setdefault(mark, []).append(key)

    def _name(self, kind: str, text: str, key: str) -> None:
        if text:
            self._named.setdefault((kind, text.casefold()), set()).add(key)

    def picture(self, kind: str, key: str) -> Mapping[str, Any] | None:
        """The item as it stands, None when there is none."""
        return self._rows.get((kind, key))

    def find(self, to: str, text: str) -> str:
        """The key that is meant by a key or an exact name."""
        if to == "service_class":
            return _service_class(text)
        if (to, text) in self._rows:
            return text
        keys = self._named.get((to, text.casefold()), set())
        return next(iter(keys)) if len(keys) == 1 else ""

    def serial(self, vendor: str, serial: str) -> tuple[str, ...]:
        """The keys of the devices in use with this maker and serial number."""
        return tuple(self._serials.get((vendor.casefold(), serial.casefold()), ()))


def _only(keys: Any, text: str) -> str:
    found = list(keys[:3])
    return text if text in found else found[0] if len(found) == 1 else ""


def _service_class(text: str) -> str:
    known = service_classes()
    if text in known:
        return text
    return next((key for key, each in known.items() if each.name.casefold() == text.casefold()), "")
