"""The product's addresses and the two of bare Django."""

from django.urls import include, path

from bench import views

urlpatterns = [
    path("_bare/<int:pk>/", views.page, name="bare-page"),
    path("_bare/", views.create, name="bare-create"),
    path("", include("sigap.config.urls")),
]
