"""What callers may send: the bodies and query parameters of the API."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from sigap.api.fields import Moment, Text
from sigap.domain.actor import Actor
from sigap.domain.signing import Secret
from sigap.incidents.queries.lists import PAGE

State = Literal[
    "terbuka", "berjalan", "tertunda", "mengikuti", "selesai", "dilimpahkan", "dibatalkan", ""
]


class ApiRequest(HttpRequest):
    """The request as views see it, for annotations: `auth` is who acts. Nothing makes one."""

    auth: Actor


class Body(BaseModel):
    """A body in which a misspelt field is a fault instead of being ignored."""

    model_config = ConfigDict(extra="forbid")


class Reporter(Body):
    """Who told of the disruption."""

    name: Text = Field(examples=["Agus Hermawan, S.Pd."])
    phone: Text | None = Field(None, examples=["0812-3456-7890"])
    email: Text | None = Field(None, examples=["agus@bekasikota.go.id"])


class Letter(Body):
    """The letter by which it was told; needed for the channel `surat`."""

    number: Text = Field(examples=["500.12/118/Disdik"])
    on: date | None = Field(None, examples=["2026-11-20"])
    agenda: Text | None = Field(None, description="Agenda number of the registry.")


class NewIncident(Body):
    """A report of a disruption. Things are named by their keys."""

    agency: Text | None = Field(
        None,
        description="May be left out when `site` is given, and by an agency's own contact.",
        examples=["dinas-pendidikan"],
    )
    site: Text | None = Field(None, examples=["kantor-dinas-pendidikan"])
    device: Text | None = None
    category: Text = Field(description="See `GET /categories`.", examples=["wifi-mati"])
    summary: Text = Field(
        description="One line, at most 200 letters.", examples=["WiFi lantai 2 mati"]
    )
    description: Text | None = None
    channel: Text = Field("api", description="How the office was told.", examples=["telepon"])
    reporter: Reporter
    reported_at: Moment | None = Field(
        None, description="When the office was told; now, if left out."
    )
    backdate_reason: Text | None = Field(
        None, description="Needed when `reported_at` is further back than the SOP allows."
    )
    external_ref: Text | None = Field(None, description="The number in the caller's own system.")
    letter: Letter | None = None
    impact: Text = Field("sebagian", description="satu-pengguna, sebagian or seluruh-lokasi.")
    urgency: Text = Field("terganggu", description="dapat-menunggu, terganggu or layanan-terhenti.")
    follows: Text | None = Field(
        None, description="The open case whose repair this report waits for."
    )


class Signing(Body):
    """What is signed with, where the office's way of signing asks for it; never kept or answered.

    With `later` the step goes on unsigned and its papers wait for their signature. With `anew` this
    text is signed although another one may have been signed unheard (`signing-unresolved`).
    """

    passphrase: SecretStr | None = None
    totp: SecretStr | None = None
    later: bool = False
    anew: bool = False

    def secret(self) -> Secret:
        """For the one place that sends it."""
        given = {"passphrase": self.passphrase, "totp": self.totp}
        return Secret(**{need: each.get_secret_value() for need, each in given.items() if each})


class TakenExit(Body):
    """The output of the step, and a note (a return demands one: the reason)."""

    output: dict[str, Any] | None = Field(
        None,
        description="Values by the field keys of the step's output; see `GET /procedures/{key}`.",
        examples=[{"sifat": "segera", "instruksi": "Cek ke lokasi dan laporkan penyebabnya."}],
    )
    note: Text | None = None
    declaration: Text | None = Field(
        None,
        description="Why the caller checks work that he carried out himself in another office; "
        "asked for with the fault `self-check`.",
    )
    signature: Signing | None = Field(
        None,
        description="Where the papers of the step are signed electronically by its performer; "
        "asked for with faults at `signature.passphrase` or `signature.totp`.",
    )


class Reason(Body):
    """Why."""

    reason: Text


class Held(Body):
    """Why the step waits, what proves it, and until when at the latest."""

    reason: Text = Field(description="A key of the procedure's `holds`.", examples=["vendor-isp"])
    evidence: Text | None = Field(None, examples=["Tiket IN88123"])
    until: Moment


class Deviated(Body):
    """A departure from the SOP, on whose authority; `to` is the later step it goes on at."""

    reason: Text
    authority: Text = Field(examples=["Perintah lisan Kepala Bidang"])
    kind: Text = Field(
        "lainnya",
        description="perintah-lisan, langkah-dilompati, langkah-digabung or lainnya.",
    )
    to: Text | None = None


class Ratified(Body):
    """What the superior says to it."""

    note: Text | None = None


class Noted(Body):
    """A remark on the record; one that is not internal the agency may read."""

    text: Text
    internal: bool = True


class Cancelled(Body):
    """Why the report is struck: `keliru`, or `duplikat` with the number of the other."""

    reason: Text = Field(examples=["duplikat"])
    explanation: Text
    duplicate_of: Text | None = Field(None, examples=["2026-000017"])


class Followed(Body):
    """The case that repairs the common cause."""

    parent: Text = Field(examples=["2026-000017"])


class AddedAgency(Body):
    """One more agency hit by the same disruption."""

    agency: Text = Field(examples=["dinas-kesehatan"])


class Confirmed(Body):
    """What the agency says of its network; `by` is who said it there."""

    result: Text = Field(description="pulih or masih-gangguan.", examples=["pulih"])
    by: Text | None = Field(None, examples=["Agus Hermawan, S.Pd."])
    channel: Text = Field("api", examples=["telepon"])


class Paged(BaseModel):
    """Which page of a list."""

    cursor: Text = Field("", description="`next` of the page before.")
    limit: int = Field(PAGE, description="1 to 100.")


class IncidentFilters(Paged):
    """What the register is narrowed by."""

    step: Text = ""
    role: Text = ""
    agency: Text = ""
    site: Text = ""
    category: Text = ""
    state: State = Field("", description="A status, or `terbuka` for every open case.")
    q: Text = Field("", description="Words of number, summary, place, reporter, letter.")
    late: bool | None = Field(None, description="Only what is late, or only what is not.")


Number = Annotated[Text, Field(description="Agenda number.", examples=["2026-000017"])]
