"""News reaches an open page without reload, within two seconds, and disturbs nobody who types."""

from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from sigap.web import streams
from tests.browser.visitors import PHONE, Visitors
from tests.office import Office

pytestmark = pytest.mark.browser

WITHIN = 2.0  # seconds from the act to the page


def inbox(visitors: Visitors, office: Office, who: str = "kabid", **more: object) -> Page:
    """The open inbox of this person, with its stream."""
    page = visitors.signed_in(office.cast.user(who), **more)
    with page.expect_response(lambda answer: answer.url.endswith("/langsung")):
        page.goto("/")
    return page


@pytest.mark.parametrize("device", [{}, {"device": PHONE}], ids=["desktop", "phone"])
def test_a_new_report_reaches_an_open_inbox_within_two_seconds(
    office: Office, visitors: Visitors, device: dict[str, object]
) -> None:
    page = inbox(visitors, office, **device)
    page.evaluate("window.stayed = true")
    took = []
    for n in (1, 2, 3):
        page.wait_for_timeout(300 * n)
        incident = office.report(site=("kantor-disdik", "rsud", "smp-negeri-9")[n - 1])
        begun = monotonic()
        page.locator(f"#kerjakan-{incident.number}").wait_for()
        took.append(monotonic() - begun)
        expect(page.get_by_label(f"{n} pemberitahuan baru")).to_have_text(str(n))
    assert max(took) < WITHIN, took
    assert page.evaluate("window.stayed"), "the page was loaded anew"


def test_what_is_being_typed_and_where_one_is_stays(office: Office, visitors: Visitors) -> None:
    first = office.report()
    page = inbox(visitors, office)
    link = page.locator(f"#buka-{first.number}")
    link.focus()
    second = office.report(site="rsud")
    page.locator(f"#kerjakan-{second.number}").wait_for()
    expect(link).to_be_focused()
    search = page.get_by_role("searchbox", name="Cari gangguan")
    search.fill("kabel put")
    third = office.report(site="smp-negeri-9")
    page.locator(f"#kerjakan-{third.number}").wait_for()
    expect(search).to_be_focused()
    expect(search).to_have_value("kabel put")


def test_news_is_said_politely(office: Office, visitors: Visitors) -> None:
    page = inbox(visitors, office)
    incident = office.report()
    polite = page.locator("[aria-live=polite][data-live-words]")
    expect(polite).to_contain_text(f"Pemberitahuan baru: {incident.number}")


def test_the_bell_of_any_page_and_the_open_list_behind_it_follow(
    office: Office, visitors: Visitors
) -> None:
    page = visitors.signed_in(office.cast.user("kabid"))
    page.goto("/pemberitahuan/")
    expect(page.get_by_text("Belum ada pemberitahuan")).to_be_visible()
    incident = office.report()
    expect(page.get_by_role("link", name=incident.number)).to_be_visible()
    expect(page.get_by_label("1 pemberitahuan baru")).to_be_visible()


def test_what_came_before_the_stream_was_open_is_not_missed(
    office: Office, visitors: Visitors
) -> None:
    page = visitors.signed_in(office.cast.user("kabid"))
    page.goto("/", wait_until="commit")
    incident = office.report()
    page.locator(f"#kerjakan-{incident.number}").wait_for()


def test_a_page_without_room_for_a_stream_asks_for_itself(
    office: Office, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams.Hub, "open", _no_room)
    page = inbox(visitors, office)
    page.clock.install()
    page.goto("/")
    page.clock.run_for(1000)
    office.report()
    with page.expect_response(lambda answer: answer.url.endswith("/langsung/sekarang")):
        page.clock.run_for(16000)
    expect(page.get_by_label("1 pemberitahuan baru")).to_be_visible()


def _no_room(hub: streams.Hub, reader: int) -> streams.Stream:
    raise streams.Full
