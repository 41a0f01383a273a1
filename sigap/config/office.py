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
    listed = [
        (key, name, group["name"]) for group in tree["group"] for key, name in group["categories"]
    ]
    missing = [
        (position, category)
        for position, category in enumerate(listed, start=1)
        if category[0] not in known
    ]
    for position, (key, name, group) in missing:
        put_category(key, name, group, position, at=at, by=by)
    return len(missing)


def _publish_shipped(*, at: datetime, by: Actor) -> int:
    """Publish the shipped SOPs of which the office has no version at all.

    A later version is the office's own decision: it is imported by hand, never by an upgrade.
    """
    known = set(PublishedProcedure.objects.values_list("key", flat=True))
    # "penanganan-gangguan.v1.toml" is version 1 of "penanganan-gangguan".
    missing = [
        file for file in sorted(PROCEDURES.glob("*.toml")) if file.stem.split(".")[0] not in known
    ]
    for file in missing:
        import_procedure(file.read_text("utf-8"), at=at, by=by)
    return len(missing)
