"""Registers the room with Django."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

from sigap.web.stamps import remember_sign_in


class WebConfig(AppConfig):
    """The room `web`."""

    name = "sigap.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every session know when it began."""
        user_logged_in.connect(remember_sign_in, dispatch_uid="sigap.web.stamps")
