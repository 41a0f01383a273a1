"""Signing in and out, the choice of language and theme, and what every answer carries."""

import pytest
from django.test import Client

from tests.cast import Cast, cast

PASSWORD = "kata-sandi-contoh-7"


@pytest.fixture
def people(db: None) -> Cast:
    made = cast()
    kabid = made.user("kabid")
    kabid.set_password(PASSWORD)
    kabid.save(update_fields=["password"])
    return made


def sign_in(client: Client, **answers: str):
    return client.post("/masuk/", {"username": "kabid", "password": PASSWORD} | answers)


def test_the_right_password_leads_to_where_the_person_was_going(
    client: Client, people: Cast
) -> None:
    answer = sign_in(client, next="/gangguan/2026-000412/?lihat=jam")
    assert answer.status_code == 302
    assert answer["Location"] == "/gangguan/2026-000412/?lihat=jam"


@pytest.mark.parametrize("address", ["https://jahat.example/", "//jahat.example", "javascript:1"])
def test_signing_in_never_leads_to_another_site(client: Client, people: Cast, address: str) -> None:
    assert sign_in(client, next=address)["Location"] == "/"


def test_a_wrong_password_is_told_without_saying_what_was_wrong(
    client: Client, people: Cast
) -> None:
    wrong = sign_in(client, password="salah")
    unknown = sign_in(client, username="tidak-ada", password="salah")
    assert wrong.status_code == unknown.status_code == 422
    sentence = "Nama pengguna dan kata sandi tidak cocok"
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()


def test_the_name_typed_comes_back_and_the_password_never(client: Client, people: Cast) -> None:
    page = sign_in(client, username="kabid", password="rahasia-sekali").content.decode()
    assert 'value="kabid"' in page
    assert "rahasia-sekali" not in page


def test_empty_fields_are_each_named(client: Client, people: Cast) -> None:
    page = sign_in(client, username="", password="").content.decode()
    assert "Isi nama pengguna" in page
    assert "Isi kata sandi" in page
    assert 'href="#isian-username"' in page


def test_one_signs_out_by_post_only(client: Client, people: Cast) -> None:
    client.force_login(people.user("kabid"))
    assert client.get("/keluar/").status_code == 405
    client.post("/keluar/")
    assert "_auth_user_id" not in client.session


def test_a_stranger_keeps_language_and_theme_in_a_cookie(client: Client, db: None) -> None:
    client.post("/pengaturan/tampilan", {"language": "en", "theme": "dark", "next": "/masuk/"})
    page = client.get("/masuk/").content.decode()
    assert '<html lang="en" data-theme="dark">' in page
    assert "Password" in page


def test_a_person_keeps_language_and_theme_everywhere(client: Client, people: Cast) -> None:
    client.force_login(people.user("kabid"))
    client.post("/pengaturan/tampilan", {"language": "en"})
    client.post("/pengaturan/tampilan", {"theme": "light"})
    kabid = people.user("kabid")
    kabid.refresh_from_db()
    assert (kabid.language, kabid.theme) == ("en", "light")


def test_an_unknown_language_changes_nothing(client: Client, people: Cast) -> None:
    client.force_login(people.user("kabid"))
    assert client.post("/pengaturan/tampilan", {"language": "xx"}).status_code == 302
    kabid = people.user("kabid")
    kabid.refresh_from_db()
    assert kabid.language == "id"


def test_the_browsers_wish_does_not_choose_the_language(client: Client, db: None) -> None:
    page = client.get("/masuk/", headers={"accept-language": "en"})
    assert page["Content-Language"] == "id"


def test_every_answer_forbids_what_it_does_not_need(client: Client, db: None) -> None:
    answer = client.get("/masuk/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "microphone=()" in answer["Permissions-Policy"]


def test_an_unknown_address_is_told_in_plain_words(client: Client, db: None) -> None:
    answer = client.get("/tidak-ada-di-sini/")
    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.content.decode()
