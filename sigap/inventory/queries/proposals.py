"""Changes that wait for a keeper's decision."""

from sigap.domain.errors import NotFound, words
from sigap.inventory.models import Proposal

WAITING = "diusulkan"


def proposal(pk: int) -> Proposal:
    """The proposal of this number; raises NotFound."""
    row = Proposal.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("proposal-unknown", words("Usulan itu tidak ada."))
    return row


def proposals(state: str = WAITING, *, limit: int = 100) -> list[Proposal]:
    """The newest proposals in this state. One query."""
    return list(Proposal.objects.filter(state=state).order_by("-pk")[:limit])


def proposals_of(kind: str, key: str) -> list[Proposal]:
    """What waits for a decision about one item. One query."""
    return list(Proposal.objects.filter(kind=kind, key=key, state=WAITING))


def waiting_count() -> int:
    """How many proposals wait. One query."""
    return Proposal.objects.filter(state=WAITING).count()
