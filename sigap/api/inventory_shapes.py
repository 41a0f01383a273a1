"""What the API takes and answers about the inventory: one shape for each kind, columns by name."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from sigap.api.fields import Moment, Text
from sigap.api.requests import Body, Paged

Speed = int | Text | None
Flag = bool | None


class InventoryFilters(Paged):
    """Which items. `as_of` gives the inventory as it was at that moment, without other filters."""

    q: Text = Field("", description="The best matches of a few letters, on one page.")
    agency: Text = ""
    site: Text = ""
    device: Text = Field("", description="Of interfaces and links.")
    state: Literal["", "dipakai", "rusak", "dilepas", "semua"] = Field(
        "", description="In use, if left out."
    )
    as_of: Moment | None = None


class SiteBody(Body):
    """Columns of a site; what a PATCH leaves out stays."""

    key: Text | None = Field(None, examples=["smp-negeri-99"])
    name: Text | None = None
    agency: Text | None = Field(None, examples=["dinas-pendidikan"])
    kind: Text | None = Field(None, examples=["sekolah"])
    district: Text | None = None
    village: Text | None = None
    code: Text | None = None
    address: Text | None = None
    latitude: Text | float | None = Field(None, examples=["-6.238270"])
    longitude: Text | float | None = Field(None, examples=["106.975573"])
    critical: Flag = None
    service_class: Text | None = None
    upstream: Text | None = Field(None, description="Key of the site its traffic leaves through.")
    pic_name: Text | None = None
    pic_phone: Text | None = None
    active: Flag = None


class DeviceBody(Body):
    """Columns of a device."""

    key: Text | None = Field(None, examples=["rtr-smpn-99"])
    name: Text | None = None
    site: Text | None = None
    kind: Text | None = Field(None, description="Its role in the network.", examples=["router"])
    vendor: Text | None = None
    model: Text | None = None
    serial: Text | None = None
    management_address: Text | None = Field(None, examples=["192.0.2.10"])
    firmware: Text | None = None
    platform: Text | None = Field(None, examples=["mikrotik_routeros"])
    owner: Text | None = Field(None, description="Key of the agency that owns it.")
    owner_name: Text | None = Field(None, description="Who owns it, if no agency.")
    bought_on: Text | None = Field(None, examples=["2026-11-23"])
    warranty_until: Text | None = None
    status: Text | None = Field(None, description="dipakai, rusak or dilepas.")
    notes: Text | None = None


class InterfaceBody(Body):
    """Columns of an interface; its key follows from its device and its name."""

    device: Text | None = None
    name: Text | None = Field(None, examples=["GigabitEthernet0/1"])
    kind: Text | None = None
    speed_bps: Speed = Field(None, examples=[1_000_000_000, "1 Gbps"])
    mac: Text | None = None
    addresses: list[Text] | None = Field(None, examples=[["10.32.1.1/30"]])
    description: Text | None = None
    enabled: Flag = None
    active: Flag = None


class CircuitBody(Body):
    """Columns of a circuit."""

    key: Text | None = None
    provider: Text | None = None
    number: Text | None = None
    contract: Text | None = None
    hotline: Text | None = None
    a_site: Text | None = None
    b_site: Text | None = None
    bandwidth_bps: Speed = None
    valid_from: Text | None = None
    valid_until: Text | None = None
    notes: Text | None = None
    active: Flag = None


class LinkBody(Body):
    """Columns of a link. An end's interface is named by its key, or by its name on the device."""

    key: Text | None = None
    name: Text | None = None
    a_device: Text | None = None
    a_interface: Text | None = None
    b_device: Text | None = None
    b_interface: Text | None = None
    medium: Text | None = Field(None, examples=["fo"])
    capacity_bps: Speed = None
    circuit: Text | None = None
    path: Text | None = None
    route: list[list[float]] | None = Field(
        None, description="[latitude, longitude] pairs from end a to end b."
    )
    status: Text | None = None


class DeviceItem(BaseModel):
    """A device with all its columns; "" and null where nothing is known."""

    key: str
    name: str
    site: str
    agency: str | None = Field(None, description="Of the site; null in an answer `as_of`.")
    kind: str
    vendor: str | None
    model: str | None
    serial: str | None = None
    management_address: str | None = None
    firmware: str | None = None
    platform: str | None = None
    owner: str | None = None
    owner_name: str | None = None
    bought_on: str | None = None
    warranty_until: str | None = None
    status: str
    notes: str | None = None


class SiteItem(BaseModel):
    """A site with all its columns. `service_class` is the class by which it is served."""

    key: str
    name: str
    agency: str
    agency_name: str
    kind: str
    district: str
    village: str
    code: str | None = None
    address: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    critical: bool
    service_class: str
    upstream: str | None
    pic_name: str | None = None
    pic_phone: str | None = None
    active: bool


class InterfaceItem(BaseModel):
    """A port of a device."""

    key: str
    device: str
    name: str
    kind: str
    speed_bps: int | None
    mac: str
    addresses: list[str]
    description: str
    enabled: bool
    active: bool


class CircuitItem(BaseModel):
    """A rented line."""

    key: str
    provider: str
    number: str
    contract: str
    hotline: str
    a_site: str
    b_site: str
    bandwidth_bps: int | None
    valid_from: str
    valid_until: str
    notes: str
    active: bool


class LinkItem(BaseModel):
    """What joins two devices."""

    key: str
    name: str
    a_device: str
    a_interface: str
    b_device: str
    b_interface: str
    medium: str
    capacity_bps: int | None
    circuit: str
    path: str
    route: list[list[float]]
    status: str


def given(body: Body) -> dict[str, Any]:
    """The columns that a request names, whatever it says of them."""
    return body.model_dump(exclude_unset=True)
