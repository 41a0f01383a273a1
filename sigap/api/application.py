"""The API as one object: who may call, how refusals are told, where each view hangs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from sigap.api.answers import keyed
from sigap.api.auth import Bearer
from sigap.api.description import DESCRIPTION, completed
from sigap.api.problems import of_exception
from sigap.api.views import (
    aside,
    cases,
    cyber,
    diagnoses,
    duty,
    inventory,
    letters,
    monitoring,
    papers,
    people,
    records,
    reference,
    signatures,
    steps,
    topology,
)

# What the bundled page needs beyond our own policy: its icons are data: images.
_DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class SigapAPI(NinjaAPI):
    """django-ninja with our problems, and with an OpenAPI document that tells all of it."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document, completed with what every operation shares."""
        return completed(super().get_openapi_schema(**options))


def _docs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def open_page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        if response["Content-Type"].startswith("text/html"):
            response["Content-Security-Policy"] = _DOCS_POLICY
        return response

    return open_page


api = SigapAPI(
    title="Sigap API",
    version="1.0.0",
    description=DESCRIPTION,
    auth=Bearer(),
    # No validator: it would send the address of this office's document to a stranger.
    docs=Swagger(settings={"validatorUrl": None, "persistAuthorization": False}),
    docs_decorator=_docs,
    urls_namespace="api",
)
api.add_decorator(keyed)
# django-ninja brings handlers of its own for these, which would win over the one for Exception.
for raised in (Exception, Http404, HttpError, ValidationError):
    api.add_exception_handler(raised, of_exception)  # type: ignore[arg-type]
for view in (
    cases,
    steps,
    aside,
    cyber,
    records,
    papers,
    signatures,
    letters,
    reference,
    inventory,
    topology,
    monitoring,
    diagnoses,
    duty,
    people,
):
    api.add_router("", view.router)
