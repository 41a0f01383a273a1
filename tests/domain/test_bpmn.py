"""An SOP as BPMN 2.0: whole, every reference answered, every element drawn once."""

from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as Xml

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.domain.bpmn import BOUNDS, MODEL, POINTS, SHAPES, bpmn
from sigap.domain.procedure import Procedure
from tests.domain.walks import procedure

NAMES = ("penanganan-gangguan.v1", "penyambungan-baru.v1")
REFERENCES = ("sourceRef", "targetRef", "processRef", "bpmnElement")
TEXTS = ("flowNodeRef", "incoming", "outgoing")
NODES = ("startEvent", "userTask", "exclusiveGateway", "endEvent")


@pytest.fixture(params=NAMES)
def sop(request: pytest.FixtureRequest) -> Procedure:
    return procedure(request.param)


@pytest.fixture
def file(sop: Procedure) -> Xml.Element:
    return Xml.fromstring(bpmn(sop))


def found(file: Xml.Element, *names: str) -> list[Xml.Element]:
    return [each for name in names for each in file.iter(f"{{{MODEL}}}{name}")]


def flows(file: Xml.Element) -> dict[tuple[str, str], str]:
    return {
        (flow.attrib["sourceRef"], flow.attrib["targetRef"]): flow.get("name", "")
        for flow in found(file, "sequenceFlow")
    }


def test_no_identifier_is_given_twice_and_every_reference_is_answered(file: Xml.Element) -> None:
    given_ids = [each.attrib["id"] for each in file.iter() if "id" in each.attrib]
    assert len(given_ids) == len(set(given_ids))
    named = {
        each.attrib[name] for each in file.iter() for name in REFERENCES if name in each.attrib
    }
    named |= {each.text or "" for each in found(file, *TEXTS)}
    assert named <= set(given_ids)


def test_every_element_is_drawn_once(file: Xml.Element) -> None:
    drawn = [each.attrib["bpmnElement"] for each in file.iter(f"{{{SHAPES}}}BPMNShape")]
    wanted = [each.attrib["id"] for each in found(file, "participant", "lane", *NODES)]
    assert sorted(drawn) == sorted(wanted)
    edges = [each.attrib["bpmnElement"] for each in file.iter(f"{{{SHAPES}}}BPMNEdge")]
    assert sorted(edges) == sorted(each.attrib["id"] for each in found(file, "sequenceFlow"))


def test_every_node_lies_in_the_lane_of_its_performer(sop: Procedure, file: Xml.Element) -> None:
    bounds = {
        shape.attrib["bpmnElement"]: shape[0].attrib
        for shape in file.iter(f"{{{SHAPES}}}BPMNShape")
    }
    lanes = found(file, "lane")
    assert [lane.attrib["name"] for lane in lanes] == [lane.title for lane in sop.lanes]
    for lane in lanes:
        top = float(bounds[lane.attrib["id"]]["y"])
        bottom = top + float(bounds[lane.attrib["id"]]["height"])
        for node in lane:
            inner = bounds[node.text or ""]
            assert top < float(inner["y"])
            assert float(inner["y"]) + float(inner["height"]) < bottom


def test_no_two_nodes_overlap(file: Xml.Element) -> None:
    nodes = {each.attrib["id"] for each in found(file, *NODES)}
    rooms = []
    for shape in file.iter(f"{{{SHAPES}}}BPMNShape"):
        if shape.attrib["bpmnElement"] in nodes:
            x, y, width, height = (float(shape[0].attrib[k]) for k in ("x", "y", "width", "height"))
            rooms.append((x, y, x + width, y + height))
    for place, one in enumerate(rooms):
        for other in rooms[place + 1 :]:
            assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def test_every_step_is_a_task_with_its_standard(sop: Procedure, file: Xml.Element) -> None:
    tasks = found(file, "userTask")
    assert [task.attrib["name"] for task in tasks] == [f"{s.no}. {s.short}" for s in sop.steps]
    for step, task in zip(sop.steps, tasks, strict=True):
        told = task[0].text or ""
        assert step.text in told
        assert f"Waktu: {step.time}" in told
        assert f"Output: {step.output.title}" in told


def test_a_decision_is_a_gateway_and_its_flows_carry_the_words() -> None:
    file = Xml.fromstring(bpmn(procedure()))
    said = flows(file)
    assert said["simpul_putusan_penanganan", "simpul_laporan-lengkap"] == "ya"
    assert said["simpul_putusan_penanganan", "simpul_perbaikan"] == "tidak"
    assert said["simpul_perbaikan", "simpul_laporan-lengkap"] == ""
    assert said["simpul_putusan_konfirmasi", "simpul_penanganan"] == "masih gangguan"
    assert (
        said["simpul_putusan_laporan-lengkap", "simpul_penanganan"] == "tidak, bila tadi dilewati"
    )
    names = {gate.attrib["id"]: gate.attrib["name"] for gate in found(file, "exclusiveGateway")}
    assert names["simpul_putusan_penanganan"] == "Dapat diatasi jarak jauh?"


def test_everything_is_reached_from_the_start_and_comes_to_an_end(file: Xml.Element) -> None:
    ways = set(flows(file))
    for first, (here, there) in (("startEvent", (0, 1)), ("endEvent", (1, 0))):
        seen = {each.attrib["id"] for each in found(file, first)}
        while more := {way[there] for way in ways if way[here] in seen} - seen:
            seen |= more
        assert seen == {each.attrib["id"] for each in found(file, *NODES)}


def test_flows_run_at_right_angles_from_border_to_border(file: Xml.Element) -> None:
    for edge in file.iter(f"{{{SHAPES}}}BPMNEdge"):
        points = [(p.attrib["x"], p.attrib["y"]) for p in edge.iter(f"{{{POINTS}}}waypoint")]
        assert len(points) >= 2
        for (x, y), (to_x, to_y) in pairwise(points):
            assert (x == to_x) != (y == to_y)
    assert all(float(b.attrib["width"]) > 0 for b in file.iter(f"{{{BOUNDS}}}Bounds"))


def test_the_same_procedure_gives_the_same_bytes(sop: Procedure) -> None:
    assert bpmn(sop) == bpmn(replace(sop))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_whatever_the_office_writes_the_file_can_be_read(text: str) -> None:
    sop = procedure()
    steps = tuple(replace(step, text=text, short=text, question=text) for step in sop.steps)
    changed = replace(sop, title=text, steps=steps, source_hash=repr(text))
    assert len(found(Xml.fromstring(bpmn(changed)), "userTask")) == len(sop.steps)
