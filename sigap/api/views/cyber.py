"""A fault of cyber origin: restrict the case, record its notices, read what they have to say."""

from datetime import datetime

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from sigap.api import shapes
from sigap.api.answers import answer, unchanged
from sigap.api.fields import Moment, Text
from sigap.api.requests import ApiRequest, Body, Number
from sigap.api.serializers.values import local
from sigap.api.views.cases import told
from sigap.incidents.actions import cyber
from sigap.incidents.queries.cyber import MinimumContent, cyber_case, minimum_content
from sigap.kit import clock

router = Router(tags=["Insiden siber"])


class Restricted(Body):
    """Why it is of cyber origin, and whether personal data are exposed."""

    reason: Text = Field(examples=["Berkas di server terenkripsi, ada surat tebusan"])
    personal_data: bool = False
    found_at: Moment | None = Field(None, description="When it came to light; now, if left out.")


class Notification(Body):
    """A notice that the office has given, by its reference."""

    duty: Text = Field(description="bssn or pdp.", examples=["bssn"])
    reference: Text = Field(examples=["500.12/77/TIK"])


class NoticeContact(BaseModel):
    """Whom to ask: the one who reported, and the office that handles the case."""

    name: str
    phone: str | None
    email: str | None
    agency: str
    unit: str
    dinas: str


class NoticeEvent(BaseModel):
    """One line of the chronology."""

    at: datetime
    what: str
    by: str
    text: str | None


class NoticeStep(BaseModel):
    """A step that the handling has reached."""

    no: int
    title: str
    rounds: int


class NoticeImpact(BaseModel):
    """What is hit and since when; `until` is null while it goes on."""

    agencies: list[str]
    sites: list[str]
    since: datetime
    until: datetime | None
    personal_data: bool
    steps: list[NoticeStep]


class NoticeDuty(BaseModel):
    """A notice that the law wants: bssn (1x24 hours) or pdp (3x24 hours)."""

    duty: str
    due_at: datetime
    fulfilled_at: datetime | None
    reference: str | None


class CyberNotice(BaseModel):
    """The minimum content of a notice."""

    number: str
    reporter: NoticeContact
    category: str
    summary: str
    description: str
    grounds: list[str]
    chronology: list[NoticeEvent]
    impact: NoticeImpact
    duties: list[NoticeDuty]


@router.post("/incidents/{number}/restrict", response=shapes.Incident)
def restrict(request: ApiRequest, number: Number, body: Restricted) -> HttpResponse:
    """Treat the case as a fault of cyber origin: restricted, with the clocks of its notices."""
    at = clock.now()
    with unchanged(request, number):
        cyber.restrict_incident(
            number,
            reason=body.reason,
            personal_data=body.personal_data,
            found_at=body.found_at,
            at=at,
            by=request.auth,
        )
    return told(request, number, at=at)


@router.post("/incidents/{number}/notifications", response={201: shapes.Incident})
def notify(request: ApiRequest, number: Number, body: Notification) -> HttpResponse:
    """Record that a notice was given; also after the case has ended."""
    at = clock.now()
    with unchanged(request, number):
        cyber.record_notification(
            number, duty=body.duty, reference=body.reference, at=at, by=request.auth
        )
    return told(request, number, at=at, status=201)


@router.get("/incidents/{number}/cyber-notice", response=CyberNotice)
def notice(request: ApiRequest, number: Number) -> HttpResponse:
    """What a notice about this case has to say at least (BSSN 1/2024 art. 15)."""
    return answer(_shape(minimum_content(cyber_case(number, by=request.auth))))


def _shape(content: MinimumContent) -> CyberNotice:
    impact, reporter = content.impact, content.reporter
    return CyberNotice(
        number=content.number,
        reporter=NoticeContact(
            name=reporter.name,
            phone=reporter.phone or None,
            email=reporter.email or None,
            agency=reporter.agency,
            unit=reporter.unit,
            dinas=reporter.dinas,
        ),
        category=content.category,
        summary=content.summary,
        description=content.description,
        grounds=list(content.grounds),
        chronology=[
            NoticeEvent(at=local(each.at), what=str(each.what), by=each.by, text=each.text or None)
            for each in content.chronology
        ],
        impact=NoticeImpact(
            agencies=list(impact.agencies),
            sites=list(impact.sites),
            since=local(impact.since),
            until=local(impact.until),
            personal_data=impact.personal_data,
            steps=[NoticeStep(no=s.no, title=s.title, rounds=s.rounds) for s in impact.steps],
        ),
        duties=[
            NoticeDuty(
                duty=row.duty,
                due_at=local(row.due_at),
                fulfilled_at=local(row.fulfilled_at),
                reference=row.reference or None,
            )
            for row in content.duties
        ],
    )
