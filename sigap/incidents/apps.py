"""The Django app of the SOP at work."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "sigap.incidents"
    label = "incidents"
    verbose_name = "Gangguan"
    default_auto_field = "django.db.models.BigAutoField"
