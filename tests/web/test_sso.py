"""Signing in through the city's SSO: a real provider in a process of its own, told what to say."""

import json
from collections.abc import Iterator
from time import time
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from sigap.audit.models import Entry
from sigap.config.environment_signin import SignIn
from sigap.people.models import User
from sigap.web.stamps import FRESH_SECONDS, PROVED_AT
from tests.cast import Cast, cast
from tests.outside.sso import CLIENT_ID, CLIENT_SECRET
from tests.outside.standin import started

LOGIN = "/masuk/sso/sso/"
KABID = {"sub": "s-1", "preferred_username": "kabid", "name": "Ratna", "email": "r@kota.example"}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with started("sso.py") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def people(db: None, settings: Any, provider: str) -> Cast:
    known = SignIn(provider, CLIENT_ID, CLIENT_SECRET, "SSO Kota")
    settings.SOCIALACCOUNT_PROVIDERS = known.providers()
    settings.SIGAP_OIDC_NAME = known.name
    return cast()


def says(provider: str, **told: Any) -> None:
    urlopen(Request(f"{provider}/_person", json.dumps(KABID | told).encode())).read()


def through(client: Client, address: str = LOGIN) -> Any:
    """Follow the way to the SSO and back; the answer to coming back."""
    away = client.get(address)
    if not away["Location"].startswith("http://127.0.0.1"):
        return away
    back = requests.get(away["Location"], allow_redirects=False, timeout=5).headers["Location"]
    return client.get(f"{urlsplit(back).path}?{urlsplit(back).query}")


def who(client: Client) -> str:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).username if key else ""


def test_the_sso_signs_in_the_account_it_speaks_of(
    client: Client, people: Cast, provider: str
) -> None:
    says(provider)
    assert "Masuk dengan SSO Kota" in client.get("/masuk/").content.decode()
    assert through(client, f"{LOGIN}?next=/pemberitahuan/")["Location"] == "/pemberitahuan/"
    assert who(client) == "kabid"


def test_of_what_the_sso_told_only_the_subject_is_kept(
    client: Client, people: Cast, provider: str
) -> None:
    says(provider)
    through(client)
    through(Client())
    kept = SocialAccount.objects.get()
    assert (kept.uid, kept.extra_data, SocialToken.objects.count()) == ("s-1", {}, 0)
    assert Entry.objects.filter(kind="sso-ditautkan").count() == 1
    people.user("kabid").refresh_from_db()
    assert people.user("kabid").name != "Ratna"


def test_a_known_subject_is_the_same_account_whatever_it_calls_itself_later(
    client: Client, people: Cast, provider: str
) -> None:
    says(provider)
    through(Client())
    says(provider, preferred_username="kadis")
    through(client)
    assert who(client) == "kabid"


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"sub": "s-2", "preferred_username": "orang-baru"}, "tidak-dikenal"),
        ({"sub": "s-3", "preferred_username": ""}, "tidak-dikenal"),
        ({"wrong_subject": True}, "gagal"),
        ({"refuses": "access_denied"}, "gagal"),
        ({"refuses": "server_error"}, "gagal"),
        ({"broken": True}, "gagal"),
    ],
)
def test_nobody_else_is_let_in_and_the_page_says_why(
    client: Client, people: Cast, provider: str, told: dict[str, Any], fault: str
) -> None:
    says(provider, **told)
    accounts = User.objects.count()
    answer = through(client)
    assert answer["Location"] == f"/masuk/?sso={fault}"
    assert 'data-tone="hampir"' in client.get(answer["Location"]).content.decode()
    assert (who(client), User.objects.count()) == ("", accounts)


def test_an_account_that_was_barred_stays_out(client: Client, people: Cast, provider: str) -> None:
    says(provider)
    through(Client())
    User.objects.filter(username="kabid").update(is_active=False)
    assert through(client)["Location"] == "/masuk/?sso=tidak-dikenal"
    assert who(client) == ""


def test_an_sso_that_does_not_answer_is_told_on_the_sign_in_page(
    client: Client, people: Cast, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = SignIn("http://127.0.0.1:9", "x", "y", "SSO").providers()
    assert client.get(LOGIN)["Location"] == "/masuk/?sso=gagal"


def test_an_answer_that_nobody_asked_for_opens_nothing(client: Client, people: Cast) -> None:
    answer = client.get(f"{LOGIN}kembali/?code=abc&state=palsu")
    assert (answer["Location"], who(client)) == ("/masuk/?sso=gagal", "")


def test_a_proof_that_the_sso_took_long_ago_is_not_fresh(
    client: Client, people: Cast, provider: str
) -> None:
    says(provider, auth_age=FRESH_SECONDS + 60)
    through(client)
    assert client.get("/saya/keamanan/kode/").status_code == 403
    says(provider)
    assert through(client, f"{LOGIN}?next=/masuk/terbukti/")["Location"] == "/masuk/terbukti/"
    assert client.get("/saya/keamanan/kode/").status_code == 200


def test_proving_again_keeps_the_session_and_its_form_token(
    client: Client, people: Cast, provider: str
) -> None:
    says(provider)
    client.force_login(people.user("kabid"))
    session = client.session
    session[PROVED_AT] = int(time()) - 3600
    session.save()
    key = session.session_key
    through(client)
    assert client.session.session_key == key
    assert client.get("/saya/keamanan/kode/").status_code == 200


def test_the_account_of_somebody_else_is_no_proof(
    client: Client, people: Cast, provider: str
) -> None:
    says(provider)
    client.force_login(people.user("kasi"))
    assert through(client)["Location"] == "/masuk/?sso=orang-lain"
    assert who(client) == "kasi"
    assert "milik orang lain" in client.get("/masuk/?sso=orang-lain").content.decode()


def test_without_an_sso_there_is_no_such_way(client: Client, db: None) -> None:
    assert client.get(LOGIN).status_code == 404
    assert "openid" not in client.get("/masuk/").content.decode()
