"""Tables of the monitoring room, in files by subject."""

from sigap.monitoring.models.checks import (
    AGENT,
    CENTRE,
    INVENTED,
    KINDS,
    WORKER,
    Agent,
    Check,
    HealthChange,
    Order,
    Segment,
)
from sigap.monitoring.models.diagnoses import Diagnosis, DiagnosisRaw
from sigap.monitoring.models.history import (
    SPANS,
    Daily,
    FiveMinutes,
    Hourly,
    Late,
    Mark,
    RawReading,
    Rollup,
)
from sigap.monitoring.models.readings import DeviceReading, HostKey

__all__ = [
    "AGENT",
    "CENTRE",
    "INVENTED",
    "KINDS",
    "SPANS",
    "WORKER",
    "Agent",
    "Check",
    "Daily",
    "DeviceReading",
    "Diagnosis",
    "DiagnosisRaw",
    "FiveMinutes",
    "HealthChange",
    "HostKey",
    "Hourly",
    "Late",
    "Mark",
    "Order",
    "RawReading",
    "Rollup",
    "Segment",
]
