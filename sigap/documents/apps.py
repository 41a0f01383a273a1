"""The room of the papers: numbers, templates, drawing, the register."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "sigap.documents"
    label = "documents"
    verbose_name = "Naskah"
