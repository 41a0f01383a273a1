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
from sigap.incidents.models.recounting import Recount

__all__ = [
    "AffectedAgency",
    "Attachment",
    "Category",
    "CyberDuty",
    "Deviation",
    "Hold",
    "Incident",
    "LadderVersion",
    "PublishedProcedure",
    "Recount",
    "Serial",
    "StepVisit",
    "Summons",
]
