"""The register: filters, pages, and who sees what."""

import pytest

from sigap.kit import clock
from sigap.people import worktime
from tests.office import CHECKED, REMOTE, Office
from tests.web.sending import counted, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(worktime, "CALENDAR_CHECK_SECONDS", 3600)
    return Office()


def register(office: Office, who: str = "kabid", status: int = 200, **asked: str) -> str:
    with clock.at(office.at):
        answer = signed_in(office, who).get("/gangguan/", asked)
    assert answer.status_code == status
    return text_of(answer)


def test_everything_is_listed_newest_first(office):
    first, second = office.report(), office.report()
    page = register(office)
    assert page.index(second.number) < page.index(first.number)


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "lantai dua"},
        {"q": "rsud"},
        {"step": "disposisi"},
        {"role": "kabid"},
        {"agency": "Dinas Kesehatan"},
        {"agency": "dinkes"},
        {"agency": "dinas-kesehatan"},
        {"late": "ya"},
    ],
)
def test_every_filter_narrows_and_shows_itself_as_a_chip(office, asked):
    other = office.walk(office.report(), "disposisikan")
    wanted = office.report(site="rsud", summary="WiFi lantai dua mati")
    # Around the clock the step is late; during office hours the other's step is not yet.
    office.wait(minutes=20)
    if asked == {"late": "ya"}:
        other = office.report()
    page = register(office, **asked)
    assert wanted.number in page
    assert f"/gangguan/{other.number}/" not in page
    assert 'class="chip" href="."' in page


def test_open_and_ended_cases_are_told_apart(office):
    closed = office.walk(office.report(), *REMOTE, *CHECKED, "konfirmasikan")
    running = office.report()
    assert f"/gangguan/{closed.number}/" not in register(office, state="terbuka")
    page = register(office, state="selesai")
    assert f"/gangguan/{closed.number}/" in page
    assert f"/gangguan/{running.number}/" not in page


def test_an_agency_nobody_knows_is_a_fault_of_its_field_and_what_was_typed_stays(office):
    office.report()
    page = register(office, status=422, agency="Dinas Antariksa", q="wifi")
    assert "Perangkat Daerah “Dinas Antariksa” tidak dikenal" in page
    assert 'value="Dinas Antariksa"' in page
    assert 'value="wifi"' in page


def test_pages_follow_the_cursor_and_keep_the_filters(office):
    numbers = [office.report().number for _ in range(27)]
    page = register(office, step="disposisi")
    assert numbers[0] not in page
    start = page.index("?step=disposisi&amp;cursor=")
    address = page[start : page.index('"', start)].replace("&amp;", "&")
    with clock.at(office.at):
        second = text_of(signed_in(office, "kabid").get(f"/gangguan/{address}"))
    assert numbers[0] in second
    assert numbers[-1] not in second
    assert "Ke awal" in second


def test_a_cursor_that_is_not_ours_is_refused(office):
    register(office, status=422, cursor="karangan")


def test_a_contact_sees_the_own_agency_only_and_no_filters_of_the_office(office):
    own, foreign = office.report(), office.report(site="kantor-dinkes")
    page = register(office, "opd-pendidikan")
    assert own.number in page
    assert foreign.number not in page
    assert 'name="agency"' not in page


def test_nothing_found_says_what_to_do(office):
    assert "Tidak ada gangguan yang cocok" in register(office, q="tidakadasamasekali")
    assert "Belum ada gangguan tercatat" in register(office)


@pytest.mark.parametrize("cases", [1, 12])
def test_five_queries_whatever_the_number_of_cases(office, cases):
    for _ in range(cases):
        office.report()
    client = signed_in(office, "kabid")
    with clock.at(office.at):
        client.get("/gangguan/")
        with counted() as queries:
            client.get("/gangguan/")
    assert len(queries) == 5
