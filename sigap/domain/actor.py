"""Who acts, and in which office, at the moment of the act."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) with the offices held at the moment of acting.

    `key` is the stable user name, `offices` maps each role held now to the capacity as it is
    written on papers ("Plh. Kepala Bidang TIK"), `agency` is the key of the agency a contact
    speaks for. `user_id` is None for the system itself.
    """

    key: str
    name: str
    offices: Mapping[str, str] = field(default_factory=dict)
    agency: str | None = None
    user_id: int | None = None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(self.offices)

    def holds(self, *roles: str) -> bool:
        """Whether the actor holds at least one of these roles now."""
        return any(role in self.offices for role in roles)

    def signature(self, role: str | None = None) -> dict[str, str]:
        """Person and capacity as a ledger entry keeps them (SOP ruling 6)."""
        capacity = self.offices.get(role or "") or next(iter(self.offices.values()), "")
        return {"key": self.key, "name": self.name, "capacity": capacity}


SYSTEM = Actor(key="sigap", name="Sigap", offices={"sistem": "Sistem"})
