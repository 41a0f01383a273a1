"""Signs through BSrE: the eSign Client Service in the government's own network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from sigap.documents.signers.base import Request, Signed
from sigap.documents.signers.bsre_line import LIMITS, Line, as_json, down, trouble_of, unknown
from sigap.documents.signers.bsre_v1 import FirstVersion
from sigap.documents.signers.bsre_v2 import SecondVersion
from sigap.domain.errors import words
from sigap.domain.signing import (
    BY_LAW,
    Secret,
    Signatory,
    SigningRefused,
    SigningTrouble,
    SigningUnavailable,
    missing,
    standing,
)
from sigap.kit.exchange import Answer, Limits, Lost

KEY: Final = "bsre"
# Nobody has this NIK: what the service says of it shows that it answers us.
_NOBODY: Final = Signatory(name="", nik="0" * 16)


class Setup(Protocol):
    """Where the service is (`config.environment_signing.Bsre`)."""

    @property
    def url(self) -> str: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def proof(self) -> str: ...
    @property
    def verify(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the service says of a signed file: whether it is valid, in its own words."""

    valid: bool
    said: str


class BsreSigner:
    """Asks whether the person may sign, then for the signature, and looks at what comes back.

    A request for a signature is sent once: where its fate is unknown, that is said.
    """

    key = KEY
    mark = BY_LAW

    def __init__(self, setup: Setup, *, limits: Limits = LIMITS) -> None:
        line = Line(setup.url, setup.user, setup.password, limits)
        self._version, self._asks_again = setup.version, setup.verify
        self._service: FirstVersion | SecondVersion = (
            FirstVersion(line) if setup.version == 1 else SecondVersion(line)
        )
        self.needs: tuple[str, ...] = (setup.proof,)

    def sign(self, request: Request, *, secret: Secret) -> Signed:
        """One signature. Raises SigningRefused or SigningUnavailable."""
        outcome = self.sign_many([request], secret=secret)[0]
        if isinstance(outcome, SigningTrouble):
            raise outcome
        return outcome

    def sign_many(
        self, requests: Sequence[Request], *, secret: Secret
    ) -> list[Signed | SigningTrouble]:
        """Documents of one person; once something is wrong with the proof or the line, no more.

        One wrong passphrase is then one wrong try, however many documents wait.
        """
        if not requests:
            return []
        end = self._hindrance(requests[0].by, secret)
        outcomes: list[Signed | SigningTrouble] = []
        for bundle in self._service.bundles(requests):
            if end is not None:
                outcomes.extend(_unsent(end) for _ in bundle)
                continue
            made = [self._confirmed(each) for each in self._service.sign(bundle, secret)]
            end = next((each for each in made if isinstance(each, SigningTrouble)), None)
            outcomes.extend(made)
        return outcomes

    def _confirmed(self, outcome: Signed | SigningTrouble) -> Signed | SigningTrouble:
        """What we believe, unless the service says (SIGAP_BSRE_VERIFY) that it is not valid."""
        if not self._asks_again or isinstance(outcome, SigningTrouble):
            return outcome
        try:
            verdict = self.verify(outcome.content)
        except SigningTrouble:
            return outcome  # our own look at it stands
        return outcome if verdict.valid else unknown(verdict.said, reference=outcome.reference)

    def verify(self, content: bytes) -> Verdict:
        """What the service itself says of a signed file. Raises SigningUnavailable."""
        got = self._service.verify(content)
        if trouble := trouble_of(got, _NOBODY, Secret(), signing=False):
            raise trouble
        assert isinstance(got, Answer)
        told = as_json(got)
        said = str(told.get("conclusion", told.get("summary", "")))[:200]
        if not said:
            raise down("jawabannya tidak terbaca")
        return Verdict(said.strip().upper() in ("VALID", "DOKUMEN VALID"), said)

    def check(self) -> str:
        """That the service answers us. Raises SigningUnavailable."""
        got = self._service.ask_status(_NOBODY)
        trouble = trouble_of(got, _NOBODY, Secret(), signing=False)
        if trouble is not None and not isinstance(trouble, SigningRefused):
            raise trouble
        return f"layanan BSrE versi {self._version} menjawab"

    def _hindrance(self, who: Signatory, secret: Secret) -> SigningTrouble | None:
        """Why this person cannot sign now; it is asked before anything could be signed."""
        for need in self.needs:
            if not secret.has(need):
                return missing(need)
        if not who.nik and (self._version == 1 or not who.email):
            return SigningRefused(
                "nik-missing",
                words("NIK %(name)s belum diisi pada data orang; BSrE mengenal orang dari NIK."),
                name=who.name,
            )
        return self._unfit(self._service.ask_status(who), who, secret)

    def _unfit(self, got: Answer | Lost, who: Signatory, secret: Secret) -> SigningTrouble | None:
        if isinstance(got, Answer) and got.status == 404:
            return None  # an older service without this question; the signature itself will tell
        if trouble := trouble_of(got, who, secret, signing=False):
            return trouble
        assert isinstance(got, Answer)
        status: Any = as_json(got).get("status")
        if not isinstance(status, str):
            return down("jawaban status tidak terbaca")
        return standing(status, who.name)


def _unsent(trouble: SigningTrouble) -> SigningTrouble:
    """The reason for those that were not sent: nothing can have been signed of them."""
    if isinstance(trouble, SigningUnavailable) and trouble.maybe_signed:
        return down("dihentikan sesudah naskah sebelumnya")
    return trouble
