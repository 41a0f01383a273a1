"""The inventory room as a Django app."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Sites of the agencies and the devices in them."""

    name = "sigap.inventory"
    label = "inventory"
    default_auto_field = "django.db.models.BigAutoField"
