"""Where each address leads: the API under /api/v1, everything else to the pages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sigap.api.urls")),
    path("", include("sigap.web.urls")),
]
