"""`sigap signer make-test-key`, and what the doctor says of the way of signing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sigap.config.doctor import examine
from sigap.config.environment_signing import Signing, read_signing
from sigap.documents.signers.base import Secret
from sigap.documents.signers.configured import signer
from sigap.documents.signers.testkey import NAME
from tests.signers import request

pytestmark = pytest.mark.django_db


def finding() -> tuple[bool, str]:
    (found,) = [each for each in examine() if each.name == "signing"]
    return found.ok, found.detail


def test_the_key_that_was_made_signs_with_what_was_printed(tmp_path: Path, settings) -> None:
    out, place = StringIO(), tmp_path / "uji.p12"
    call_command("signer", "make-test-key", str(place), stdout=out)
    told = dict(line.split("=", 1) for line in out.getvalue().splitlines())
    settings.SIGAP_SIGNING, faults = read_signing(told, "SIGAP_", tmp_path)
    assert not faults
    assert place.stat().st_mode & 0o077 == 0
    chosen = signer()
    assert chosen is not None
    assert chosen.sign(request(), secret=Secret()).subject == NAME
    ok, detail = finding()
    assert ok
    assert detail.startswith(f"{NAME}, berlaku sampai ")


def test_a_key_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.p12").write_bytes(b"kunci lain")
    with pytest.raises(CommandError, match="tidak dapat dibuat"):
        call_command("signer", "make-test-key", str(tmp_path / "a.p12"))
    assert (tmp_path / "a.p12").read_bytes() == b"kunci lain"


def test_by_hand_there_is_nothing_to_look_at(settings) -> None:
    settings.SIGAP_SIGNING = Signing()
    assert finding() == (True, "tanda tangan basah (SIGAP_SIGNER=none)")


def test_a_key_that_is_not_there_is_an_illness(tmp_path: Path, settings) -> None:
    settings.SIGAP_SIGNING = Signing(signer="local", p12=tmp_path / "tidak-ada.p12")
    ok, detail = finding()
    assert not ok
    assert "tidak-ada.p12" in detail
    assert "SIGAP_SIGNER" in detail


def test_roots_that_are_no_certificates_are_an_illness(tmp_path: Path, settings) -> None:
    (tmp_path / "akar.pem").write_text("bukan sertifikat")
    for place in (tmp_path / "akar.pem", tmp_path / "tidak-ada.pem"):
        settings.SIGAP_SIGNING = Signing(roots=place)
        ok, detail = finding()
        assert not ok
        assert "SIGAP_SIGNER_ROOTS" in detail
