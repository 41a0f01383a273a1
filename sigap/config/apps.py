"""Registers the room with Django."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The room `config`."""

    name = "sigap.config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"
