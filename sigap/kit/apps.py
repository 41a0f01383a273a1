"""The Django app that carries the rows every room may use."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "sigap.kit"
    label = "kit"
