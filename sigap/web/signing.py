"""The secret of a signing on its way from a form to the service, and what a page asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sigap.documents.signers import configured
from sigap.documents.signers.base import Secret
from sigap.domain.errors import Fault

NEEDS: Final = ("passphrase", "totp")
LABELS: Final = {"passphrase": _("Passphrase TTE"), "totp": _("Kode sekali pakai")}
LATER: Final = "tandatangani-nanti"


def secret_taken(typed: QueryDict) -> Secret:
    """What was typed to sign with, taken out of the form: nothing shows or keeps it hereafter."""
    found = {need: str((typed.pop(need, None) or [""])[-1]) for need in NEEDS}
    return Secret(**found)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks of whoever signs; a `need` is "passphrase" or "totp".

    `failed`: a signing was tried and did not come about, so that signing later is offered.
    """

    key: str
    needs: tuple[str, ...]
    faults: Mapping[str, Fault]
    failed: bool = False
    later: bool = False

    @property
    def labels(self) -> Mapping[str, str | Promise]:
        return LABELS


def asked(
    faults: Mapping[str, Fault], *, failed: bool = False, later: bool = False
) -> Asked | None:
    """What a signing asks for now; None where the office does not sign electronically."""
    way = configured.signer()
    return None if way is None else Asked(way.key, way.needs, faults, failed, later)
