"""Who a signature names: the person with name, NIP, office, capacity and decree as of a moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sigap.domain import spoken
from sigap.domain.signing import DEFINITIVE, Signatory
from sigap.people.models import Appointment, User
from sigap.people.persons import facts_on, nik_of
from sigap.people.queries import CAPACITY_PREFIX, in_force

_PREFIXES: Final = ("Plt. ", "Plh. ", "a.n. ")


def signatory_on(by: Mapping[str, Any], *, at: datetime) -> Signatory:
    """The person who signed an act with `by` (Actor.signature), as a signature of `at` names him.

    At most four queries. The NIK is in it: hand it to the signing service and to nothing else.
    """
    user = User.objects.filter(username=by.get("key", "")).first()
    facts = facts_on(user, at) if user is not None else None
    held = str(by.get("capacity", ""))
    prefix = next((each for each in _PREFIXES if held.startswith(each)), "")
    return Signatory(
        name=facts.full_name if facts else str(by.get("name", "")),
        nip=(facts.nip if facts else "") or str(by.get("nip", "")) or (user.nip if user else ""),
        nik=nik_of(user) if user is not None else "",
        email=user.email if user is not None else "",
        title=held.removeprefix(prefix),
        capacity=prefix.strip() or DEFINITIVE,
        decree=decree_of(user, held, at=at) if user is not None else "",
    )


def decree_of(user: User, held: str, *, at: datetime) -> str:
    """The decree by which this person holds an office in the capacity `held`; "" if none is kept.

    Who acts for an empty office as its superior acts by the decree of his own.
    """
    rows = Appointment.objects.filter(in_force(at), user=user).select_related("position")
    for row in rows:
        if held.startswith(f"{CAPACITY_PREFIX[row.kind]}{row.position.title}"):
            day = f" tanggal {spoken.day(row.decree_on, weekday=False)}" if row.decree_on else ""
            return f"{row.decree_number}{day}" if row.decree_number else ""
    return ""
