"""What every installation needs before its first report: master data, categories, the SOPs."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from sigap.config.doctor import PROCEDURES
from sigap.config.reference import FOLDER, Loaded, load_reference
from sigap.documents.actions.copies import add_copies
from sigap.documents.actions.letterhead import begin_letterhead
from sigap.documents.actions.numbers import add_rules as add_number_rules
from sigap.documents.actions.signatures import add_signing_rules
from sigap.documents.actions.templates import load_templates
from sigap.domain.actor import Actor
from sigap.domain.routing import EVERYBODY
from sigap.incidents.actions.categories import put_category
from sigap.incidents.actions.guides import load_guides
from sigap.incidents.actions.ladders import load_ladders
from sigap.incidents.actions.procedures import import_procedure
from sigap.incidents.actions.retention import load_classes
from sigap.incidents.models import Category, PublishedProcedure
from sigap.incidents.queries.procedures import DISRUPTION, in_force, parsed
from sigap.notifications.actions.rules import Ordered, add_rules

GUIDES = Path(__file__).parents[1] / "guides"


@dataclass(frozen=True, slots=True)
class LoadedOffice:
    """How many rows one load added."""

    reference: Loaded
    categories: int
    procedures: int
    rules: int


@transaction.atomic
def load_office(*, at: datetime, by: Actor) -> LoadedOffice:
    """Add what is missing: master data, categories, the SOPs, who is told what and when.

    Safe at every start: what exists stays as the office edited it, and a published SOP version
    is never touched. `by` is the system or an admin.
    """
    reference = load_reference(at=at, by=by)
    load_ladders(default_ladders(), at=at, by=by)
    procedures = _publish_shipped(at=at, by=by)
    load_guides(shipped_guides(), at=at, by=by)
    _prepare_papers(at=at, by=by)
    load_archive_classes(at=at, by=by)
    return LoadedOffice(
        reference,
        categories=_add_categories(at=at, by=by),
        procedures=procedures,
        rules=add_rules(default_rules(), at=at, by=by),
    )


def _prepare_papers(*, at: datetime, by: Actor) -> None:
    """Templates, numbering, copies, signers and letterhead that an office begins with."""
    load_templates(at=at, by=by)
    rules = tomllib.loads((FOLDER / "papers.toml").read_text("utf-8"))
    add_number_rules(rules["rule"])
    add_copies(rules["copy"])
    add_signing_rules(rules["signing"])
    identity = parsed(in_force(DISRUPTION)).identity
    begin_letterhead(government=identity.unit, agency=identity.dinas)


def load_archive_classes(*, at: datetime, by: Actor) -> int:
    """The retention schedule that an office begins with; answers how many classes were added."""
    rows = tomllib.loads((FOLDER / "archive.toml").read_text("utf-8"))["class"]
    return load_classes(rows, at=at, by=by)


def default_rules() -> Iterator[tuple[str, str, Ordered]]:
    """The rules of telling that an office begins with: event, role, rule."""
    for row in tomllib.loads((FOLDER / "telling.toml").read_text("utf-8"))["rule"]:
        yield row.pop("event"), row.pop("role", EVERYBODY), Ordered(**row)


def default_ladders() -> list[dict[str, Any]]:
    """The ladders of escalation that an office begins with."""
    rules: list[dict[str, Any]] = tomllib.loads((FOLDER / "escalation.toml").read_text("utf-8"))[
        "ladder"
    ]
    return rules


def shipped_guides() -> Iterator[str]:
    """The guides that ship, every version of them."""
    for file in sorted(GUIDES.glob("*.v*.toml")):
        yield file.read_text("utf-8")


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
