"""Daily sheets stamped by a real timestamp server (RFC 3161), a process of its own."""

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from urllib.request import Request as Call
from urllib.request import urlopen

import pytest
from asn1crypto import cms
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from sigap.audit import guards
from sigap.audit.models import Root, Stamp
from sigap.audit.queries.stamps import unstamped_root
from sigap.config.environment_signing import Signing
from sigap.documents.signers.trust import NoTimestamp, read_timestamp
from sigap.incidents.actions.sealing import seal_now, seal_the_day
from sigap.incidents.actions.stamping import stamp_sheets
from sigap.incidents.queries.sealing import breaks_of_record
from tests.office import Office
from tests.outside.esign.running import started

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
OPENSSL = shutil.which("openssl")


@pytest.fixture(scope="module")
def clock() -> Iterator[str]:
    with started("tests.outside.tsa") as port:
        yield f"http://127.0.0.1:{port}/"


@pytest.fixture
def stamped(clock: str, settings) -> Root:
    settings.SIGAP_SIGNING = Signing(tsa_url=clock)
    assert seal_the_day(at=MIDNIGHT) == 1
    assert stamp_sheets(at=MIDNIGHT) == 1
    return Root.objects.get()


def kinds() -> list[tuple[str, str]]:
    return [(each.stream, each.kind) for each in breaks_of_record()]


def test_the_newest_sheet_is_stamped_once(stamped: Root) -> None:
    assert stamp_sheets(at=MIDNIGHT) == 0
    told = read_timestamp(bytes(stamped.stamp.token), bytes.fromhex(stamped.digest))
    assert (told.whole, told.authority) == (True, "Server Waktu Uji")
    assert stamped.stamp.stamped_at == told.at
    assert abs(datetime.now(UTC) - told.at) < timedelta(minutes=1)
    assert kinds() == []


def test_each_new_sheet_gets_its_own(stamped: Root) -> None:
    seal_now(at=MIDNIGHT + timedelta(hours=1))
    assert stamp_sheets(at=MIDNIGHT) == 1
    assert Stamp.objects.count() == 2
    assert unstamped_root() is None


def test_without_a_server_nothing_is_asked(settings) -> None:
    settings.SIGAP_SIGNING = Signing()
    seal_the_day(at=MIDNIGHT)
    assert stamp_sheets(at=MIDNIGHT) == 0
    assert kinds() == []


