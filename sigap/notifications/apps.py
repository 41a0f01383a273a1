"""Registers the room with Django."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The room `notifications`."""

    name = "sigap.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
