"""One's own security: password, sessions, factors, and the proof asked again before they change."""

from datetime import datetime
from time import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from sigap.audit.models import Entry
from sigap.config.urls import urlpatterns as product
from sigap.domain.access import Entry as Row
from sigap.kit import clock
from sigap.people.actions.factors import add_app
from sigap.people.queries_signin import factors
from sigap.web.fresh import require_fresh
from sigap.web.stamps import FRESH_SECONDS, PROVED_AT, SIGNED_IN_AT
from tests.cast import MONDAY_MORNING, Cast, cast
from tests.web.test_ways_in import PASSWORD, SECRET, code

NEW = "jeruk-pagar-lampu-7"


@pytest.fixture
def people(db: None) -> Cast:
    made = cast()
    kabid = made.user("kabid")
    kabid.set_password(PASSWORD)
    kabid.save(update_fields=["password"])
    return made


@pytest.fixture
def client(people: Cast) -> Client:
    """Signed in through the form, so that the session is on the list."""
    return entered("Mozilla/5.0 (Windows NT 10.0) Firefox/130.0")


def entered(browser: str) -> Client:
    client = Client(headers={"User-Agent": browser})
    client.post("/masuk/", {"username": "kabid", "password": PASSWORD})
    return client


def grow_old(client: Client, seconds: int = FRESH_SECONDS + 1) -> None:
    session = client.session
    session[PROVED_AT] = session[SIGNED_IN_AT] = int(time()) - seconds
    session.save()


def test_the_page_shows_where_one_is_signed_in(client: Client) -> None:
    entered("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Safari/537.36")
    page = client.get("/saya/keamanan/").content.decode()
    assert "Firefox, Windows" in page
    assert "Chrome, Android" in page
    assert page.count("sesi ini") == 1


def test_one_session_is_ended_from_another(client: Client) -> None:
    other = entered("Chrome")
    key = UserSession.objects.get(session_key=other.session.session_key).pk
    client.post("/saya/keamanan/sesi/", {"key": str(key)})
    assert other.get("/pemberitahuan/").status_code == 302
    assert client.get("/pemberitahuan/").status_code == 200
    assert Entry.objects.filter(kind="sesi-diakhiri").exists()


def test_all_other_sessions_end_at_once(client: Client) -> None:
    others = [entered("Chrome"), entered("Safari")]
    client.post("/saya/keamanan/sesi/")
    assert [other.get("/pemberitahuan/").status_code for other in others] == [302, 302]
    assert client.get("/pemberitahuan/").status_code == 200


def test_nobody_ends_a_session_of_somebody_else(client: Client, people: Cast) -> None:
    key = UserSession.objects.get().pk
    stranger = Client()
    stranger.force_login(people.user("kasi"))
    assert stranger.post("/saya/keamanan/sesi/", {"key": str(key)}).status_code == 404
    assert client.get("/pemberitahuan/").status_code == 200


