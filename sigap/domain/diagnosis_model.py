"""What a diagnosis is made of: what was looked at, the causes it names, and what it proposes.

Everything here is a value: nothing asks the network, nothing knows the hour. Moments are aware;
shares are from 0 to 1; lengths of time are milliseconds where the name says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum

from sigap.domain.deviceview import DeviceView
from sigap.domain.evidence import Told
from sigap.domain.topology import Element, Topology
from sigap.domain.topology_seen import Seen


class State(StrEnum):
    """How the site stands now, as far as the office can see."""

    DOWN = "putus"
    IMPAIRED = "terganggu"
    WELL = "normal"
    UNSEEN = "tidak-diketahui"


class Confidence(StrEnum):
    """How sure a cause is; the rule stands at `diagnosis_faults.confidence`."""

    HIGH = "tinggi"
    MEDIUM = "sedang"
    LOW = "rendah"


class Way(StrEnum):
    """Who can cure it: from the desk, at the place, the provider, or there is nothing to do."""

    REMOTE = "jarak-jauh"
    FIELD = "lapangan"
    PROVIDER = "penyedia"
    NONE = "tanpa-tindakan"


class FaultClass(StrEnum):
    """What kind of fault it is. `MANAGEMENT`, `MUTED` and `NONE` are never an outage."""

    LINK = "tautan"
    POWER = "listrik"
    SHUT = "port-dimatikan"
    HUNG = "perangkat-macet"
    LOSS = "paket-hilang"
    CONGESTION = "padat"
    ROUTING = "rute"
    PROVIDER = "penyedia"
    MANAGEMENT = "pengelolaan"  # SNMP or SSH of a device does not answer; traffic passes.
    MUTED = "ping-ditutup"
    NONE = "tidak-ada"
    UNKNOWN = "belum-diketahui"


class Recovery(StrEnum):
    """What a second look says beside the first one."""

    PULIH = "pulih"
    BELUM = "belum"
    SEBAGIAN = "sebagian"
    TAK_PASTI = "tak-pasti"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was seen of one node. `raw` is the sha256 of the output it rests on."""

    at: datetime
    node: str
    told: Told
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """One fault: where, of what kind, and what it rests on.

    `told` is one sentence without a full stop. `alternatives` says what would look the same and
    what would tell it apart; `others` are the elements of these, for programs. `sites` and
    `agencies` (keys, sorted) are those that it cuts off or slows. `ours`: it explains the asked
    site. `since` is None where nothing tells when it began.
    """

    element: Element
    fault: FaultClass
    confidence: Confidence
    told: Told
    since: datetime | None
    evidence: tuple[Evidence, ...]
    alternatives: tuple[Told, ...]
    sites: tuple[str, ...]
    agencies: tuple[str, ...]
    ours: bool
    others: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an officer may decide: by which way, for which kind of fault, and what to do."""

    way: Way
    fault: FaultClass
    directions: tuple[Told, ...]
    why: Told


@dataclass(frozen=True, slots=True)
class SiteDiagnosis:
    """What was concluded of one site at one moment.

    `causes` have those of the site first, the gravest first among them; `path` is the usual way
    from the office to the site: node, link, node …; `notes` say what could not be looked at and
    what else is worth knowing.
    """

    site: str
    at: datetime
    state: State
    causes: tuple[Cause, ...]
    proposal: Proposal
    path: tuple[str, ...]
    notes: tuple[Told, ...]

    @property
    def ours(self) -> tuple[Cause, ...]:
        """The causes that explain the asked site."""
        return tuple(cause for cause in self.causes if cause.ours)


@dataclass(frozen=True, slots=True)
class NodeSight:
    """What the probes saw of one node.

    `sent` echo requests, of which the share `loss` was lost (0 where it is not told: then nothing
    is made of the loss alone); `rtt_ms` is the median. `large_rtt_ms` is the longest round trip of
    a short train of packets that fill a frame, so that a full or narrow line shows itself even
    where nobody knows what is usual. `answer` is a word of `domain.answers`. `managed`: whether
    SNMP and SSH answered where they were asked, None when not asked; `unmanaged` says which did
    not.
    """

    node: str
    seen: Seen
    at: datetime
    loss: float = 0.0
    rtt_ms: float | None = None
    usual_rtt_ms: float | None = None
    answer: str = ""
    managed: bool | None = None
    raw: str = ""
    sent: int = 0
    large_rtt_ms: float | None = None
    unmanaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that is open elsewhere: its number, its site, and its device if one is named."""

    number: str
    site: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class RecentChange:
    """Something that changed on a node or link (`key`), as one phrase.

    `fell` marks the change at which the node stopped answering: it dates a cause.
    """

    at: datetime
    key: str
    told: Told
    fell: bool = False


@dataclass(frozen=True, slots=True)
class LookedAt:
    """All that a diagnosis may rest on.

    `ports` names, for (link, node), the link's port at that node. `names` are labels of nodes,
    links, sites and agencies by key; what has none is told by its key. `zone` is the office's, in
    which moments are said. `provider` and `hotline` are by link; `addresses` and `view_raws` (the
    sha256 of the output a view rests on) by node. `earlier` are views of an earlier look, against
    which counters are read. What is said of nodes and links that the topology does not have is
    left aside.
    """

    topology: Topology
    site: str
    at: datetime
    zone: tzinfo
    sights: Mapping[str, NodeSight]
    views: Mapping[str, DeviceView] = field(default_factory=dict)
    ports: Mapping[tuple[str, str], str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    open_cases: tuple[OpenCase, ...] = ()
    changes: tuple[RecentChange, ...] = ()
    prober_well: bool = True
    provider: Mapping[str, str] = field(default_factory=dict)
    hotline: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, DeviceView] = field(default_factory=dict)
    view_raws: Mapping[str, str] = field(default_factory=dict)

    def name(self, key: str) -> str:
        """How people call a node, link, site or agency."""
        return self.names.get(key) or key
