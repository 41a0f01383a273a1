"""`python -m bench.signing`: what a signature costs, and what it costs to check one.

Beside each figure stands the library's own: an unseen signature, and the check of one signature.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import django
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from sigap.config.environment_signing import Signing
from sigap.documents.signers.base import Secret
from sigap.documents.signers.bsre import BsreSigner
from sigap.documents.signers.local import LocalSigner
from sigap.documents.signers.reading import signatures_in
from sigap.documents.signers.strangers import signatures_of_stranger
from sigap.kit import clock
from tests.outside.esign.authority import Authority
from tests.outside.esign.running import esign, started
from tests.signers import PLACE, paper, request, secret

PASSWORD = "bench"
CHECK = 0.1
"""Seconds of processor time that the check of a paper may take."""


def main() -> int:
    """Measure; exit code 1 when a check takes more of the processor than it may."""
    parser = argparse.ArgumentParser(prog="python -m bench.signing", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    with tempfile.TemporaryDirectory(prefix="sigap-bench-") as folder:
        return measure(Path(folder) / "kunci.p12", rounds)


def measure(place: Path, rounds: int) -> int:
    authority = Authority("Otoritas Kantor")
    authority.p12(authority.issue("Dinas Contoh"), place, PASSWORD)
    setup = Signing(signer="local", p12=place, p12_password=PASSWORD)
    local, asked = LocalSigner(setup), request(at=clock.now())
    key = SimpleSigner.load_pkcs12(str(place), passphrase=PASSWORD.encode())

    def tell(what: str, work: Callable[[], object]) -> float:
        work()  # the first one warms up
        took, used = zip(*(_timed(work) for _ in range(rounds)), strict=True)
        print(f"{what:<50} {median(took) * 1000:8.1f} ms   cpu {median(used) * 1000:8.1f} ms")
        return median(used)

    tell("bare library: sign, unseen", lambda: _bare_signature(key))
    tell("local key, unseen", lambda: local.sign(replace(asked, placement=None), secret=Secret()))
    tell("local key, visible block", lambda: local.sign(asked, secret=Secret()))
    with started("tests.outside.tsa") as port:
        stamped = LocalSigner(replace(setup, tsa_url=f"http://127.0.0.1:{port}/"))
        tell("local key, visible, timestamp", lambda: stamped.sign(asked, secret=Secret()))
    with esign() as service:
        for version in (1, 2):
            bsre = BsreSigner(service.setup(version))
            told = f"BSrE version {version} (simulated), visible, looked at"
            tell(told, lambda bsre=bsre: bsre.sign(asked, secret=secret()))
    once = local.sign(asked, secret=Secret()).content
    twice = local.sign(
        replace(asked, content=once, placement=replace(PLACE, x=20)), secret=Secret()
    )
    tell("bare library: check one signature", lambda: _bare_check(once))
    checks = [
        tell("check a paper without signatures", lambda: signatures_in(paper())),
        tell("check one signature", lambda: signatures_in(once)),
        tell("check two signatures", lambda: signatures_in(twice.content)),
        tell("check two signatures in an upload", lambda: signatures_of_stranger(twice.content)),
    ]
    return int(max(checks) > CHECK)


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that went by, and seconds of this process: the steadier one on a busy machine."""
    began, used = perf_counter(), process_time()
    work()
    return perf_counter() - began, process_time() - used


def _bare_signature(key: SimpleSigner) -> None:
    about = PdfSignatureMetadata(field_name="A", md_algorithm="sha256")
    sign_pdf(IncrementalPdfFileWriter(BytesIO(paper())), about, signer=key)


def _bare_check(content: bytes) -> None:
    (signature,) = PdfFileReader(BytesIO(content)).embedded_signatures
    validate_pdf_signature(signature, ValidationContext(trust_roots=[]))


if __name__ == "__main__":
    sys.exit(main())