def test_a_new_password_ends_every_other_session(client: Client, people: Cast) -> None:
    other = entered("Chrome")
    answer = client.post("/saya/keamanan/sandi/", {"password": NEW, "again": NEW})
    assert answer["Location"] == "/saya/keamanan/"
    assert other.get("/pemberitahuan/").status_code == 302
    assert client.get("/pemberitahuan/").status_code == 200
    people.user("kabid").refresh_from_db()
    assert people.user("kabid").check_password(NEW)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("pendek", "pendek"), "belum cukup kuat"),
        (("P@ssw0rd!2026", "P@ssw0rd!2026"), "kata yang umum"),
        ((NEW, "lain"), "dua kali"),
    ],
)
def test_a_password_that_will_not_do_is_told_and_not_shown(
    client: Client, typed: tuple[str, str], said: str
) -> None:
    answer = client.post("/saya/keamanan/sandi/", {"password": typed[0], "again": typed[1]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{typed[0]}"' not in page


def test_what_weighs_asks_for_a_proof_and_carries_what_was_typed(client: Client) -> None:
    grow_old(client)
    asked = client.post("/saya/keamanan/sandi/", {"password": NEW, "again": NEW})
    page = asked.content.decode()
    assert asked.status_code == 403
    assert "Buktikan bahwa ini Anda" in page
    assert f'name="password" value="{NEW}"' in page
    carried = {"password": NEW, "again": NEW, "lagi-sandi": PASSWORD}
    assert client.post("/saya/keamanan/sandi/", carried)["Location"] == "/saya/keamanan/"


def test_a_wrong_proof_is_told_and_nothing_happens(client: Client, people: Cast) -> None:
    grow_old(client)
    carried = {"password": NEW, "again": NEW, "lagi-sandi": "salah"}
    answer = client.post("/saya/keamanan/sandi/", carried)
    assert answer.status_code == 403
    assert "Bukti ini tidak cocok" in answer.content.decode()
    assert f'name="password" value="{NEW}"' in answer.content.decode()
    people.user("kabid").refresh_from_db()
    assert people.user("kabid").check_password(PASSWORD)


def test_proofs_are_guessed_no_faster_than_passwords(client: Client) -> None:
    grow_old(client)
    answers = [client.post("/saya/keamanan/sandi/", {"lagi-sandi": "salah"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]


def test_a_proof_lasts_ten_minutes_and_one_for_reading_too(client: Client) -> None:
    grow_old(client, FRESH_SECONDS - 30)
    assert client.get("/saya/keamanan/kode/").status_code == 200
    grow_old(client)
    asked = client.get("/saya/keamanan/kode/")
    assert asked.status_code == 403
    assert 'name="lagi-lihat"' in asked.content.decode()
    proof = {"lagi-sandi": PASSWORD, "lagi-lihat": "ya"}
    assert client.post("/saya/keamanan/kode/", proof)["Location"] == "/saya/keamanan/kode/"
    assert client.get("/saya/keamanan/kode/").status_code == 200


def test_a_clock_that_was_set_back_proves_nothing(client: Client) -> None:
    grow_old(client, -3600)
    assert client.get("/saya/keamanan/kode/").status_code == 403


def test_a_code_is_a_proof_too(client: Client, people: Cast) -> None:
    add_app(
        people.user("kabid"),
        SECRET,
        code(MONDAY_MORNING),
        at=MONDAY_MORNING,
        by=people.actor("kabid"),
    )
    grow_old(client)
    at = datetime.fromtimestamp(MONDAY_MORNING.timestamp() + 60, tz=MONDAY_MORNING.tzinfo)
    with clock.at(at):
        proof = {"lagi-kode": code(at), "lagi-lihat": "ya"}
        assert client.post("/saya/keamanan/kode/", proof).status_code == 302


def test_setting_up_an_app_ends_at_its_emergency_codes(client: Client, people: Cast) -> None:
    page = client.get("/saya/keamanan/aplikasi/").content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    assert "<svg" in page
    wrong = client.post("/saya/keamanan/aplikasi/", {"code": "12"})
    assert wrong.status_code == 422
    with clock.at(MONDAY_MORNING):
        typed = {"code": code_of(secret, MONDAY_MORNING)}
        assert client.post("/saya/keamanan/aplikasi/", typed)["Location"] == "/saya/keamanan/kode/"
    assert len(factors(people.user("kabid"))) == 2


def code_of(secret: str, at: datetime) -> str:
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


def confirm_inside(request: HttpRequest) -> HttpResponse:
    require_fresh(request)
    return HttpResponse(f"{request.POST.get('alasan')}|{sorted(request.POST)}")


class Here:
    """A page of the tests that asks for the proof itself, beside those of the product."""

    urlpatterns = [*product, path("uji/berbobot/", confirm_inside, name="uji-berbobot")]


@pytest.fixture
def weighty(settings, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("sigap.config.gate.PAGES", {"uji-berbobot": Row()})
    settings.ROOT_URLCONF = Here
    return "/uji/berbobot/"


def test_a_view_that_asks_for_a_proof_itself_notices_nothing(client: Client, weighty: str) -> None:
    grow_old(client)
    asked = client.post(weighty, {"alasan": "Rotasi <pejabat>", "sekali": "x1"})
    page = asked.content.decode()
    assert 'name="alasan" value="Rotasi &lt;pejabat&gt;"' in page
    assert 'name="sekali" value="x1"' in page
    told = client.post(weighty, {"alasan": "Rotasi", "lagi-sandi": PASSWORD}).content.decode()
    assert told == "Rotasi|['alasan']"


def test_files_that_cannot_be_carried_are_named(client: Client, weighty: str) -> None:
    grow_old(client)
    sk = SimpleUploadedFile("sk-plt.pdf", b"%PDF")
    page = client.post(weighty, {"alasan": "x", "sk": sk}).content.decode()
    assert "sk-plt.pdf" in page


def test_a_session_in_use_is_noted_now_and_then_only(client: Client) -> None:
    client.get("/pemberitahuan/")
    before = UserSession.objects.get().last_seen_at
    grow_old(client)
    with clock.at(MONDAY_MORNING):
        client.get("/pemberitahuan/")
    assert UserSession.objects.get().last_seen_at == MONDAY_MORNING != before
    with clock.at(MONDAY_MORNING.replace(hour=5)):
        client.get("/pemberitahuan/")
    assert UserSession.objects.get().last_seen_at == MONDAY_MORNING


def test_signing_out_takes_the_session_off_the_list(client: Client) -> None:
    client.post("/keluar/")
    assert UserSession.objects.count() == 0
