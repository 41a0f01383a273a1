"""Where histories begin: at the migration that brought them, and with the reference data."""

from importlib import import_module

import pytest
from django.apps import apps

from sigap.config.reference import load_reference
from sigap.domain.actor import SYSTEM
from sigap.inventory.models import Device, Site, Version
from sigap.inventory.pictures import picture_of, with_references
from tests.cast import MONDAY_MORNING, cast

pytestmark = pytest.mark.django_db
MIGRATION = import_module("sigap.inventory.migrations.0004_histories")


def test_the_migration_writes_the_same_picture_as_every_later_change() -> None:
    team = cast()
    Site.objects.filter(key="rsud").update(latitude="-6.2", longitude="106.9", pic_name="Budi")
    Device.objects.create(key="x", name="X", site=team.site("rsud"), vendor="Cisco")
    MIGRATION.begin(apps, None)
    for kind, rows in (("site", Site.objects.all()), ("device", Device.objects.all())):
        for row in rows:
            version = Version.objects.get(kind=kind, key=row.key)
            assert version.row == picture_of(kind, with_references(kind).get(pk=row.pk))
    assert Device.objects.get(key="x").letters


def test_reference_data_comes_with_its_history_and_is_not_told_twice() -> None:
    for _ in range(2):
        load_reference(at=MONDAY_MORNING, by=SYSTEM)
    assert Version.objects.filter(kind="site").count() == Site.objects.count() > 100
    version = Version.objects.get(kind="site", key="noc")
    assert (version.row["upstream"], version.valid_from) == ("pop-inti", MONDAY_MORNING)
