"""Who acts, and in which office, at the moment of the act."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

KABID = "kabid"
KASI = "kasi"
NETWORK_ADMIN = "admin-jaringan"
TECHNICIAN = "pelaksana"
OPERATOR = "operator"
CONTACT = "kontak"
HEAD = "kadis"
AUDITOR = "auditor"
SYSTEM_ADMIN = "admin"

ROLES = (
    KABID,
    KASI,
    NETWORK_ADMIN,
    TECHNICIAN,
    OPERATOR,
    CONTACT,
    HEAD,
    AUDITOR,
    SYSTEM_ADMIN,
)
# Everybody who serves in the office itself; a contact speaks for an agency outside it.
OFFICE = frozenset(ROLES) - {CONTACT}
# Whose work a superior carries on while nobody holds the office (SOP ruling 6). What guards the
# application and what audits it are never taken over by climbing up.
STOOD_IN_FOR = OFFICE - {AUDITOR, SYSTEM_ADMIN}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) with the offices held at the moment of acting.

    `key` is the stable user name, `offices` maps each role held now to the capacity as it is
    written on papers ("Plh. Kepala Bidang TIK"), `agency` is the key of the agency a contact
    speaks for. `user_id` is None for the system itself. `limits` holds the step keys of each role
    that is held with a limited scope only; `stands_in` maps a role that is held as the superior
    of an empty office to that office's title; `vacant` are the titles of empty offices that this
    person is to see filled.
    """

    key: str
    name: str
    offices: Mapping[str, str] = field(default_factory=dict)
    agency: str | None = None
    user_id: int | None = None
    nip: str = ""
    limits: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stands_in: Mapping[str, str] = field(default_factory=dict)
    vacant: tuple[str, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(self.offices)

    def holds(self, *roles: str) -> bool:
        """Whether the actor holds at least one of these roles now."""
        return any(role in self.offices for role in roles)

    def holds_fully(self, *roles: str) -> bool:
        """Whether at least one of these roles is held now without a limit of scope."""
        return any(role in self.offices and role not in self.limits for role in roles)

    def does(self, role: str, step: str) -> bool:
        """Whether the actor may carry out this step of this role now."""
        return role in self.offices and (role not in self.limits or step in self.limits[role])

    def acting_as(self, role: str, capacity: str) -> "Actor":
        """The same person in this office alone: what was signed in it is recorded so."""
        return replace(self, offices={role: capacity})

    def signature(self, role: str | None = None) -> dict[str, str]:
        """Person and capacity as a ledger entry keeps them, with the NIP where there is one."""
        capacity = self.offices.get(role or "") or next(iter(self.offices.values()), "")
        signed = {"key": self.key, "name": self.name, "capacity": capacity}
        return signed | {"nip": self.nip} if self.nip else signed


SYSTEM = Actor(key="sigap", name="Sigap", offices={"sistem": "Sistem"})
