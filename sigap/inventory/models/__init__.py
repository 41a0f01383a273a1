"""Tables of the inventory, in files by subject."""

from sigap.domain.inventory import SITE_KINDS
from sigap.inventory.models.credentials import Credential, CredentialUse
from sigap.inventory.models.places import Device, Service, Site
from sigap.inventory.models.records import Import, Proposal, Version
from sigap.inventory.models.sources import Source
from sigap.inventory.models.wires import Circuit, Interface, Link, Prefix, Vlan

__all__ = [
    "SITE_KINDS",
    "Circuit",
    "Credential",
    "CredentialUse",
    "Device",
    "Import",
    "Interface",
    "Link",
    "Prefix",
    "Proposal",
    "Service",
    "Site",
    "Source",
    "Version",
    "Vlan",
]
