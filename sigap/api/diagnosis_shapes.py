"""What the API answers about the looks at the network of a case."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class DiagnosisShape(BaseModel):
    """One look at the network for a case; everything below `done_at` is there once that is."""

    id: int
    key: str | None = Field(description="Names the look on the page of its raw outputs.")
    occasion: str = Field(description="laporan, langkah or diminta.")
    step: str
    asked_at: datetime
    asked_by: str
    done_at: datetime | None
    failure: str | None = Field(description="Why nothing could be concluded.")
    state: str | None = Field(description="putus, terganggu, normal or tidak-diketahui.")
    recovery: str | None = Field(
        description="Beside the look that saw the fault: pulih, belum, sebagian or tak-pasti."
    )
    compared_with: int | None = Field(description="`id` of that look.")
    result: dict[str, Any] | None = Field(
        description="Causes with evidence and confidence, who is hit, the proposal, the way, "
        "notes. A phrase is a `template` with its `params`."
    )
    names: dict[str, str] = Field(description="What the keys in `result` were called then.")
    changes: list[dict[str, Any]] = Field(description="The table of before and after.")


class DiagnosesShape(BaseModel):
    """The looks of a case, newest first."""

    items: list[DiagnosisShape]
