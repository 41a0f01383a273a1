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
    "FiveMinutes",
    "HealthChange",
    "Hourly",
    "Late",
    "Mark",
    "Order",
    "RawReading",
    "Rollup",
    "Segment",
]
