"""Letters about a case, by the reference under which the registry or SRIKANDI keeps them."""

from datetime import date, datetime

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from sigap.api.answers import answer, unchanged
from sigap.api.fields import Text
from sigap.api.requests import ApiRequest, Body, Number
from sigap.api.serializers.values import local
from sigap.api.shapes import Page
from sigap.domain.errors import NotFound, words
from sigap.domain.machine.letters import Letter
from sigap.incidents.actions.letters import record_letter
from sigap.incidents.models import CaseLetter
from sigap.incidents.queries.cases import case_row, may_see_inside
from sigap.incidents.queries.letters import letters_about
from sigap.kit import clock

router = Router(tags=["Catatan"])


class NewLetter(Body):
    """A letter that came in (`masuk`) or went out (`keluar`)."""

    direction: Text = Field(examples=["masuk"])
    number: Text = Field(examples=["500.12/118/Disdik"])
    on: date = Field(description="The day the letter bears.")
    about: Text = Field(examples=["Permohonan percepatan perbaikan"])
    agenda: Text = Field("", description="Agenda number of the registry.")
    party: Text = Field("", description="Who wrote it, or to whom it went.")
    url: Text = Field("", description="Where SRIKANDI shows it.")
    attachment: Text = Field("", description="Key of a file of this case: its scan.")


class CaseLetterShape(BaseModel):
    """A letter about the case as the registry knows it."""

    direction: str
    number: str
    agenda: str
    on: date
    party: str
    about: str
    url: str
    attachment: str | None
    recorded_at: datetime
    recorded_by: str


@router.get("/incidents/{number}/letters", response=Page[CaseLetterShape])
def letters(request: ApiRequest, number: Number) -> HttpResponse:
    """The letters about the case, by the day they bear."""
    incident = case_row(number, by=request.auth)
    if not may_see_inside(request.auth):
        raise NotFound("letters-unknown", words("Surat perkara ini hanya untuk kantor."))
    return answer(Page(items=[_shape(row) for row in letters_about(incident)]))


@router.post("/incidents/{number}/letters", response={201: CaseLetterShape})
def add_letter(request: ApiRequest, number: Number, body: NewLetter) -> HttpResponse:
    """Write a letter down on the case."""
    letter = Letter(**body.model_dump())
    with unchanged(request, number):
        row = record_letter(number, letter, at=clock.now(), by=request.auth)
    return answer(_shape(row), status=201)


def _shape(row: CaseLetter) -> CaseLetterShape:
    return CaseLetterShape(
        direction=row.direction,
        number=row.number,
        agenda=row.agenda,
        on=row.on,
        party=row.party,
        about=row.about,
        url=row.url,
        attachment=row.attachment.key if row.attachment else None,
        recorded_at=local(row.recorded_at),
        recorded_by=str(row.recorded_by.get("name", "")),
    )
