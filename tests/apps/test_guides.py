"""Guides in an office: taken in once, one version of each in use, cases told of what was used."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sigap.audit.queries import entries, verify
from sigap.config.office import GUIDES, shipped_guides
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import NotAllowed, NotFound, Refused
from sigap.domain.guides_toml import GuideFaults
from sigap.incidents.actions.guides import (
    GUIDES_STREAM,
    import_guide,
    load_guides,
    put_guide_into_force,
    withdraw_guide,
)
from sigap.incidents.models import GuideVersion
from sigap.incidents.models.guides import OWN, SHIPPED
from sigap.incidents.queries.guides import guide_in_force, guides_in_force, offered_guides
from tests.office import Office

pytestmark = pytest.mark.django_db

SOP = "penanganan-gangguan"
POWER = (GUIDES / "listrik.v1.toml").read_text(encoding="utf-8")
SECOND = POWER.replace("versi = 1", "versi = 2").replace("Listrik dan UPS", "Listrik kantor")


@pytest.fixture
def office() -> Office:
    office = Office()
    load_guides(shipped_guides(), at=office.at, by=SYSTEM)
    return office


def admin(office: Office):
    return office.cast.actor("admin")


def kinds() -> list[str]:
    return [entry.kind for entry in entries(GUIDES_STREAM)]


def test_what_ships_is_in_use_at_once_and_loading_again_adds_nothing(office):
    assert [guide.key for guide in guides_in_force("")] == [
        *("mulai", "listrik", "kabel", "wifi", "dhcp", "captive-portal")
    ]
    assert load_guides(shipped_guides(), at=office.at, by=SYSTEM) == 0
    assert kinds().count("panduan-berlaku") == 6


def test_guides_are_offered_at_the_steps_they_name(office):
    assert [guide.key for guide in offered_guides(SOP, "arahan")] == ["mulai"]
    assert len(offered_guides(SOP, "perbaikan")) == 6
    assert offered_guides(SOP, "disposisi") == ()


def test_an_own_version_counts_once_it_is_put_into_force_and_another_can_take_its_place(office):
    row = import_guide(SECOND, at=office.at, by=admin(office))
    assert guide_in_force("listrik").version == 1
    put_guide_into_force("listrik", row.pk, at=office.wait(minutes=1), by=admin(office))
    assert guide_in_force("listrik").title == "Listrik kantor"
    old = GuideVersion.objects.get(key="listrik", origin=SHIPPED)
    put_guide_into_force("listrik", old.pk, at=office.wait(minutes=1), by=admin(office))
    assert guide_in_force("listrik").title == "Listrik dan UPS"
    assert kinds()[-3:] == ["panduan-dimuat", "panduan-berlaku", "panduan-berlaku"]
    assert list(verify()) == []


def test_putting_into_force_what_is_in_force_writes_nothing(office):
    before = len(kinds())
    row = GuideVersion.objects.get(key="listrik")
    put_guide_into_force("listrik", row.pk, at=office.at, by=admin(office))
    assert len(kinds()) == before


def test_a_withdrawn_guide_is_offered_no_more_and_can_come_back(office):
    withdraw_guide("wifi", at=office.at, by=admin(office))
    assert "wifi" not in {guide.key for guide in guides_in_force("")}
    with pytest.raises(NotFound):
        guide_in_force("wifi")
    row = GuideVersion.objects.get(key="wifi")
    put_guide_into_force("wifi", row.pk, at=office.at, by=admin(office))
    assert guide_in_force("wifi").version == 1


def test_the_same_text_is_the_same_version_and_another_text_under_it_is_refused(office):
    first, second = (import_guide(SECOND, at=office.at, by=admin(office)) for _ in range(2))
    assert first.pk == second.pk
    for taken in (SECOND, POWER):
        changed = taken.replace("Adakah", "Apakah ada")
        with pytest.raises(Refused) as refusal:
            import_guide(changed, at=office.at, by=admin(office))
        assert refusal.value.code == "version-taken"
    assert GuideVersion.objects.filter(key="listrik").count() == 2


def test_a_faulty_text_leaves_nothing_behind(office):
    before = GuideVersion.objects.count(), len(kinds())
    for faulty in (SECOND + "[[", SECOND.replace("Listrik/UPS", "Listrik"), "x = 1"):
        with pytest.raises(GuideFaults):
            import_guide(faulty, at=office.at, by=admin(office))
    assert (GuideVersion.objects.count(), len(kinds())) == before


def test_a_newer_shipped_version_replaces_a_shipped_one_and_leaves_an_own_one(office):
    newer = POWER.replace("versi = 1", "versi = 2")
    wifi = (GUIDES / "wifi.v1.toml").read_text(encoding="utf-8").replace("versi = 1", "versi = 2")
    row = import_guide(SECOND, at=office.at, by=admin(office))
    put_guide_into_force("listrik", row.pk, at=office.at, by=admin(office))
    assert load_guides([newer, wifi], at=office.wait(days=1), by=SYSTEM) == 2
    used = {row.key: row for row in GuideVersion.objects.filter(in_force_since__isnull=False)}
    assert (used["wifi"].version, used["wifi"].origin) == (2, SHIPPED)
    assert (used["listrik"].version, used["listrik"].origin) == (2, OWN)


def test_a_version_that_no_longer_fits_the_sop_is_not_put_into_force(office):
    row = import_guide(SECOND, at=office.at, by=admin(office))
    GuideVersion.objects.filter(pk=row.pk).update(source=SECOND.replace("kirim-pel", "kirim-ke"))
    with pytest.raises(GuideFaults):
        put_guide_into_force("listrik", row.pk, at=office.at, by=admin(office))
    assert guide_in_force("listrik").version == 1


def test_only_the_administrator_changes_guides(office):
    row = GuideVersion.objects.get(key="wifi")
    for who in ("kabid", "admin-jaringan", "pelaksana"):
        by = office.cast.actor(who)
        with pytest.raises(NotAllowed):
            import_guide(SECOND, at=office.at, by=by)
        with pytest.raises(NotAllowed):
            put_guide_into_force("wifi", row.pk, at=office.at, by=by)
        with pytest.raises(NotAllowed):
            withdraw_guide("wifi", at=office.at, by=by)


def run(*command: str) -> str:
    out = StringIO()
    call_command("guide", *command, stdout=out, stderr=out)
    return out.getvalue()


def failed(*command: str) -> tuple[Any, str]:
    out = StringIO()
    with pytest.raises((SystemExit, CommandError)) as ended:
        call_command("guide", *command, stdout=out, stderr=out)
    if isinstance(ended.value, SystemExit):
        return ended.value.code, out.getvalue()
    return ended.value.returncode, str(ended.value)


def test_the_shipped_files_are_right_also_before_there_is_an_office():
    files = [str(file) for file in sorted(GUIDES.glob("*.v*.toml"))]
    said = run("check", *files)
    assert said.count("benar") == len(files) == 6


def test_every_fault_of_a_file_is_named_with_its_line(tmp_path: Path):
    file = tmp_path / "salah.toml"
    file.write_text(POWER.replace('ke = "gedung"', 'ke = "gedong"'), "utf-8")
    code, said = failed("check", str(file))
    line = 1 + POWER[: POWER.index('ke = "gedung"')].count("\n")
    assert code == 1
    assert said.startswith(f"{file}:{line}: ")
    report = json.loads(failed("check", "--json", str(file))[1])
    assert [fault["code"] for fault in report["faults"]] == ["unknown-next", "unknown-guide"]
    assert failed("check", "tidak-ada.toml")[0] == 2


def test_a_guide_is_taken_in_and_listed(office, tmp_path: Path):
    file = tmp_path / "listrik.toml"
    file.write_text(SECOND, "utf-8")
    assert run("import", str(file)).strip() == "listrik v2 (kantor) belum berlaku"
    assert run("import", "--berlaku", str(file)).strip() == "listrik v2 (kantor) berlaku"
    assert "listrik v2 (kantor) berlaku  Listrik kantor" in run("list")
    assert len(json.loads(run("list", "--json"))) == 7
    file.write_text(SECOND.replace("Adakah", "Apakah ada"), "utf-8")
    assert failed("import", str(file))[0] == 1
