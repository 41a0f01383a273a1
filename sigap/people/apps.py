"""The people room as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users, agencies, positions, appointments and calendars."""

    name = "sigap.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
