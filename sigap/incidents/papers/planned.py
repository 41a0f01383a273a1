"""The papers of one ended step as they are to be made: what each says, and who signs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sigap.documents.models import FULL, INITIALS, SigningRule
from sigap.documents.queries import signing_rules
from sigap.documents.signers import configured
from sigap.domain.procedure import FieldType, Procedure, Step
from sigap.incidents.models import Attachment, Incident, StepVisit
from sigap.incidents.models.removing import GONE
from sigap.incidents.papers.evidence import evidence_facts
from sigap.incidents.papers.facts import facts_of, in_office
from sigap.incidents.papers.kinds import (
    MINUTES,
    SIGNED,
    WORK_ORDER,
    Occasion,
    occasions,
    possible_kinds,
)
from sigap.incidents.queries.dossier import LETTER

# They go to somebody outside, or say what is to be done and not what was found.
_WITHOUT_EVIDENCE: Final = (LETTER, MINUTES, WORK_ORDER)

Part = tuple[str, str]
"""Which part of the signing ("paraf", "tanda-tangan") and the role whose holder does it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One paper to be made; `parts` are its electronic signatures in order, none without any."""

    occasion: Occasion
    facts: Mapping[str, Any]
    dedupe_key: str
    parts: tuple[Part, ...]


def planned_papers(incident: Incident, procedure: Procedure, visit: StepVisit) -> list[Planned]:
    """The papers of a visit that has ended with an output, as of its end."""
    hit = incident.affected.values_list("agency__key", "agency__name")
    photos = _photos(incident, procedure, visit)
    evidence = evidence_facts(incident, visit, procedure)
    electronic, rules = configured.signer() is not None, signing_rules()
    made = []
    for occasion in occasions(procedure, visit, list(hit)):
        facts = facts_of(incident, procedure, visit, occasion, photos)
        facts["bukti"] = evidence if occasion.kind not in _WITHOUT_EVIDENCE else None
        parts = parts_of(occasion.kind, visit.role, rules) if electronic else ()
        signer = signer_of(occasion.kind, visit.role, rules)
        if signer != visit.role:
            assert visit.left_at is not None
            other = in_office(signer, visit.left_at)
            facts["penandatangan"] = other or facts["penandatangan"]
        made.append(Planned(occasion, facts, occasion.dedupe_key(visit, incident), parts))
    return made


def signer_of(kind: str, performer: str, rules: Mapping[str, SigningRule]) -> str:
    """The role whose holder's name stands below a paper of this kind, however it is signed."""
    rule = rules.get(kind)
    return (rule.signer if rule is not None else "") or performer


def parts_of(kind: str, performer: str, rules: Mapping[str, SigningRule]) -> tuple[Part, ...]:
    """Who signs a paper of this kind electronically, in order; empty where nobody does.

    `performer` is the role of the step. Without a rule of the office the performer signs what is
    in SIGNED.
    """
    rule = rules.get(kind)
    if rule is None:
        return ((FULL, performer),) if kind in SIGNED else ()
    if not rule.electronic:
        return ()
    last = signer_of(kind, performer, rules)
    initials = [role or performer for role in rule.initials]
    return (*((INITIALS, role) for role in dict.fromkeys(initials) if role != last), (FULL, last))


def signed_on_leaving(step: Step) -> bool:
    """Whether ending this step may give a paper that its performer is the first to sign.

    One query where the office signs electronically, none where it does not.
    """
    if configured.signer() is None:
        return False
    rules = signing_rules()
    found = (parts_of(kind, step.role, rules) for kind in possible_kinds(step))
    return any(parts and parts[0][1] == step.role for parts in found)


def _photos(incident: Incident, procedure: Procedure, visit: StepVisit) -> list[Attachment]:
    """The pictures that the step's form names, in its order."""
    named: list[str] = []
    for field in procedure.step(visit.step).output.fields:
        if field.type is FieldType.ATTACHMENT:
            value = (visit.output or {}).get(field.key) or []
            named += [each["key"] for each in (value if isinstance(value, list) else [value])]
    rows = Attachment.objects.filter(
        incident=incident, key__in=named, media_type__startswith="image/"
    ).exclude(fate=GONE)
    return sorted(rows, key=lambda row: named.index(row.key))
