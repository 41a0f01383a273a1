"""Writes on the tree of disruption categories (rules.md §6)."""

import re
from datetime import datetime

from django.db import transaction

from sigap.audit.actions import append, take_stream
from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, words
from sigap.incidents.actions.reports import category_in_use
from sigap.incidents.models import Category
from sigap.people.actions import require_admin

CATEGORY_STREAM = "kategori"

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_KEY, _LONGEST_NAME, _LONGEST_GROUP, _LAST_POSITION = 80, 120, 80, 32_767


@transaction.atomic
def put_category(
    key: str, name: str, group: str, position: int, *, at: datetime, by: Actor
) -> Category:
    """Add the category of this key, or give it this name, group and place in the list.

    A category in which nothing changes is left alone and nothing is written. Keys stay: cases
    refer to them. Raises Invalid with every faulty field, NotAllowed for anyone but the admin
    and the system.
    """
    require_admin(by)
    name, group = " ".join(name.split()), " ".join(group.split())
    faults = _faults(key, name, group, position)
    if faults:
        raise Invalid(faults)
    # First the lock of the stream: two writers of one key then wait for each other here.
    stream = take_stream(CATEGORY_STREAM)
    row = Category.objects.filter(key=key).first()
    if row is not None and (row.name, row.group, row.position) == (name, group, position):
        return row
    told = {"category": key, "name": name, "group": group, "position": position}
    if row is None:
        row = Category(key=key)
        act = "kategori-dibuat"
    else:
        told["before"] = {"name": row.name, "group": row.group, "position": row.position}
        act = "kategori-diubah"
    row.name, row.group, row.position = name, group, position
    row.save()
    category_in_use.forget()
    append(stream, [(act, told)], at=at, by=by.signature())
    return row


def _faults(key: str, name: str, group: str, position: int) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if not _KEY.fullmatch(key) or len(key) > _LONGEST_KEY:
        faults["key"] = Fault(
            "key-unusable",
            words("Kunci harus huruf kecil, angka, dan tanda hubung; paling banyak %(most)s."),
            {"most": _LONGEST_KEY},
        )
    for field, value, most in (("name", name, _LONGEST_NAME), ("group", group, _LONGEST_GROUP)):
        if not 0 < len(value) <= most:
            faults[field] = Fault(
                "length", words("Wajib diisi, paling banyak %(most)s huruf."), {"most": most}
            )
    if not 0 <= position <= _LAST_POSITION:
        faults["position"] = Fault(
            "out-of-range", words("Urutan harus 0 sampai %(most)s."), {"most": _LAST_POSITION}
        )
    return faults
