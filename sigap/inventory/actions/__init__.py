"""Writes of the inventory, in files by subject; the ones that other rooms use most are here."""

from sigap.inventory.actions.items import add_item, change_item, restore_item, retire_item
from sigap.inventory.actions.record import INVENTORY_STREAM, KEEPERS
from sigap.inventory.actions.sites import (
    add_device,
    add_site,
    set_active,
    set_site_class,
    set_upstream,
)

__all__ = [
    "INVENTORY_STREAM",
    "KEEPERS",
    "add_device",
    "add_item",
    "add_site",
    "change_item",
    "restore_item",
    "retire_item",
    "set_active",
    "set_site_class",
    "set_upstream",
]
