"""What the API answers about probes: how checks stand, and what a probe on demand heard."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class CheckShape(BaseModel):
    """One question that is put to a device again and again, and how it stands."""

    id: int
    device: str
    site: str
    agency: str
    segment: str
    kind: str = Field(description="icmp, tcp, http, https, dns or ntp.")
    label: str
    address: str = Field(description="As the inventory has it now; empty when it has none.")
    every: int = Field(description="Seconds.")
    standing: str = Field(description="normal, menurun, mati, labil or tak-diketahui.")
    since: datetime | None
    answer: str = Field(
        description="What was last heard: ok, muted, timeout, refused, no-route, filtered, loop, "
        "wrong-credentials, bad-answer, bad-certificate, unusable or prober-broken."
    )
    detail: str
    rtt_ms: float | None
    loss: float = Field(description="Share of the packets of the last reading, 0 to 1.")
    read_at: datetime | None


class ProbeShape(BaseModel):
    """A probe that was asked for; `readings` and `way` are there once `done_at` is."""

    id: int
    device: str
    asked_at: datetime
    asked_by: str
    done_at: datetime | None
    trouble: str = Field(description="What is wrong with the prober itself; empty for nothing.")
    readings: list[dict[str, Any]]
    way: dict[str, Any] | None = Field(description="The way to the device, hop by hop.")
