"""Sites: found by a few letters, hung in a tree, refused when they make no sense."""

import pytest

from sigap.audit.models import Entry
from sigap.domain.actor import SYSTEM
from sigap.domain.errors import Invalid, NotAllowed, NotFound
from sigap.inventory import actions
from sigap.inventory.models import Site
from sigap.inventory.queries import device, downstream_ids, search_sites, site, upstream_of
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Cast:
    return cast()


def keys(text: str, agency_key: str | None = None) -> list[str]:
    return [found.key for found in search_sites(text, agency_key=agency_key)]


@pytest.mark.parametrize("typed", ["pkm jati", "JATI PUSK", "puskesmas jatiasih", "dinkes jatias"])
def test_words_in_any_order_and_any_case_find_a_site(team: Cast, typed: str) -> None:
    assert keys(typed) == ["pkm-jatiasih"]


def test_an_agencys_own_office_comes_before_its_other_sites(team: Cast) -> None:
    assert keys("dinas pendidikan") == ["kantor-disdik", "smp-negeri-9"]


def test_a_whole_word_comes_before_a_beginning_and_a_beginning_before_a_middle(team: Cast) -> None:
    more = {"agency": team.agency("dinas-kesehatan"), "kind": "opd", "at": team.at, "by": SYSTEM}
    for key, name in (("tengah", "Pancawarna"), ("awal", "Warnasari"), ("utuh", "Gedung Warna")):
        actions.add_site(key, name, **more)
    assert keys("warna") == ["utuh", "awal", "tengah"]


def test_a_search_within_an_agency_never_shows_another_agencys_site(team: Cast) -> None:
    assert keys("jatiasih", "dinas-pendidikan") == []
    assert keys("", "dinas-pendidikan") == ["kantor-disdik", "smp-negeri-9"]


def test_no_letters_find_nothing_city_wide(team: Cast) -> None:
    assert keys("") == keys(" .,%_ ") == []


def test_a_site_out_of_use_is_not_offered(team: Cast) -> None:
    actions.set_active(team.site("smp-negeri-9"), False, at=team.at, by=SYSTEM)
    assert keys("smp") == []


def test_a_search_is_one_query(team: Cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert [found.agency.key for found in search_sites("pkm")] == ["dinas-kesehatan"]


def test_the_chain_upstream_is_nearest_first_in_one_query(
    team: Cast, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        chain = [above.key for above in upstream_of(team.site("pkm-jatiasih"))]
    assert chain == ["pop-jatiasih", "pop-inti"]


def test_a_root_has_nothing_upstream(team: Cast) -> None:
    assert upstream_of(team.site("pop-inti")) == ()


def test_everything_below_a_site_is_found_however_deep(team: Cast) -> None:
    others = {row.pk for key, row in team.sites.items() if key != "pop-inti"}
    assert downstream_ids(team.site("pop-inti")) == others


def test_a_loop_in_the_data_ends_the_walk_in_both_directions(team: Cast) -> None:
    core, pop, school = (team.site(key) for key in ("pop-inti", "pop-jatiasih", "smp-negeri-9"))
    Site.objects.filter(pk=core.pk).update(upstream=school)
    assert [above.key for above in upstream_of(pop)] == ["pop-inti", "smp-negeri-9"]
    assert pop.pk not in downstream_ids(pop)


def test_a_site_cannot_hang_below_itself_or_below_what_hangs_below_it(team: Cast) -> None:
    for above in ("pop-inti", "smp-negeri-9"):
        with pytest.raises(Invalid) as refusal:
            actions.set_upstream(team.site("pop-inti"), team.site(above), at=team.at, by=SYSTEM)
        assert set(refusal.value.faults) == {"upstream"}


def test_a_new_upstream_is_told_to_the_ledger_once(team: Cast) -> None:
    for _ in range(2):
        actions.set_upstream(
            team.site("smp-negeri-9"),
            team.site("pop-inti"),
            at=team.at,
            by=team.actor("admin-jaringan"),
        )
    entry = Entry.objects.get(kind="induk-lokasi-diganti")
    assert (entry.data["before"], entry.data["after"]) == ("pop-jatiasih", "pop-inti")


def test_every_fault_of_a_new_site_is_told_at_once(team: Cast) -> None:
    wrong = {"service_class": "kadang", "latitude": 123, "warna": "merah"}
    with pytest.raises(Invalid) as refusal:
        actions.add_site(
            "POP INTI",
            " ",
            agency=team.agency("dinas-kesehatan"),
            kind="istana",
            more=wrong,
            at=team.at,
            by=SYSTEM,
        )
    assert set(refusal.value.faults) == {"key", "name", "kind", *wrong}


def test_only_the_keepers_of_the_network_change_the_inventory(team: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.set_active(
            team.site("smp-negeri-9"), False, at=team.at, by=team.actor("opd-pendidikan")
        )


def test_a_device_stands_at_a_site_and_its_key_is_given_once(team: Cast) -> None:
    spot = team.site("kantor-disdik")
    actions.add_device("ap-1", "AP lantai 1", site=spot, at=team.at, by=SYSTEM)
    assert device("ap-1").site == spot
    with pytest.raises(Invalid):
        actions.add_device("ap-1", "AP lain", site=spot, at=team.at, by=SYSTEM)


def test_an_unknown_key_is_said_to_be_unknown(team: Cast) -> None:
    with pytest.raises(NotFound, match="tidak-ada"):
        site("tidak-ada")
