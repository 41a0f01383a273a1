"""An SOP as data: its types, how it is read from TOML, and how two versions differ."""

from sigap.domain.procedure_changes import Difference, differences
from sigap.domain.procedure_faults import LineFault, ProcedureFaults
from sigap.domain.procedure_model import (
    END,
    Exit,
    Field,
    FieldType,
    HoldReason,
    Identity,
    Lane,
    Note,
    Output,
    Procedure,
    SelfCheck,
    Step,
    TimeAmount,
)
from sigap.domain.procedure_toml import parse

__all__ = [
    "END",
    "Difference",
    "Exit",
    "Field",
    "FieldType",
    "HoldReason",
    "Identity",
    "Lane",
    "LineFault",
    "Note",
    "Output",
    "Procedure",
    "ProcedureFaults",
    "SelfCheck",
    "Step",
    "TimeAmount",
    "differences",
    "parse",
]
