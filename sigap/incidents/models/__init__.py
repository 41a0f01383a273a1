"""The tables of the SOP at work, by subject."""

from sigap.incidents.models.cases import (
    AffectedAgency,
    Attachment,
    Category,
    CyberDuty,
    Deviation,
    Hold,
    Incident,
    PublishedProcedure,
    Serial,
    StepVisit,
)
from sigap.incidents.models.escalation import LadderVersion, Summons
from sigap.incidents.models.letters import CaseLetter
from sigap.incidents.models.recounting import Recount
from sigap.incidents.models.retention import (
    ArchiveClass,
    Disposal,
    DisposalItem,
    Redaction,
    Tombstone,
)

__all__ = [
    "AffectedAgency",
    "ArchiveClass",
    "Attachment",
    "CaseLetter",
    "Category",
    "CyberDuty",
    "Deviation",
    "Disposal",
    "DisposalItem",
    "Hold",
    "Incident",
    "LadderVersion",
    "PublishedProcedure",
    "Recount",
    "Redaction",
    "Serial",
    "StepVisit",
    "Summons",
    "Tombstone",
]
