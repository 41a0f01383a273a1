"""An SOP as BPMN 2.0, the exchange form that other process tools read (OMG formal/2013-12-09)."""

import re
from typing import Final
from xml.etree import ElementTree as Xml

from sigap.domain.bpmn_layout import (
    GATEWAY,
    LABEL_HEIGHT,
    LABEL_SIZE,
    TASK,
    Diagram,
    Flow,
    Node,
    diagram,
)
from sigap.domain.flowchart_words import text_width
from sigap.domain.procedure_model import Procedure, Step

MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SHAPES: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS: Final = "http://www.omg.org/spec/DD/20100524/DC"
POINTS: Final = "http://www.omg.org/spec/DD/20100524/DI"

_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9_.-]")
# What XML 1.0 cannot carry at all.
_NOT_IN_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def bpmn(procedure: Procedure) -> bytes:
    """The procedure as a BPMN 2.0 file: one pool, a lane a performer, and the drawing of it.

    A step is a user task; where it decides, a gateway asks its question and the flows carry the
    words of the decision. It documents the SOP and is not executable: Sigap runs the SOP itself.
    The same procedure gives the same bytes.
    """
    for prefix, name in (("bpmn", MODEL), ("bpmndi", SHAPES), ("dc", BOUNDS), ("di", POINTS)):
        Xml.register_namespace(prefix, name)
    drawn = diagram(procedure)
    place = f"urn:sigap:sop:{procedure.key}:{procedure.version}"
    root = Xml.Element(_m("definitions"), id="sop", targetNamespace=place, exporter="Sigap")
    together = Xml.SubElement(root, _m("collaboration"), id="kerja-sama")
    pool = {"id": "pool", "name": _clean(procedure.title), "processRef": "proses"}
    Xml.SubElement(together, _m("participant"), pool)
    _add_process(root, procedure, drawn)
    _add_drawing(root, drawn)
    Xml.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root) + b"\n"


def _add_process(root: Xml.Element, procedure: Procedure, drawn: Diagram) -> None:
    title = f"{procedure.title}, versi {procedure.version}"
    process = Xml.SubElement(
        root, _m("process"), id="proses", name=_clean(title), isExecutable="false"
    )
    lanes = Xml.SubElement(process, _m("laneSet"), id="lajur")
    for role, _top in drawn.lanes:
        name = _clean(procedure.lane(role).title)
        lane = Xml.SubElement(lanes, _m("lane"), id=_id("lajur", role), name=name)
        for node in drawn.nodes:
            if node.role == role:
                Xml.SubElement(lane, _m("flowNodeRef")).text = _id("simpul", node.key)
    for node in drawn.nodes:
        _add_node(process, procedure, node, drawn)
    for flow in drawn.flows:
        named = {"name": _clean(flow.name)} if flow.name else {}
        ends = {
            "sourceRef": _id("simpul", flow.source),
            "targetRef": _id("simpul", flow.target),
        }
        Xml.SubElement(process, _m("sequenceFlow"), {"id": _id("alir", flow.key)} | named | ends)


def _add_node(process: Xml.Element, procedure: Procedure, node: Node, drawn: Diagram) -> None:
    what = {"id": _id("simpul", node.key), "name": _clean(node.name)}
    if node.kind == GATEWAY:
        what["gatewayDirection"] = "Diverging"
    made = Xml.SubElement(process, _m(node.kind), what)
    if node.kind == TASK:
        told = _documentation(procedure, procedure.step(node.step))
        Xml.SubElement(made, _m("documentation")).text = _clean(told)
    for side, name in (("target", "incoming"), ("source", "outgoing")):
        for flow in drawn.flows:
            if getattr(flow, side) == node.key:
                Xml.SubElement(made, _m(name)).text = _id("alir", flow.key)


def _documentation(procedure: Procedure, step: Step) -> str:
    """The row of the SOP: what is done, and its Mutu Baku."""
    needed = [procedure.output(key) for key in step.requires]
    requires = "; ".join(output.title for output in needed if output)
    lines = (
        step.text,
        f"Kelengkapan: {requires or '–'}",
        f"Waktu: {step.time}",
        f"Output: {step.output.title}",
        f"Keterangan: {step.note}" if step.note else "",
    )
    return "\n".join(filter(None, lines))


def _add_drawing(root: Xml.Element, drawn: Diagram) -> None:
    sheet = Xml.SubElement(root, _d("BPMNDiagram"), id="gambar")
    plane = Xml.SubElement(sheet, _d("BPMNPlane"), id="bidang", bpmnElement="kerja-sama")
    level = {"isHorizontal": "true"}
    pool = Xml.SubElement(plane, _d("BPMNShape"), {"id": "di_pool", "bpmnElement": "pool"} | level)
    _add_bounds(pool, 0, 0, drawn.width, drawn.height)
    for role, top in drawn.lanes:
        key = _id("lajur", role)
        lane = Xml.SubElement(
            plane, _d("BPMNShape"), {"id": f"di_{key}", "bpmnElement": key} | level
        )
        _add_bounds(lane, drawn.band, top, drawn.width - drawn.band, drawn.lane_height)
    for node in drawn.nodes:
        _add_shape(plane, node)
    for flow in drawn.flows:
        _add_edge(plane, flow)


def _add_shape(plane: Xml.Element, node: Node) -> None:
    key = _id("simpul", node.key)
    what = {"id": f"di_{key}", "bpmnElement": key}
    if node.kind == GATEWAY:
        what["isMarkerVisible"] = "true"
    shape = Xml.SubElement(plane, _d("BPMNShape"), what)
    width, height = node.size
    _add_bounds(shape, node.x - width / 2, node.y - height / 2, width, height)
    if node.kind != TASK:
        label = Xml.SubElement(shape, _d("BPMNLabel"))
        if node.kind == GATEWAY:
            # Left of its upper tip: from the other tips, and from this one upwards, flows leave.
            _add_bounds(label, node.x - 79, node.y - height / 2 - 40, 76, 3 * LABEL_HEIGHT)
        else:
            _add_bounds(label, node.x - 45, node.y + height / 2 + 4, 90, LABEL_HEIGHT)


def _add_edge(plane: Xml.Element, flow: Flow) -> None:
    key = _id("alir", flow.key)
    edge = Xml.SubElement(plane, _d("BPMNEdge"), id=f"di_{key}", bpmnElement=key)
    for x, y in flow.points:
        Xml.SubElement(edge, f"{{{POINTS}}}waypoint", x=_n(x), y=_n(y))
    if flow.name:
        label = Xml.SubElement(edge, _d("BPMNLabel"))
        width = text_width(flow.name, LABEL_SIZE) + 14
        _add_bounds(label, *flow.name_at, width, LABEL_HEIGHT)


def _add_bounds(parent: Xml.Element, x: float, y: float, width: float, height: float) -> None:
    sides = {"x": _n(x), "y": _n(y), "width": _n(width), "height": _n(height)}
    Xml.SubElement(parent, f"{{{BOUNDS}}}Bounds", sides)


def _id(kind: str, key: str) -> str:
    """A name that XML allows, the same for the same thing at any time."""
    return f"{kind}_{_NOT_IN_A_NAME.sub('_', key)}"


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _m(name: str) -> str:
    return f"{{{MODEL}}}{name}"


def _d(name: str) -> str:
    return f"{{{SHAPES}}}{name}"
