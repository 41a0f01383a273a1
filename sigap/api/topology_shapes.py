"""What the API answers about the topology: the graph, and what falls when something fails."""

from pydantic import BaseModel, Field

from sigap.api.fields import Text
from sigap.api.requests import Body


class NodeShape(BaseModel):
    """A device, or a site of which no device is registered (its key begins with `lokasi:`)."""

    key: str
    name: str
    kind: str
    site: str
    hops: int = Field(description="From the office; -1 when no way leads there.")
    spare: bool = Field(description="Whether two ways lead there that share nothing.")
    assumed: bool = Field(description="Not registered: concluded from the site.")
    broken: bool = Field(description="The inventory calls it broken; what hangs on it is cut off.")


class WayShape(BaseModel):
    """A link between two nodes."""

    key: str
    name: str
    medium: str
    a: str
    b: str
    assumed: bool = Field(description="Not registered: concluded from the sites.")
    broken: bool = Field(description="The inventory calls it broken; nothing passes it.")


class PointShape(BaseModel):
    """An element whose failure alone cuts off sites it does not stand in."""

    element: str = Field(description="perangkat:KEY or tautan:KEY.")
    sites: list[str]
    agencies: list[str]


class TopologyShape(BaseModel):
    """The network as it is registered now, seen from `roots`."""

    roots: list[str]
    nodes: list[NodeShape]
    links: list[WayShape]
    single_points: list[PointShape]


class FailedBody(Body):
    """What is taken to fail: keys of devices or links, or perangkat:KEY and tautan:KEY."""

    failed: list[Text] = Field(min_length=1, max_length=100)


class HitShape(BaseModel):
    """A site that is affected, and why."""

    site: str
    agency: str
    contact: str
    verdict: str = Field(description="terputus, sebagian or tanpa-cadangan.")
    lost: list[str] = Field(description="Its devices that are cut off.")
    way: list[str] = Field(
        description="Node, link, node, …: the usual way as far as it goes, or the way that is left."
    )
    because: str = Field(description="The first failed element on it, or what it now hangs on.")


class ServiceHitShape(BaseModel):
    """A public service that is affected."""

    service: str
    site: str
    verdict: str


class ImpactShape(BaseModel):
    """What falls. Sites that are not named are unaffected. Nothing was changed."""

    failed: list[str]
    lost: list[str] = Field(description="Devices cut off, nearest to the office first.")
    sites: list[HitShape]
    services: list[ServiceHitShape]
