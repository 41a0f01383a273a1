"""Notifications in a browser: switched on by its owner, shown when pushed, switched off again."""

import json

import pytest
from playwright.sync_api import Page, expect

from sigap.notifications.actions.channels import add_channel
from sigap.notifications.models import PushSubscription
from tests.browser.news_scene import PUSH
from tests.browser.visitors import Visitors
from tests.office import Office

pytestmark = pytest.mark.browser

PAGE = "/saya/pemberitahuan/"
# No push service is in reach of a test: the browser is given what one would have answered.
ANSWER_OF_SERVICE = """
  const answer = { endpoint: 'https://push.test/9', keys: { p256dh: 'k', auth: 'a' } };
  PushManager.prototype.subscribe = async () => ({ toJSON: () => answer });
"""
WORKER = """async (address) => {
  const worker = await navigator.serviceWorker.register(address);
  while (!worker.active) await new Promise((done) => setTimeout(done, 20));
}"""
SHOWN = """async () => {
  const [worker] = await navigator.serviceWorker.getRegistrations();
  const shown = await worker.getNotifications();
  return shown.map((each) => [each.title, each.body, each.data.url]);
}"""


@pytest.fixture
def kabid(office: Office, visitors: Visitors) -> Page:
    """The page of somebody who lets Sigap show notifications, where push is configured."""
    by = office.cast.actor("admin")
    add_channel("web-push", name="Peramban", typed=PUSH, at=office.at, by=by)
    page = visitors.signed_in(office.cast.user("kabid"))
    page.context.grant_permissions(["notifications"])
    page.add_init_script(ANSWER_OF_SERVICE)
    return page


def test_a_browser_is_switched_on_by_one_button_and_off_by_another(
    office: Office, kabid: Page
) -> None:
    kabid.goto(PAGE)
    kabid.get_by_role("button", name="Nyalakan di peramban ini").click()
    expect(kabid.get_by_role("status")).to_contain_text("Notifikasi menyala di peramban ini.")
    kept = PushSubscription.objects.get()
    assert (kept.user, kept.endpoint) == (office.cast.user("kabid"), "https://push.test/9")
    kabid.get_by_role("button", name="Hentikan").click()
    expect(kabid.get_by_role("status")).to_contain_text("tidak lagi menerima")
    assert not PushSubscription.objects.exists()


def test_who_refuses_is_told_what_to_do(office: Office, kabid: Page) -> None:
    kabid.context.clear_permissions()
    kabid.add_init_script("Notification.requestPermission = async () => 'denied';")
    kabid.goto(PAGE)
    kabid.get_by_role("button", name="Nyalakan di peramban ini").click()
    expect(kabid.get_by_text("Izinkan Sigap di setelan peramban")).to_be_visible()
    assert not PushSubscription.objects.exists()


def test_what_is_pushed_is_shown_and_leads_to_its_page(kabid: Page) -> None:
    kabid.goto(PAGE)
    place = kabid.locator("[data-push-worker]").get_attribute("data-push-worker")
    session = kabid.context.new_cdp_session(kabid)
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: registrations.extend(
            each["registrationId"] for each in told["registrations"] if not each["isDeleted"]
        ),
    )
    session.send("ServiceWorker.enable")
    kabid.evaluate(WORKER, place)
    told = {"title": "2026-000001 · Disposisi menunggu Anda", "body": "WiFi mati", "url": "/x/"}
    origin = kabid.evaluate("location.origin")
    pushed = {"registrationId": registrations[-1], "data": json.dumps(told)}
    session.send("ServiceWorker.deliverPushMessage", {"origin": origin, **pushed})
    kabid.wait_for_function(f"async () => (await ({SHOWN})()).length > 0")
    assert kabid.evaluate(SHOWN) == [[told["title"], "WiFi mati", "/x/"]]
