"""What every installation needs before its first report: master data, categories, the SOPs."""

import tomllib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sigap.config.doctor import PROCEDURES
from sigap.config.reference import FOLDER, Loaded, load_reference
from sigap.domain.actor import Actor
from sigap.incidents.actions.categories import put_category
from sigap.incidents.actions.procedures import import_procedure
from sigap.incidents.models import Category, PublishedProcedure
from sigap.incidents.queries.procedures import published


@dataclass(frozen=True, slots=True)
class LoadedOffice:
    """How many rows one load added."""

    reference: Loaded
    categories: int
    procedures: int


@transaction.atomic
def load_office(*, at: datetime, by: Actor) -> LoadedOffice:
    """Add what is missing: agencies, sites, offices, calendars, categories, the shipped SOPs.

    Safe at every start: what exists stays as the office edited it, and a published SOP version
    is never touched. `by` is the system or an admin.
    """
    reference = load_reference(at=at, by=by)
    return LoadedOffice(reference, _add_categories(at=at, by=by), _publish_shipped(at=at, by=by))


def _add_categories(*, at: datetime, by: Actor) -> int:
    tree = tomllib.loads((FOLDER / "categories.toml").read_text("utf-8"))
    known = set(Category.objects.values_list("key", flat=True))
    listed = [(key, name, group["name"]) for group in tree["group"] for key, name in group["categories"]]
    missing = [
        (position, category)
        for position, category in enumerate(listed, start=1)
        if category[0] not in known
    ]
    for position, (key, name, group) in missing:
        put_category(key, name, group, position, at=at, by=by)
    return len(missing)


def _publish_shipped(*, at: datetime, by: Actor) -> int:
    """Publish the shipped versions that are not there; an office may have published its own."""
    before = published().count()
    for file in sorted(PROCEDURES.glob("*.toml")):
        if not _is_published(file.stem):
            import_procedure(file.read_text("utf-8"), at=at, by=by)
    return published().count() - before


def _is_published(stem: str) -> bool:
    """Whether a version is there, told by the file's name: key.vN."""
    key, _, version = stem.rpartition(".v")
    return PublishedProcedure.objects.filter(key=key, version=int(version)).exists()