@pytest.mark.parametrize("met", ["error", "html", "other", "hang-up"])
def test_a_server_that_fails_is_asked_again_later(
    clock: str, met: str, settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SIGAP_SIGNING = Signing(tsa_url=clock)
    seal_the_day(at=MIDNIGHT)
    urlopen(Call(f"{clock}_plan", json.dumps([met]).encode())).read()
    # An answer is first asked for to learn how long answers are; this server is asked once only.
    with caplog.at_level(logging.WARNING):
        assert stamp_sheets(at=MIDNIGHT) == 0
    assert "sheet 1 got no timestamp" in caplog.text
    assert stamp_sheets(at=MIDNIGHT) == 1


def test_a_stamp_of_another_sheet_is_found(stamped: Root) -> None:
    seal_now(at=MIDNIGHT + timedelta(hours=1))
    stamp_sheets(at=MIDNIGHT)
    first, second = Stamp.objects.order_by("root__no")
    guards.remove(connection)
    Stamp.objects.filter(pk=first.pk).update(token=bytes(second.token))
    assert kinds() == [("lembar/1", "stamp")]


def test_a_bent_stamp_is_found(stamped: Root) -> None:
    token = bytearray(stamped.stamp.token)
    token[-20] ^= 1
    guards.remove(connection)
    Stamp.objects.update(token=bytes(token))
    assert kinds() == [("lembar/1", "stamp")]


def test_a_stamp_that_claims_another_moment_is_found(stamped: Root) -> None:
    guards.remove(connection)
    Stamp.objects.update(stamped_at=MIDNIGHT - timedelta(days=9))
    assert kinds() == [("lembar/1", "stamp")]


def test_the_database_keeps_stamps_as_they_are(stamped: Root) -> None:
    for change in (lambda: Stamp.objects.update(authority="x"), stamped.stamp.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_roots_of_the_office_say_whom_to_trust(
    stamped: Root, clock: str, tmp_path: Path, settings
) -> None:
    token, digest = bytes(stamped.stamp.token), bytes.fromhex(stamped.digest)
    assert not read_timestamp(token, digest).trusted
    (tmp_path / "akar.pem").write_bytes(urlopen(f"{clock}_root.pem").read())
    settings.SIGAP_SIGNING = Signing(roots=tmp_path / "akar.pem")
    assert read_timestamp(token, digest).trusted
    assert not read_timestamp(token, b"\0" * 32).whole
    with pytest.raises(NoTimestamp):
        read_timestamp(b"bukan stempel", digest)


def test_a_stamp_lies_beside_its_sheet_wherever_that_is_given(
    stamped: Root, tmp_path: Path, settings
) -> None:
    settings.SIGAP_ANCHOR_DIR = tmp_path / "jangkar"
    assert stamp_sheets(at=MIDNIGHT) == 1
    assert stamp_sheets(at=MIDNIGHT) == 0
    call_command("audit", "anchor", "-o", str(tmp_path / "tangan"), stdout=StringIO())
    call_command("audit", "export", "-o", str(tmp_path / "keluar"), stdout=StringIO())
    name = "lembar-000001-2026-11-23.tst"
    for place in ("jangkar", "tangan", "keluar/stempel"):
        assert (tmp_path / place / name).read_bytes() == bytes(stamped.stamp.token)
    done = call_command("audit", "verify", "--anchor", str(tmp_path / "tangan"), stdout=StringIO())
    assert done is None


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
def test_another_program_finds_the_stamp_valid(stamped: Root, clock: str, tmp_path: Path) -> None:
    (tmp_path / "a.tst").write_bytes(bytes(stamped.stamp.token))
    (tmp_path / "akar.pem").write_bytes(urlopen(f"{clock}_root.pem").read())
    asked = [OPENSSL, "ts", "-verify", "-digest", stamped.digest, "-in", str(tmp_path / "a.tst")]
    asked += ["-token_in", "-CAfile", str(tmp_path / "akar.pem")]
    done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=60)
    assert "Verification: OK" in done.stdout, done.stderr


def exported(tmp_path: Path) -> Path:
    call_command("audit", "export", "-o", str(tmp_path), stdout=StringIO())
    return tmp_path / "stempel" / "lembar-000001-2026-11-23.tst"


def offline(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The verifier that left with the export, on bare Python."""
    run = [sys.executable, "-I", "-S", str(folder / "verify_sigap.py"), *more, str(folder)]
    return subprocess.run(run, capture_output=True, text=True, check=False, timeout=60)


def test_the_offline_verifier_says_what_it_checked_and_what_not(stamped, tmp_path) -> None:
    exported(tmp_path)
    ran = offline(tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"{stamped.stamp.stamped_at:%Y-%m-%d %H:%M:%S} UTC" in ran.stdout
    assert "Tanda tangan penerbit stempel tidak diperiksa" in ran.stdout
    told = json.loads(offline(tmp_path, "--json").stdout)
    assert (list(told["stamps"]), told["stamp_signatures"]) == (["1"], "unchecked")


def places(token: bytes, digest: str) -> dict[str, int]:
    """Where each kind of byte of a token stands."""
    held = cms.ContentInfo.load(token)["content"]
    info = held["encap_content_info"]["content"].parsed
    signer = held["signer_infos"][0]
    moment = info["gen_time"].contents
    return {
        "imprint": token.index(bytes.fromhex(digest)) + 3,
        "moment": token.index(moment) + 8,
        "serial": token.index(info["serial_number"].dump()) + 2,
        "policy": token.index(info["policy"].dump()) + 2,
        "signature": token.index(signer["signature"].contents) + 9,
        "shape": 1,
    }


@pytest.mark.parametrize("part", ["imprint", "moment", "serial", "policy", "signature", "shape"])
def test_every_kind_of_byte_of_a_stamp_counts(stamped: Root, part: str, tmp_path: Path) -> None:
    token = bytearray(stamped.stamp.token)
    token[places(bytes(token), stamped.digest)[part]] ^= 1
    guards.remove(connection)
    Stamp.objects.update(token=bytes(token))
    assert kinds() == [("lembar/1", "stamp")]
    exported(tmp_path)
    found = json.loads(offline(tmp_path, "--json").stdout)
    # The signature alone is beyond the standard library.
    assert bool(found["faults"]) is (part != "signature")


def test_the_offline_verifier_names_a_stamp_of_another_sheet(stamped, tmp_path) -> None:
    path = exported(tmp_path)
    path.rename(path.with_name("lembar-000002-2026-11-24.tst"))
    (fault,) = json.loads(offline(tmp_path, "--json").stdout)["faults"]
    assert (fault["place"], fault["kind"]) == ("lembar/2", "added")
    path.write_bytes(b"")
    assert offline(tmp_path).returncode == 1


def test_a_stamp_under_another_name_is_found(stamped: Root) -> None:
    guards.remove(connection)
    Stamp.objects.update(authority="Server Lain")
    assert kinds() == [("lembar/1", "stamp")]


def test_the_page_says_when_by_whom_and_whether_it_holds(
    stamped: Root, clock: str, client: Client, tmp_path: Path, settings
) -> None:
    client.force_login(Office().cast.user("auditor"))
    page = client.get("/pengaturan/catatan/").content.decode()
    assert "Server Waktu Uji" in page
    assert "penerbitnya tidak ada pada SIGAP_SIGNER_ROOTS" in page
    (tmp_path / "akar.pem").write_bytes(urlopen(f"{clock}_root.pem").read())
    settings.SIGAP_SIGNING = Signing(roots=tmp_path / "akar.pem")
    page = client.get("/pengaturan/catatan/").content.decode()
    assert "penerbitnya tidak ada pada SIGAP_SIGNER_ROOTS" not in page
    guards.remove(connection)
    Stamp.objects.update(stamped_at=MIDNIGHT - timedelta(days=9))
    page = client.get("/pengaturan/catatan/").content.decode()
    assert "saatnya lain daripada yang tercatat" in page
