"""What a cause rests on: one line for everything that was seen, with its moment and its output."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from sigap.domain.answers import WORDS, Answer
from sigap.domain.deviceview import Interface
from sigap.domain.diagnosis_judged import Judged
from sigap.domain.diagnosis_model import Evidence, LookedAt, NodeSight
from sigap.domain.diagnosis_scene import Scene
from sigap.domain.diagnosis_signs import Sign, excess
from sigap.domain.errors import words
from sigap.domain.evidence import Told
from sigap.domain.portnames import same_port
from sigap.domain.topology_cause import Border
from sigap.domain.topology_seen import PortState, Seen

MOST_LINES: Final = 5
"""More silent, lossy or late nodes than this are told as one number."""
WEAK_DBM: Final = -25.0
"""Received light below this is told. Modules for long fibres and for GPON still read some two or
three dB less, so that it is a warning and never a verdict."""

_REFUSALS: Final = (Answer.NO_ROUTE, Answer.FILTERED, Answer.LOOP, Answer.REFUSED)
_PORTS: Final = {
    PortState.UP: words("Port %(port)s menuju %(far)s menyala (ifOperStatus up)"),
    PortState.DOWN: words("Port %(port)s menuju %(far)s mati (ifOperStatus down)"),
    PortState.SHUT: words("Port %(port)s menuju %(far)s dimatikan (ifAdminStatus down)"),
}


def of_outage(judged: Judged, scene: Scene) -> tuple[Evidence, ...]:
    """The ports at the border, who still answers before it, and who keeps silent behind it."""
    lines: list[Evidence] = []
    for border in judged.finding.borders[:MOST_LINES]:
        lines += _of_port(border, scene)
    lines += _answering({border.last_good for border in judged.finding.borders}, scene)
    lines += _silent(judged.finding.explains, scene)
    return tuple(lines)


def of_sign(sign: Sign, scene: Scene, *, late: bool) -> tuple[Evidence, ...]:
    """The link's port, what is clean before the link, and what is lost or late behind it."""
    link = scene.link(sign.link).key
    near, far = scene.ends(link)
    port = scene.ports.get((link, near))
    lines = list(_of_port(Border(link, near, far, port), scene))
    measured = _waiting if late else _losing
    for node in (near, *sign.behind)[: MOST_LINES + 1]:
        if node in scene.looked.sights:
            sight = scene.looked.sights[node]
            lines.append(Evidence(sight.at, node, measured(sight), sight.raw))
    if len(sign.behind) > MOST_LINES:
        count = len(sign.behind) - MOST_LINES
        more = Told(words("%(count)s perangkat lain di belakangnya ikut diukur"), {"count": count})
        lines.append(Evidence(scene.looked.at, far, more))
    return tuple(lines)


def of_node(node: str, told: Told, scene: Scene) -> Evidence:
    """What one device alone shows, which was looked at."""
    sight = scene.looked.sights[node]
    return Evidence(sight.at, node, told, sight.raw)


def port_changed(judged: Judged, looked: LookedAt) -> datetime | None:
    """When the port at the border last went up or down, by the device's own clock.

    None where it is not told. Zero is not told either: then the port changed before the agent
    started, RFC 2863 ifLastChange.
    """
    spot = judged.spot
    view = looked.views.get(spot.near)
    port = view.interface(spot.port) if view and spot.port else None
    if view is None or port is None or view.system.uptime is None or not port.changed_at_uptime:
        return None
    ago = view.system.uptime - port.changed_at_uptime
    return _seen_at(spot.near, looked) - ago if ago >= timedelta() else None


def fell(judged: Judged, looked: LookedAt) -> datetime | None:
    """When the standing checks saw it fall: the first bad end, or the first of what it explains."""
    last: dict[str, datetime] = {}
    for change in looked.changes:
        if change.fell and change.at <= looked.at:
            last[change.key] = max(change.at, last.get(change.key, change.at))
    own = [last[key] for key in (judged.spot.far, judged.spot.link) if key in last]
    behind = [last[key] for key in judged.finding.explains if key in last]
    return min(own or behind, default=None)


