"""The topology over the API: the graph, and a rehearsal that changes nothing."""

import pytest

from sigap.inventory.models import Device, Link, Site
from tests.api.caller import Caller, problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def wired(caller: Caller) -> Caller:
    ends = []
    for site, key in (("pop-inti", "core"), ("pop-jatiasih", "jatiasih")):
        there = Site.objects.get(key=site)
        ends.append(Device.objects.create(site=there, key=key, name=key.title(), kind="router"))
    Link.objects.create(key="fo-1", a_device=ends[0], b_device=ends[1], medium="fo")
    return caller


def test_the_graph_is_told_with_what_hangs_on_what(wired: Caller) -> None:
    told = wired.get("kasi", "/topology").json()
    nodes = {node["key"]: node for node in told["nodes"]}
    assert told["roots"] == ["core"]
    assert (nodes["jatiasih"]["hops"], nodes["jatiasih"]["spare"]) == (1, False)
    (link,) = [each for each in told["links"] if each["key"] == "fo-1"]
    assert (link["a"], link["b"], link["medium"], link["assumed"]) == (
        "core",
        "jatiasih",
        "fo",
        False,
    )
    point = next(each for each in told["single_points"] if each["element"] == "tautan:fo-1")
    assert "pkm-jatiasih" in point["sites"]


@pytest.mark.parametrize("named", ["fo-1", "tautan:fo-1"])
def test_what_falls_is_told_with_its_reason(wired: Caller, named: str) -> None:
    answer = wired.post("kasi", "/topology/impact", {"failed": [named]})
    assert answer.status_code == 200
    told = answer.json()
    assert told["failed"] == ["tautan:fo-1"]
    hits = {hit["site"]: hit for hit in told["sites"]}
    assert hits["pkm-jatiasih"]["verdict"] == "terputus"
    assert hits["pop-jatiasih"]["way"] == ["core", "fo-1"]
    assert hits["pop-jatiasih"]["because"] == "tautan:fo-1"


def test_what_the_network_does_not_have_is_refused_by_its_field(wired: Caller) -> None:
    answer = wired.post("kasi", "/topology/impact", {"failed": ["fo-1", "entah"]})
    assert "entah" in str(problem(answer, 422, "invalid")["errors"])
    problem(wired.post("kasi", "/topology/impact", {"failed": []}), 422, "invalid")


def test_a_contact_may_not_see_it(wired: Caller) -> None:
    assert wired.get("opd-pendidikan", "/topology").status_code == 403
    body = {"failed": ["fo-1"]}
    assert wired.post("opd-pendidikan", "/topology/impact", body).status_code == 403
