"""What the API answers about the offices and the people in them."""

from datetime import date, datetime

from pydantic import BaseModel, Field


class HolderShape(BaseModel):
    """Who holds an office now, by which decree and within which limits."""

    key: str = Field(description="User name.", examples=["kasi"])
    name: str
    kind: str = Field(description="definitif, plt or plh.")
    capacity: str = Field(description="As papers print it.", examples=["Plh. Kepala Bidang TIK"])
    decree_number: str | None
    decree_on: date | None
    starts_at: datetime
    ends_at: datetime | None
    scope: str | None = Field(description="A limit in words.")
    steps: list[str] = Field(description="The only steps it covers; empty for all.")


class PositionShape(BaseModel):
    """An office (jabatan) and who sits in it."""

    key: str
    title: str
    role: str = Field(description="The lane of the SOP that its holder works in.")
    agency: str | None
    superior: str | None = Field(description="Key of the office above it.")
    holders: list[HolderShape]
    vacant: bool
    vacant_since: datetime | None
    carried_by: str | None = Field(
        description="Of an empty office: the capacity that carries it on as its superior."
    )


class PersonShape(BaseModel):
    """A person with an account and the capacities held now."""

    key: str
    name: str
    active: bool
    agency: str | None
    capacities: list[str]
