"""A passphrase lives in memory for one signing: no log, error, traceback or repr shows it."""

import copy
import logging
import pickle
import traceback
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sigap.documents.signers.base import Secret, SigningTrouble
from sigap.documents.signers.bsre import BsreSigner
from sigap.documents.signers.bsre_line import LIMITS
from tests.outside.esign.people import KABID, SERVICE_PASSWORD
from tests.outside.esign.running import Esign, esign
from tests.signers import request

WRONG = "salah-Tapi-Rahasia-99"
TROUBLES = ("html", "truncated", "error", "busy", "lost", "other", "slow")


@pytest.fixture(scope="module")
def service() -> Iterator[Esign]:
    with esign() as running:
        yield running


def test_a_secret_shows_nothing_and_cannot_be_stored() -> None:
    secret = Secret(passphrase=WRONG, totp="123456")
    shown = f"{secret!r} {secret} {[secret]} {vars(type(secret))}"
    assert WRONG not in shown
    assert "123456" not in shown
    for keep in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            keep(secret)


def test_what_a_service_says_of_a_secret_is_taken_out() -> None:
    secret = Secret(passphrase=WRONG, totp="123456")
    assert secret.without(f"kata {WRONG} dan 123456") == "kata … dan …"


def shown(trouble: BaseException) -> str:
    """All that could be told of a trouble: words, values, and the locals of every frame of ours."""
    told = f"{trouble} {trouble!r} {vars(trouble)} {trouble.args}"
    link: BaseException | None = trouble
    while link is not None:
        # The outermost frame is the test itself, which knows the passphrase.
        frames = link.__traceback__.tb_next if link is trouble else link.__traceback__
        kept = traceback.TracebackException(type(link), link, frames, capture_locals=True)
        told += "".join(kept.format(chain=False))
        link = link.__context__ or link.__cause__
    return told


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("met", [*TROUBLES, "wrong"])
def test_no_trouble_carries_the_passphrase(
    service: Esign, version: int, met: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.plan(*([] if met == "wrong" else [met]), seconds=6)
    typed = WRONG if met == "wrong" else KABID.passphrase
    patience = replace(LIMITS, answer=2) if met == "slow" else LIMITS
    signer = BsreSigner(service.setup(version), limits=patience)
    with pytest.raises(SigningTrouble) as trouble:
        signer.sign(request(), secret=Secret(passphrase=typed))
    told = shown(trouble.value)
    assert "bsre.py" in told
    for word in (typed, SERVICE_PASSWORD, KABID.nik):
        assert word not in told
        assert word not in caplog.text


def test_a_request_shows_neither_the_paper_nor_the_nik() -> None:
    assert KABID.nik not in repr(request())
    assert KABID.email not in repr(request())
    assert "%PDF" not in repr(request())
