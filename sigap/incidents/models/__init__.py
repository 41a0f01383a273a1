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
from sigap.incidents.models.diagnosis import CaseDiagnosis, ProposalChoice
from sigap.incidents.models.escalation import LadderVersion, Summons
from sigap.incidents.models.guides import GuideVersion
from sigap.incidents.models.letters import CaseLetter
from sigap.incidents.models.recounting import Recount
from sigap.incidents.models.removing import FileRemoval, RemovedFile
from sigap.incidents.models.retention import (
    ArchiveClass,
    Disposal,
    DisposalItem,
    Redaction,
    Tombstone,
)
from sigap.incidents.models.signing import SigningAttempt, SigningTurn

__all__ = [
    "AffectedAgency",
    "ArchiveClass",
    "Attachment",
    "CaseDiagnosis",
    "CaseLetter",
    "Category",
    "CyberDuty",
    "Deviation",
    "Disposal",
    "DisposalItem",
    "FileRemoval",
    "GuideVersion",
    "Hold",
    "Incident",
    "LadderVersion",
    "ProposalChoice",
    "PublishedProcedure",
    "Recount",
    "Redaction",
    "RemovedFile",
    "Serial",
    "SigningAttempt",
    "SigningTurn",
    "StepVisit",
    "Summons",
    "Tombstone",
]
