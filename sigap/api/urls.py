"""The addresses of the API and of the signs of life."""

from django.urls import URLPattern, URLResolver, path

from sigap.api import agents, hooks, vital
from sigap.api.application import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/agent/work", agents.work, name="agent-work"),
    path("api/v1/agent/readings", agents.readings, name="agent-readings"),
    path("api/v1/agent/orders/<int:pk>", agents.order, name="agent-order"),
    path("api/v1/", api.urls),
    path("hooks/whatsapp", hooks.whatsapp_hook, name="hook-whatsapp"),
    path("healthz", vital.healthz, name="healthz"),
    path("readyz", vital.readyz, name="readyz"),
    path("metrics", vital.metrics, name="metrics"),
]
