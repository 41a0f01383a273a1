"""The pages of signing in, as the browser meets them: a link, an app, a proof that is too old."""

from collections.abc import Callable
from time import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from sigap.notifications.actions.channels import add_channel
from sigap.notifications.queries.mailway import mail_way
from sigap.people.actions.factors import add_app
from sigap.people.actions.links import make_link
from sigap.people.queries_signin import factors
from sigap.web.stamps import PROVED_AT
from tests.browser.scene import Scene
from tests.browser.visitors import PASSWORD, Visitors

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_mail(scene: Scene) -> str:
    """The page that asks for a link, in an office that sends mail."""
    if not mail_way():
        at, by = scene.office.at, scene.office.cast.actor("admin")
        typed = {"url": "smtp://127.0.0.1:9", "sender": "Sigap <sigap@kota.example>"}
        add_channel("email", name="Surel", typed=typed, at=at, by=by)
    return "/masuk/tautan/"


def a_link(scene: Scene) -> str:
    """A link that is still good."""
    person = scene.office.cast.user("opd-kesehatan")
    return f"/masuk/tautan/{make_link(person, at=scene.office.at)}"


def ask(page: Page, scene: Scene) -> None:
    """Ask for a link, for an address that is nobody's."""
    page.get_by_label("Alamat surel").fill("siapa@kota.example")
    page.get_by_role("button", name="Kirim tautan").click()
    expect(page.get_by_role("heading", name="Periksa surel Anda")).to_be_visible()


def use_up(page: Page, scene: Scene) -> None:
    """Use a link, and find it used."""
    address = page.url
    page.get_by_role("button", name="Masuk").click()
    page.get_by_role("heading", name="Kotak masuk").wait_for()
    page.goto(address)
    expect(page.get_by_role("heading", name="tidak berlaku lagi")).to_be_visible()


def set_up_app(page: Page, scene: Scene) -> None:
    """Type a wrong code for a new app."""
    page.get_by_label("Kode enam angka").fill("000000")
    page.get_by_role("button", name="Pasang").click()
    expect(page.get_by_role("alert")).to_be_visible()


def prove_again(page: Page, scene: Scene) -> None:
    """Wait too long, then try to change the password; the proof asked for is wrong."""
    with_app(scene)
    age_sessions()
    page.get_by_role("button", name="Ganti kata sandi").click()
    page.get_by_label("Kode dari aplikasi").fill("bukan-ini")
    page.get_by_role("button", name="Lanjutkan dengan kode").click()
    expect(page.get_by_role("alert")).to_be_visible()


def with_app(scene: Scene) -> str:
    """One's own security, with an app that shows codes."""
    user, at = scene.office.cast.user("kadis"), scene.office.at
    if not factors(user):
        code = format_hotp_value(hotp_value(SECRET, int(at.timestamp()) // 30))
        add_app(user, SECRET, code, at=at, by=scene.office.cast.actor("kadis"))
    return "/saya/keamanan/"


def agree(label: str) -> Callable[[Page, Scene], None]:
    """Press a button that asks once more, and agree."""

    def then(page: Page, scene: Scene) -> None:
        page.get_by_role("main").get_by_role("button", name=label).click()
        page.get_by_role("dialog").get_by_role("button", name=label).click()
        expect(page.get_by_role("status")).to_be_visible()

    return then


def no_passkey(page: Page, scene: Scene) -> None:
    """Send an answer to a passkey's challenge that is none."""
    page.evaluate(
        """async () => {
          const form = document.querySelector('form[method=post]');
          const token = form.elements.csrfmiddlewaretoken.value;
          await fetch('/masuk/kunci/pilihan', {method: 'POST', headers: {'X-CSRFToken': token}});
          form.action = '/masuk/kunci/';
          form.submit();
        }"""
    )
    expect(page.get_by_role("heading", name="Kunci sandi tidak dikenal")).to_be_visible()


def second_step(page: Page, scene: Scene) -> None:
    """Sign in as somebody with an app, up to the code."""
    with_app(scene)
    user = scene.office.cast.user("kadis")
    Visitors.give_password(user)
    page.get_by_label("Nama pengguna").fill(user.username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", name="Satu bukti lagi")).to_be_visible()


def age_sessions() -> None:
    """As if everybody had last proved who they are an hour ago."""
    for row in Session.objects.all():
        data = row.get_decoded() | {PROVED_AT: int(time()) - 3600}
        encoded = row.get_session_store_class()().encode(data)
        Session.objects.filter(pk=row.pk).update(session_data=encoded)
