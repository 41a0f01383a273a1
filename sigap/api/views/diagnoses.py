"""The looks at the network of a case: to read, and to ask for one."""

from django.http import HttpResponse
from ninja import Router

from sigap.api.answers import answer
from sigap.api.diagnosis_shapes import DiagnosesShape, DiagnosisShape
from sigap.api.requests import ApiRequest, Number
from sigap.incidents.actions.diagnosing import ask_diagnosis
from sigap.incidents.models import CaseDiagnosis
from sigap.incidents.papers.evidence import diagnosis_data
from sigap.incidents.queries.cases import case_row
from sigap.incidents.queries.diagnosing import diagnoses_of
from sigap.kit import clock

router = Router(tags=["Diagnosis"])


@router.get("/incidents/{number}/diagnoses", response=DiagnosesShape)
def diagnoses(request: ApiRequest, number: Number) -> HttpResponse:
    """The newest twelve looks at the network of this case, also those that are under way."""
    rows = diagnoses_of(case_row(number, by=request.auth).pk)
    return answer(DiagnosesShape(items=[_shape(row) for row in rows]))


@router.post("/incidents/{number}/diagnoses", response={202: DiagnosisShape})
def look_again(request: ApiRequest, number: Number) -> HttpResponse:
    """Ask for a look now; a worker carries it out, usually within ten seconds.

    409 while one is under way, for a case that has ended or names no site; 429 within ten seconds
    of the last request.
    """
    row = ask_diagnosis(number, at=clock.now(), by=request.auth)
    return answer(_shape(row), status=202)


def _shape(row: CaseDiagnosis) -> DiagnosisShape:
    return DiagnosisShape(**diagnosis_data(row))
