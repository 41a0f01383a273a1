"""The product's addresses and the two of bare Django."""

from django.urls import include, path

from bench import views
from sigap.config.access import ACCOUNT, PAGES

urlpatterns = [
    path("_bare/<int:pk>/", views.page, name="bare-page"),
    path("_bare/", views.create, name="bare-create"),
    path("", include("sigap.config.urls")),
]

# Bare Django goes through the same gate.
PAGES |= {"bare-page": ACCOUNT, "bare-create": ACCOUNT}
