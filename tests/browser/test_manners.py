"""What sigap.js adds to a page: keys, kept drafts, one question, no double sending."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

SCRIPT = Path("sigap/web/static/sigap/sigap.js").read_text(encoding="utf-8")
FORM = """<form method="post" action="/kirim" data-draft="lapor">
<input name="ringkasan"><input name="sandi" type="password">
<button name="verb" value="kirim">Kirim</button>
<button name="verb" value="batal" data-confirm="Laporan ditutup.">Batalkan</button></form>
<ul data-rows><li><a class="open" href="/satu">Satu</a></li>
<li><a class="open" href="/dua">Dua</a></li></ul>
<a href="/kotak" data-key="g i">Kotak masuk</a><input name="q" data-key="/">"""


class Site:
    """A site of one script and a few pages, answered without a server; remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.answer = "Terkirim"

    def __call__(self, route: Route) -> None:
        request = route.request
        if request.url.endswith(".js"):
            return route.fulfill(content_type="text/javascript", body=SCRIPT)
        if request.method == "POST":
            self.sent.append(request.post_data or "")
        content = self.answer if request.method == "POST" else FORM
        return route.fulfill(content_type="text/html", body=self.page(content))

    def page(self, content: str) -> str:
        dialogs = engines["jinja2"].get_template("components/dialogs.html").render()
        script = '<script src="/sigap.js" type="module"></script>'
        return f'<!doctype html><body data-user="kabid">{content}{dialogs}{script}</body>'


@pytest.fixture(scope="module")
def browser_page(browser: Browser) -> Page:
    return browser.new_page()


@pytest.fixture
def site(browser_page: Page) -> Iterator[Site]:
    made = Site()
    browser_page.route("**/*", made)
    browser_page.goto("http://sigap.test/lapor")
    yield made
    browser_page.evaluate("localStorage.clear()")
    browser_page.unroute("**/*")


def test_what_was_typed_comes_back_and_a_password_never(browser_page: Page, site: Site) -> None:
    browser_page.fill("[name=ringkasan]", "WiFi lantai 2 mati")
    browser_page.fill("[name=sandi]", "rahasia")
    browser_page.reload()
    assert browser_page.input_value("[name=ringkasan]") == "WiFi lantai 2 mati"
    assert browser_page.input_value("[name=sandi]") == ""
    assert "Draf dipulihkan" in browser_page.inner_text("[data-draft-notice]")
    assert "rahasia" not in browser_page.evaluate("JSON.stringify(localStorage)")


def test_a_draft_can_be_thrown_away(browser_page: Page, site: Site) -> None:
    browser_page.fill("[name=ringkasan]", "salah ketik")
    browser_page.reload()
    browser_page.click("text=Buang draf")
    browser_page.reload()
    assert browser_page.input_value("[name=ringkasan]") == ""


def test_a_draft_ends_when_the_form_was_accepted(browser_page: Page, site: Site) -> None:
    browser_page.fill("[name=ringkasan]", "FO putus")
    browser_page.click("text=Kirim")
    browser_page.wait_for_selector("text=Terkirim")
    # The script runs once the page is read: its words are there a moment before.
    browser_page.wait_for_function("localStorage.length === 0")


def test_a_draft_outlives_an_expired_session(browser_page: Page, site: Site) -> None:
    site.answer = "<script>document.body.dataset.unfinished = ''</script>Masuk"
    browser_page.fill("[name=ringkasan]", "FO putus")
    browser_page.click("text=Kirim")
    browser_page.wait_for_selector("text=Masuk")
    browser_page.goto("http://sigap.test/lapor")
    assert browser_page.input_value("[name=ringkasan]") == "FO putus"


def test_what_cannot_be_undone_is_asked_once(browser_page: Page, site: Site) -> None:
    browser_page.click("text=Batalkan")
    assert "Laporan ditutup." in browser_page.inner_text("#confirm")
    browser_page.click("#confirm [value=no]")
    assert site.sent == []
    browser_page.click("text=Batalkan")
    browser_page.click("#confirm [value=yes]")
    browser_page.wait_for_selector("text=Terkirim")
    assert "verb=batal" in site.sent[0]


def test_an_impatient_hand_sends_once(browser_page: Page, site: Site) -> None:
    browser_page.evaluate(
        "() => { const b = document.querySelector('[value=kirim]'); b.click(); b.click(); }"
    )
    browser_page.wait_for_selector("text=Terkirim")
    assert len(site.sent) == 1


def test_keys_move_open_search_and_explain(browser_page: Page, site: Site) -> None:
    browser_page.keyboard.press("j")
    browser_page.keyboard.press("j")
    assert browser_page.evaluate("document.activeElement.textContent") == "Dua"
    browser_page.keyboard.press("/")
    assert browser_page.evaluate("document.activeElement.name") == "q"
    browser_page.locator("body").evaluate("() => document.activeElement.blur()")
    browser_page.keyboard.press("?")
    assert "Kotak masuk" in browser_page.inner_text("#help")
    browser_page.keyboard.press("Escape")
    browser_page.keyboard.press("g")
    browser_page.keyboard.press("i")
    browser_page.wait_for_url("**/kotak")
