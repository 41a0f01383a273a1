"""Reference data: what a client needs before it can file or carry out anything."""

import pytest

from tests.api.caller import problem


def keys(answer) -> list[str]:
    return [item["key"] for item in answer.json()["items"]]


def test_categories_come_in_the_order_of_the_office(caller):
    answer = caller.get("operator", "/categories").json()
    assert answer["items"][0] == {"key": "fo-putus", "name": "FO putus", "group": "FO"}
    assert answer["next"] is None


def test_the_procedure_tells_its_forms_and_exits(caller):
    told = caller.get("operator", "/procedures/penanganan-gangguan").json()
    assert [step["key"] for step in told["steps"]] == [
        "disposisi",
        "arahan",
        "penanganan",
        "perbaikan",
        "laporan-lengkap",
        "pemeriksaan",
        "konfirmasi",
    ]
    step = told["steps"][2]
    assert (step["no"], step["role"], step["requires"]) == (3, "admin-jaringan", ["arahan"])
    assert step["time"] == {"unit": "jam", "count": 1, "words": "1 jam"}
    assert [way["verb"] for way in step["exits"]] == ["teratasi", "kirim-pelaksana"]
    assert step["output"]["fields"][0]["choices"]
    assert told["in_force"] is True


def test_a_version_can_be_asked_for_and_an_unknown_one_is_not_found(caller):
    path = "/procedures/penanganan-gangguan"
    assert caller.get("operator", f"{path}?version=1").json()["version"] == 1
    problem(caller.get("operator", f"{path}?version=9"), 404, "procedure-not-found")
    problem(caller.get("operator", "/procedures/tidak-ada"), 404, "procedure-not-in-force")
    problem(caller.get("operator", f"{path}?version=x"), 422, "invalid")


def test_a_draft_is_listed_as_what_it_is(caller):
    items = caller.get("operator", "/procedures").json()["items"]
    assert [(item["key"], item["status"], item["in_force"]) for item in items] == [
        ("penanganan-gangguan", "berlaku", True),
        ("penyambungan-baru", "draf", False),
    ]


@pytest.mark.parametrize("path", ["/agencies", "/sites"])
def test_lists_go_on_where_the_page_before_ended(caller, path):
    everything = keys(caller.get("kasi", path))
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        page = caller.get("kasi", f"{path}?limit=2&cursor={cursor}")
        found += keys(page)
        cursor = page.json()["next"]
    assert found == everything == sorted(everything)


def test_agencies_and_sites_are_found_by_a_few_letters(caller):
    assert keys(caller.get("kasi", "/agencies?q=disdik")) == ["dinas-pendidikan"]
    assert keys(caller.get("kasi", "/sites?q=pkm%20jati")) == ["pkm-jatiasih"]
    assert keys(caller.get("kasi", "/sites?q=smp&agency=dinas-kesehatan")) == []


def test_sites_and_devices_are_narrowed_by_agency_and_site(caller):
    sites = caller.get("kasi", "/sites?agency=dinas-kesehatan").json()["items"]
    assert {site["agency"] for site in sites} == {"dinas-kesehatan"}
    assert {site["upstream"] for site in sites} == {"pop-inti", "pop-jatiasih"}
    assert keys(caller.get("kasi", "/devices?site=kantor-disdik")) == ["sw-disdik"]
    assert keys(caller.get("kasi", "/devices?agency=dinas-kesehatan")) == []


def test_a_page_size_that_is_none_of_ours_is_refused(caller):
    for path in ("/agencies?limit=0", "/sites?limit=101", "/sites?q=smp&limit=0"):
        problem(caller.get("kasi", path), 422, "invalid")


def test_calendars_tell_their_version_and_where_it_comes_from(caller):
    kota = caller.get("operator", "/calendars").json()["items"][1]
    assert (kota["key"], kota["zone"], kota["version"]) == ("kota", "Asia/Jakarta", 1)
    assert kota["source"] == "Perpres 21/2023"
    assert kota["hours"][0]["hours"][0] == [["07:30", "12:00"], ["13:00", "16:00"]]


def test_a_site_tells_the_class_it_is_served_by_also_where_it_has_none_of_its_own(caller):
    sites = {site["key"]: site for site in caller.get("kasi", "/sites").json()["items"]}
    assert sites["rsud"]["service_class"] == "24x7"
    assert sites["kantor-disdik"]["service_class"] == "jam-kerja"
