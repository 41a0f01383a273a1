"""Passkeys in a real browser with a virtual authenticator: made, used to sign in, and as proof."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page, expect

from sigap.people.models import User
from tests.browser.signin_scene import age_sessions
from tests.browser.visitors import PASSWORD, Visitors
from tests.office import Office

pytestmark = pytest.mark.browser

# A phone or laptop with a fingerprint reader that always recognises its owner.
DEVICE: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Hand:
    """A page of somebody with such a device; the site is reached by a name, as passkeys want it."""

    def __init__(self, visitors: Visitors, port: int) -> None:
        self.home = f"http://localhost:{port}"
        visitors.site.url = self.home
        self.page: Page = visitors.stranger()
        self.device: CDPSession = self.page.context.new_cdp_session(self.page)
        self.device.send("WebAuthn.enable")
        made = self.device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.key = made["authenticatorId"]

    def recognises(self, owner: bool) -> None:
        told = {"authenticatorId": self.key, "isUserVerified": owner}
        self.device.send("WebAuthn.setUserVerified", told)

    def enters(self, user: User) -> None:
        Visitors.give_password(user)
        self.page.goto("/masuk/")
        self.page.get_by_label("Nama pengguna").fill(user.username)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.page.get_by_role("button", name="Masuk", exact=True).click()

    def makes_a_passkey(self, name: str = "Laptop kantor") -> None:
        self.page.goto("/saya/keamanan/kunci/")
        self.page.get_by_label("Nama kunci sandi").fill(name)
        self.page.get_by_role("button", name="Buat kunci sandi").click()
        expect(self.page.get_by_role("heading", name="Kode pemulihan", level=1)).to_be_visible()

    def leaves(self) -> None:
        self.page.context.clear_cookies()


@pytest.fixture
def hand(visitors: Visitors) -> Hand:
    return Hand(visitors, int(visitors.site.url.rsplit(":", 1)[1]))


def inbox(page: Page) -> None:
    expect(page.get_by_role("heading", name="Kotak masuk")).to_be_visible()


def test_a_passkey_is_made_and_signs_its_owner_in(hand: Hand, office: Office) -> None:
    hand.enters(office.cast.user("kabid"))
    inbox(hand.page)
    hand.makes_a_passkey()
    hand.page.goto("/saya/keamanan/")
    expect(hand.page.get_by_text("Laptop kantor")).to_be_visible()
    hand.leaves()
    hand.page.goto("/masuk/?next=/pemberitahuan/")
    hand.page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(hand.page.get_by_role("heading", name="Pemberitahuan", level=1)).to_be_visible()
    kept = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    assert kept.user == office.cast.user("kabid")
    assert kept.last_used_at is not None


def test_a_passkey_is_the_second_step_after_a_password(hand: Hand, office: Office) -> None:
    hand.enters(office.cast.user("kabid"))
    hand.makes_a_passkey()
    hand.leaves()
    hand.enters(office.cast.user("kabid"))
    expect(hand.page.get_by_role("heading", name="Satu bukti lagi")).to_be_visible()
    hand.page.get_by_role("button", name="Pakai kunci sandi").click()
    inbox(hand.page)


def test_a_passkey_proves_again_and_what_was_typed_goes_on(hand: Hand, office: Office) -> None:
    hand.enters(office.cast.user("kabid"))
    hand.makes_a_passkey()
    hand.page.goto("/saya/keamanan/sandi/")
    age_sessions()
    for label in ("Kata sandi baru", "Sekali lagi"):
        hand.page.get_by_label(label).fill("jeruk-pagar-lampu-7")
    hand.page.get_by_role("button", name="Ganti kata sandi").click()
    expect(hand.page.get_by_role("heading", name="Buktikan bahwa ini Anda")).to_be_visible()
    hand.page.get_by_role("button", name="Pakai kunci sandi").click()
    expect(hand.page.get_by_text("Kata sandi diganti.")).to_be_visible()
    assert User.objects.get(username="kabid").check_password("jeruk-pagar-lampu-7")


def test_a_finger_that_is_not_recognised_is_told_and_another_way_stays(
    hand: Hand, office: Office
) -> None:
    hand.enters(office.cast.user("kabid"))
    hand.makes_a_passkey()
    hand.leaves()
    hand.recognises(owner=False)
    hand.page.goto("/masuk/")
    hand.page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(hand.page.get_by_text("Peramban tidak memberi kunci sandi.")).to_be_visible()
    expect(hand.page.get_by_label("Kata sandi")).to_be_visible()


def test_a_passkey_that_was_removed_opens_nothing(hand: Hand, office: Office) -> None:
    hand.enters(office.cast.user("kabid"))
    hand.makes_a_passkey()
    hand.leaves()
    Authenticator.objects.all().delete()
    hand.page.goto("/masuk/")
    hand.page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(hand.page.get_by_role("heading", name="Kunci sandi tidak dikenal")).to_be_visible()


def test_at_a_bare_address_no_passkey_is_offered(visitors: Visitors, office: Office) -> None:
    page = visitors.signed_in(office.cast.user("kabid"))
    page.goto("/saya/keamanan/")
    expect(page.get_by_text("bukan lewat alamat IP")).to_be_visible()
    expect(page.get_by_role("link", name="Tambah kunci sandi")).to_have_count(0)
