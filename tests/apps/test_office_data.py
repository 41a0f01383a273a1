"""What a fresh installation gets: categories and the shipped SOPs, added once and left alone."""

import pytest

from sigap.audit.models import Entry
from sigap.audit.queries import verify
from sigap.config.office import load_office
from sigap.domain.actor import NETWORK_ADMIN, SYSTEM, SYSTEM_ADMIN, Actor
from sigap.domain.errors import Invalid, NotAllowed
from sigap.incidents.actions.categories import CATEGORY_STREAM, put_category
from sigap.incidents.actions.procedures import import_procedure
from sigap.incidents.models import Category, PublishedProcedure
from sigap.incidents.queries.procedures import DISRUPTION, in_force, of_version
from sigap.people.models import Agency
from tests.cast import MONDAY_MORNING

pytestmark = pytest.mark.django_db

ADMIN = Actor("admin", "Fajar Setiadi", {SYSTEM_ADMIN: "Administrator Aplikasi"})
JOKO = Actor("admin-jaringan", "Joko Priyambodo", {NETWORK_ADMIN: "Administrator Sistem Jaringan"})


def written() -> int:
    return Entry.objects.filter(stream__key=CATEGORY_STREAM).count()


def put(name: str = "AP mati", position: int = 3, *, by: Actor = ADMIN) -> Category:
    return put_category("wifi-mati", name, "WiFi", position, at=MONDAY_MORNING, by=by)


def test_a_fresh_office_has_its_agencies_categories_and_the_sop_in_force() -> None:
    loaded = load_office(at=MONDAY_MORNING, by=SYSTEM)
    assert loaded.categories == Category.objects.count() > 30
    assert loaded.procedures == PublishedProcedure.objects.count() == 2
    assert Agency.objects.filter(key="dinas-pendidikan").exists()
    assert in_force(DISRUPTION).version == 1
    assert of_version("penyambungan-baru", 1).status == "draf"
    assert list(verify()) == []


def test_every_group_of_the_rules_has_its_categories_in_order() -> None:
    load_office(at=MONDAY_MORNING, by=SYSTEM)
    rows = list(Category.objects.order_by("position"))
    groups = list(dict.fromkeys(row.group for row in rows))
    assert groups[:4] == ["Fiber optik", "LAN", "WiFi", "WAN/ISP"]
    assert groups[-1] == "Bukan gangguan jaringan"
    assert len({row.position for row in rows}) == len(rows)


def test_loading_an_office_again_adds_nothing() -> None:
    load_office(at=MONDAY_MORNING, by=SYSTEM)
    entries = Entry.objects.count()
    again = load_office(at=MONDAY_MORNING, by=SYSTEM)
    assert (again.reference.sites, again.categories, again.procedures) == (0, 0, 0)
    assert Entry.objects.count() == entries


def test_what_the_office_edited_is_not_overwritten() -> None:
    load_office(at=MONDAY_MORNING, by=SYSTEM)
    put("Access point mati")
    load_office(at=MONDAY_MORNING, by=SYSTEM)
    assert Category.objects.get(key="wifi-mati").name == "Access point mati"


def test_an_office_with_a_later_version_of_its_own_gets_no_shipped_one() -> None:
    load_office(at=MONDAY_MORNING, by=SYSTEM)
    text = of_version(DISRUPTION, 1).source
    import_procedure(text.replace("versi = 1", "versi = 2", 1), at=MONDAY_MORNING, by=SYSTEM)
    assert load_office(at=MONDAY_MORNING, by=SYSTEM).procedures == 0
    assert in_force(DISRUPTION).version == 2


def test_a_category_is_made_once_and_every_change_of_it_is_written_down() -> None:
    for _ in range(2):
        put()
    assert written() == 1
    assert put("AP padam", 5).position == 5
    last = Entry.objects.filter(stream__key=CATEGORY_STREAM).latest("seq")
    assert (last.kind, last.data["before"]["name"]) == ("kategori-diubah", "AP mati")
    assert Category.objects.count() == 1


def test_every_fault_of_a_category_is_told_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        put_category("WiFi Mati", " ", "x" * 81, -1, at=MONDAY_MORNING, by=ADMIN)
    assert set(refusal.value.faults) == {"key", "name", "group", "position"}
    assert written() == 0


def test_only_the_admin_and_the_system_edit_categories() -> None:
    with pytest.raises(NotAllowed):
        put(by=JOKO)
    assert put(by=SYSTEM).name == "AP mati"
