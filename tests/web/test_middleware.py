"""What a request carries for pages: the moment, the actor, and a plain page for a refusal."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries

from sigap.domain.errors import Invalid, NotAllowed, NotFound, Refusal, Stale
from sigap.kit import clock
from sigap.web.middleware import ActorMiddleware
from tests.cast import cast


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.actor.name if request.actor else "-")


def test_the_actor_is_looked_up_once_and_only_when_asked_for(
    db: None, rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = rf.get("/")
    request.COOKIES["sigap_sesi"] = "x"
    request.user = cast().user("kabid")
    with django_assert_num_queries(0):
        ActorMiddleware(lambda request: HttpResponse())(request)
    with django_assert_num_queries(1):
        assert request.actor.holds("kabid")
        assert request.actor.name == request.user.name


def test_a_stranger_is_nobody_and_costs_nothing(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    assert ActorMiddleware(answer)(request).content == b"-"
    assert request.actor is None


def test_the_moment_of_a_request_stands_still(rf: RequestFactory, moment: datetime) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    with clock.at(moment):
        ActorMiddleware(answer)(request)
    assert request.at == moment


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound("x", "Perkara ini tidak ada."), 404),
        (NotAllowed("x", "Hanya Kepala Bidang yang dapat mendisposisi."), 403),
        (Stale("x", "Langkah ini sudah diambil %(who)s.", who="Pak <Kasi>"), 409),
        (Invalid({}), 422),
    ],
)
def test_a_refusal_becomes_a_page_that_says_it(
    rf: RequestFactory, refusal: Refusal, status: int
) -> None:
    request = rf.get("/gangguan/2026-000001/")
    page: Callable[..., HttpResponse | None] = ActorMiddleware(answer).process_exception
    response = page(request, refusal)
    assert response is not None
    assert response.status_code == status
    assert str(refusal.fault).replace("<", "&lt;").replace(">", "&gt;") in response.content.decode()


def test_a_refusal_of_the_interface_is_left_to_the_interface(rf: RequestFactory) -> None:
    request = rf.get("/api/v1/incidents")
    assert ActorMiddleware(answer).process_exception(request, NotFound("x", "Tidak ada.")) is None
