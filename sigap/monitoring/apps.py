"""The monitoring room as a Django app."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Probes of what the inventory names, and their history."""

    name = "sigap.monitoring"
    label = "monitoring"
    default_auto_field = "django.db.models.BigAutoField"
