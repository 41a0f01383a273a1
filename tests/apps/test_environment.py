"""The SIGAP_ variables: what they mean and how a wrong one is refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sigap.config.environment import POSTGRESQL, SQLITE, Environment, EnvironmentFaults, read
from sigap.config.secretfiles import stored_key

ROOT = Path("/srv/sigap")


def given(**variables: str) -> Environment:
    return read({f"SIGAP_{name}": value for name, value in variables.items()}, ROOT)


def test_nothing_set_means_sqlite_in_var_on_this_machine_in_indonesian() -> None:
    found = given()
    assert found.database["ENGINE"] == SQLITE
    assert found.database["NAME"] == "/srv/sigap/var/sigap.db"
    assert (found.host, found.port, found.base_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert (found.time_zone, found.language) == ("Asia/Jakarta", "id")
    assert (found.email, found.demo, found.debug, found.secret_key) == (None, False, False, None)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert given(PORT="", DATABASE_URL=" ", EMAIL_URL="") == given()


def test_a_postgresql_address_is_taken_apart() -> None:
    found = given(DATABASE_URL="postgres://sigap:p%40ss@db.lan:5433/kota?sslmode=require").database
    assert found["ENGINE"] == POSTGRESQL
    assert (found["USER"], found["PASSWORD"]) == ("sigap", "p@ss")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.lan", 5433, "kota")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_the_public_address_is_among_the_allowed_hosts() -> None:
    found = given(BASE_URL="https://sigap.bekasikota.go.id/")
    assert found.base_url == "https://sigap.bekasikota.go.id"
    assert "sigap.bekasikota.go.id" in found.allowed_hosts


def test_an_address_for_every_network_is_spoken_of_as_this_machine() -> None:
    assert given(HOST="0.0.0.0", PORT="80").base_url == "http://127.0.0.1:80"


@pytest.mark.parametrize(
    ("url", "name", "value"),
    [
        ("smtp://mail.lan:25", "EMAIL_HOST", "mail.lan"),
        ("smtp+tls://u:p@mail.lan:587", "EMAIL_USE_TLS", True),
        ("smtp+ssl://u:p@mail.lan:465", "EMAIL_USE_SSL", True),
    ],
)
def test_an_email_address_switches_the_channel_on(url: str, name: str, value: object) -> None:
    email = given(EMAIL_URL=url).email
    assert email is not None
    assert email[name] == value


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("PORT", "delapan", "bad-port"),
        ("PORT", "70000", "bad-port"),
        ("PORT", "²", "bad-port"),
        ("HOST", "http://sini", "bad-host"),
        ("BASE_URL", "sigap.lan", "bad-base-url"),
        ("BASE_URL", "https://sigap.lan/sub", "bad-base-url"),
        ("BASE_URL", "http://[::1", "bad-base-url"),
        ("ALLOWED_HOSTS", "https://a", "bad-allowed-host"),
        ("TIME_ZONE", "WIB", "bad-time-zone"),
        ("TIME_ZONE", "../../etc/passwd", "bad-time-zone"),
        ("LANGUAGE", "fr", "bad-language"),
        ("DEMO", "mungkin", "bad-switch"),
        ("SECRET_KEY", "pendek", "short-secret"),
        ("EMAIL_FROM", "sigap", "bad-sender"),
        ("EMAIL_URL", "http://mail.lan", "bad-email-url"),
        ("EMAIL_URL", "smtp://", "bad-email-url"),
        ("EMAIL_URL", "smtp://mail.lan:banyak", "bad-email-url"),
        ("DATABASE_URL", "mysql://a/b", "bad-database-url"),
        ("DATABASE_URL", "postgres://u:p@h:banyak/d", "bad-database-url"),
        ("DATABASE_URL", "postgres://h", "bad-database-url"),
        ("DATABSE_URL", "postgres://h/d", "unknown-variable"),
    ],
)
def test_a_wrong_value_is_refused_under_its_name(name: str, value: str, code: str) -> None:
    with pytest.raises(EnvironmentFaults) as refused:
        given(**{name: value})
    assert {key: fault.code for key, fault in refused.value.faults.items()} == {
        f"SIGAP_{name}": code
    }


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(EnvironmentFaults, match=r"(?s)SIGAP_PORT: .*SIGAP_TIME_ZONE: ") as refused:
        given(PORT="x", TIME_ZONE="y")
    assert len(refused.value.faults) == 2


def test_a_password_in_a_wrong_address_is_not_repeated() -> None:
    with pytest.raises(EnvironmentFaults) as refused:
        given(DATABASE_URL="mysql://u:rahasia@h/d", EMAIL_URL="imap://u:rahasia@h")
    assert "rahasia" not in str(refused.value)


def test_variables_of_other_rooms_are_let_be() -> None:
    assert given(TEST_POSTGRES_URL="x") == given()


def test_a_wrong_variable_stops_the_start_with_code_2() -> None:
    variables = {"SIGAP_PORT": "delapan", "DJANGO_SETTINGS_MODULE": "sigap.config.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "sigap.config.cli", "check"],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "SIGAP_PORT: “delapan” bukan nomor porta" in done.stderr


def test_a_generated_key_is_kept_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    key = stored_key(tmp_path / "var")
    assert len(key) >= 50
    assert stored_key(tmp_path / "var") == key
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret-key"]
