"""Who is told what, in the browser: the office's rules, a person's own ways, one more browser."""

import re

from playwright.sync_api import Page, expect

from sigap.config.office import default_rules
from sigap.domain.actor import SYSTEM
from sigap.notifications.actions.channels import add_channel
from sigap.notifications.actions.preferences import subscribe_browser
from sigap.notifications.actions.rules import Ordered, add_rules, put_rule
from sigap.notifications.queries.channels import channels
from tests.browser.scene import Scene

KEY = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
BOT = {"token": "1:abc", "url": "http://127.0.0.1:9"}
PUSH = {"private_key": KEY, "contact": "mailto:a@bekasi.test", "hosts": "push.test"}


def rules(scene: Scene) -> str:
    """The page of the rules: the ones an office begins with, and one for a role."""
    at = scene.office.at
    if add_rules(default_rules(), at=at, by=SYSTEM):
        told = Ordered({"telegram": "wajib", "webhook": "menyala"}, delay_minutes=10)
        put_rule("late", "kadis", told, at=at, by=scene.office.cast.actor("admin"))
    return "/pengaturan/aturan-pemberitahuan/"


def one_rule(scene: Scene) -> str:
    """The page of the rules of one event."""
    return f"{rules(scene)}late/"


def own_ways(scene: Scene) -> str:
    """The page of the head of division, who can be reached by two channels and one browser."""
    rules(scene)
    office = scene.office
    if "telegram" not in channels():
        for kind, typed in (("telegram", BOT), ("web-push", PUSH)):
            add_channel(kind, name=kind, typed=typed, at=office.at, by=office.cast.actor("admin"))
    subscribe_browser(
        office.cast.user("kabid"),
        endpoint="https://push.test/1",
        p256dh="k",
        auth="a",
        label="Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140",
        at=office.at,
    )
    return "/saya/pemberitahuan/"


def save_too_little(page: Page, scene: Scene) -> None:
    """Ask for a digest without saying when."""
    page.get_by_role("group", name="Kumpulkan").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Simpan pilihan").click()
    expect(page.get_by_role("alert")).to_contain_text("Isi paling sedikit satu waktu")


def wait_for_stream(page: Page, scene: Scene) -> None:
    """Stay until the page listens."""
    page.wait_for_event("request", lambda request: request.url.endswith("/langsung"))


def save_wrong_minutes(page: Page, scene: Scene) -> None:
    """A delay that is no number."""
    page.locator("summary", has_text="Aturan khusus").click()
    form = page.locator("#khusus")
    form.get_by_label("Untuk").select_option(label="Kepala Seksi")
    form.get_by_label(re.compile("^Jeda")).fill("sebentar")
    form.get_by_role("button", name=re.compile("^Simpan aturan")).click()
    expect(page.get_by_role("alert")).to_contain_text("Isi bilangan bulat")