def _seen_at(node: str, looked: LookedAt) -> datetime:
    return looked.sights[node].at if node in looked.sights else looked.at


def _of_port(border: Border, scene: Scene) -> Iterator[Evidence]:
    """What each end that was read says of its port, of its light and of its errors."""
    looked = scene.looked
    for node, far in ((border.last_good, border.first_bad), (border.first_bad, border.last_good)):
        state = scene.ports.get((border.link, node))
        if state is None:
            continue
        name = looked.ports[border.link, node]
        told = {"port": name, "far": looked.name(far)}
        at, raw = _seen_at(node, looked), looked.view_raws.get(node, "")
        yield Evidence(at, node, Told(_PORTS[state], told), raw)
        for told_more in (*_light(node, name, looked), *_errors(node, name, looked)):
            yield Evidence(at, node, told_more, raw)


def _light(node: str, port: str, looked: LookedAt) -> Iterator[Told]:
    for optic in looked.views[node].optics:
        weak = optic.rx_dbm is not None and optic.rx_dbm < WEAK_DBM
        if weak and same_port(optic.interface, port):
            dbm = f"{optic.rx_dbm:.1f}".replace(".", ",")
            template = words("Daya optik yang diterima port %(port)s lemah: %(dbm)s dBm")
            yield Told(template, {"port": port, "dbm": dbm})


def _errors(node: str, port: str, looked: LookedAt) -> Iterator[Told]:
    if node not in looked.earlier:
        return
    was, now = looked.earlier[node].interface(port), looked.views[node].interface(port)
    first, last = _counted(was), _counted(now)
    if first is not None and last is not None and last > first:
        template = words("Galat di port %(port)s bertambah %(count)s sejak pemeriksaan sebelumnya")
        yield Told(template, {"port": port, "count": last - first})


def _counted(port: Interface | None) -> int | None:
    return port.counters.errors if port else None


def _answering(nodes: Iterable[str], scene: Scene) -> Iterator[Evidence]:
    for node in sorted(nodes)[:MOST_LINES]:
        sight = scene.looked.sights.get(node)
        if sight is not None and sight.seen is Seen.REACHABLE and node not in scene.muted:
            yield Evidence(sight.at, node, Told(words("Menjawab ping")), sight.raw)


def _silent(nodes: tuple[str, ...], scene: Scene) -> Iterator[Evidence]:
    hops, vertex = scene.looked.topology.graph.hops, scene.looked.topology.vertex
    ordered = sorted(nodes, key=lambda key: (hops[vertex[key]], key))
    for node in ordered[:MOST_LINES]:
        sight = scene.looked.sights[node]
        yield Evidence(sight.at, node, _silence(sight), sight.raw)
    if len(ordered) > MOST_LINES:
        count = len(ordered) - MOST_LINES
        more = Told(words("Begitu juga %(count)s perangkat lain di belakangnya"), {"count": count})
        yield Evidence(scene.looked.at, ordered[0], more)


def _silence(sight: NodeSight) -> Told:
    """How it keeps silent; a refusal on the way has its own name."""
    if sight.seen is not Seen.UNREACHABLE:
        return Told(words("Kadang menjawab, kadang tidak"))
    if sight.answer in _REFUSALS:
        refusal = Told(WORDS[Answer(sight.answer)])
        return Told(words("Tidak menjawab ping: %(answer)s"), {"answer": refusal})
    return Told(words("Tidak menjawab ping"))


def _losing(sight: NodeSight) -> Told:
    lost = round(sight.loss * sight.sent)
    template = words("%(lost)s dari %(sent)s ping tidak dijawab")
    return Told(template, {"lost": lost, "sent": sight.sent})


def _waiting(sight: NodeSight) -> Told:
    waits = excess(sight)
    if waits is None:
        return Told(words("Waktu jawabnya tidak terukur"))
    template = words("Menjawab %(ms)s milidetik lebih lambat daripada semestinya")
    return Told(template, {"ms": round(waits)})
