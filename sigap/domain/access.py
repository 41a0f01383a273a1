"""Who may open a page or an operation at all, before its own finer checks: the rule of one row."""

from dataclasses import dataclass

from sigap.domain.actor import Actor
from sigap.domain.errors import NotAllowed, words


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the permission table.

    `public` asks for no account. Otherwise an account is needed, and with `roles` one of these
    offices at the moment of asking. `own_agency` says that a contact finds only what belongs to
    the own agency behind it: the queries hold that. `fresh` asks for a proof of identity of the
    last minutes before anything is changed, with `fresh_reads` before anything is shown.
    """

    public: bool = False
    roles: frozenset[str] | None = None
    own_agency: bool = False
    fresh: bool = False
    fresh_reads: bool = False

    def admits(self, actor: Actor | None) -> bool:
        """Whether this actor, or None for a stranger, passes."""
        if self.public:
            return True
        if actor is None:
            return False
        return self.roles is None or actor.holds(*self.roles)


PUBLIC = Entry(public=True)
ACCOUNT = Entry()
"""Anyone with an account, also without any office."""


def only(
    *roles: str, own_agency: bool = False, fresh: bool = False, fresh_reads: bool = False
) -> Entry:
    """A row for the holders of these offices."""
    return Entry(
        roles=frozenset(roles),
        own_agency=own_agency,
        fresh=fresh or fresh_reads,
        fresh_reads=fresh_reads,
    )


def closed() -> NotAllowed:
    """The refusal of everything that a row does not admit."""
    return NotAllowed(
        "closed-to-your-office", words("Bagian ini tidak terbuka untuk jabatan Anda.")
    )
