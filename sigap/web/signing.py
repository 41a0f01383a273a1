"""The secret of a signing on its way from a form to the service, and what a page asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sigap.documents.signers import configured
from sigap.documents.signers.base import Secret
from sigap.domain.errors import Fault
from sigap.incidents.models import SigningAttempt

NEEDS: Final = ("passphrase", "totp")
LABELS: Final = {"passphrase": _("Passphrase TTE"), "totp": _("Kode sekali pakai")}
LATER: Final = "tandatangani-nanti"
ANEW: Final = "tandatangani-baru"


def secret_taken(typed: QueryDict) -> Secret:
    """What was typed to sign with, taken out of the form: nothing shows or keeps it hereafter."""
    found = {need: str((typed.pop(need, None) or [""])[-1]) for need in NEEDS}
    return Secret(**found)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks of whoever signs; a `need` is "passphrase" or "totp".

    `failed`: a signing was tried and did not come about, so that signing later is offered.
    `unresolved`: another text may be signed elsewhere, so that signing this one has to be said;
    `open`: the tries of this step whose outcome is not known.
    """

    key: str
    needs: tuple[str, ...]
    faults: Mapping[str, Fault]
    failed: bool = False
    later: bool = False
    unresolved: bool = False
    anew: bool = False
    open: Sequence[SigningAttempt] = ()

    @property
    def labels(self) -> Mapping[str, str | Promise]:
        return LABELS


def asked(faults: Mapping[str, Fault], **told: Any) -> Asked | None:
    """What a signing asks for now; None where the office does not sign electronically.

    `told` is what Asked says besides the way, its needs and the faults.
    """
    way = configured.signer()
    return None if way is None else Asked(way.key, way.needs, faults, **told)
