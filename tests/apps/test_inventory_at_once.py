"""Several write the inventory at once: one after another, and its history stays whole."""

from typing import Any

import pytest

from sigap.audit.queries import verify
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Refusal
from sigap.inventory import actions
from sigap.inventory.actions.imports import carry_out, keep_import
from sigap.inventory.models import Device, Site, Version
from sigap.inventory.queries import upstream_of
from sigap.inventory.sheets import read_sheets
from tests.apps.test_concurrency import at_once
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team() -> Cast:
    return cast()


def test_one_key_is_taken_once(team: Cast) -> None:
    values = {"key": "r-1", "name": "Router", "site": "rsud"}

    def add() -> Any:
        return actions.add_item("device", values, at=team.at, by=SYSTEM)

    answers = at_once(*[add] * 4)
    assert sum(isinstance(each, Refusal) for each in answers) == 3
    assert Device.objects.filter(key="r-1").count() == 1


def test_two_moves_at_once_close_no_loop(team: Cast) -> None:
    one, other = team.site("kantor-disdik"), team.site("kantor-dinkes")

    def hang(site: Site, above: Site) -> Any:
        return lambda: actions.set_upstream(site, above, at=team.at, by=SYSTEM)

    answers = at_once(hang(one, other), hang(other, one))
    assert sum(isinstance(each, Refusal) for each in answers) == 1
    for site in Site.objects.all():
        assert site.key not in [above.key for above in upstream_of(site)]


def test_an_import_and_forms_at_once_leave_one_unbroken_history(team: Cast) -> None:
    content = b"kunci;nama;lokasi\nsw-disdik;Dari berkas;\nr-9;Baru;rsud\n"
    sheets = read_sheets("perangkat.csv", content)
    run = keep_import("perangkat.csv", sheets, content=content, at=team.at, by=SYSTEM)

    def rename(name: str) -> Any:
        values = {"name": name}
        return lambda: actions.change_item("device", "sw-disdik", values, at=team.at, by=SYSTEM)

    answers = at_once(
        lambda: carry_out(run, at=team.at, by=SYSTEM), *(rename(f"Nama {n}") for n in range(3))
    )
    assert not [each for each in answers if isinstance(each, Refusal)]
    versions = list(Version.objects.filter(key="sw-disdik").order_by("pk"))
    assert [each.valid_to is None for each in versions] == [False] * 4 + [True]
    assert versions[-1].row["name"] == Device.objects.get(key="sw-disdik").name
    assert list(verify()) == []
