"""Which way of signing the office has chosen (SIGAP_SIGNER)."""

from django.conf import settings

from sigap.documents.signers.base import Signer
from sigap.documents.signers.bsre import BsreSigner
from sigap.documents.signers.local import LocalSigner


def signer() -> Signer | None:
    """The way of signing; None where papers are printed and signed by hand."""
    setup = settings.SIGAP_SIGNING
    if setup.signer == "local":
        return LocalSigner(setup)
    if setup.signer == "bsre" and setup.bsre is not None:
        return BsreSigner(setup.bsre)
    return None
