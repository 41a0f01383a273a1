"""Whatever the network and whatever fails, a diagnosis keeps its word."""

import json
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.domain.diagnosis import (
    FaultClass,
    LookedAt,
    SiteDiagnosis,
    State,
    as_json,
    diagnose,
    from_json,
)
from sigap.domain.diagnosis_faults import HARMLESS as NO_OUTAGE
from tests.domain.diagnosed import HARMLESS, OUTAGES, Broken, failed, faults, hit, look
from tests.domain.networks import Network, hears, networks

small = networks(most_nodes=6)
WEAK = ("loss", "slow")
EVERY = (*OUTAGES, *HARMLESS, *WEAK)


def broken(kinds, most=3):
    return small.flatmap(lambda each: st.tuples(st.just(each), faults(each, kinds, most)))


def all_sites(network: Network, wrong: list[Broken]) -> list[tuple[str, SiteDiagnosis]]:
    looked = look(network, wrong, "")
    known = hears(network)
    return [
        (place.key, diagnose(replace(looked, site=place.key)))
        for place in network.places
        if known.intersection(network.of_site(place.key))
    ]


@given(small)
def test_where_nothing_is_wrong_every_site_is_well_and_no_cause_is_named(network):
    for _site, found in all_sites(network, []):
        assert (found.state, found.causes) == (State.WELL, ())
        assert found.proposal.fault is FaultClass.NONE


@settings(max_examples=400, deadline=None)
@given(broken(OUTAGES))
def test_every_site_stands_as_it_truly_stands_and_the_causes_hit_exactly_those(told):
    network, wrong = told
    truly = hit(network, wrong)
    for site, found in all_sites(network, wrong):
        state = {True: State.DOWN, False: State.IMPAIRED, None: State.WELL}[truly.get(site)]
        assert found.state is state
        assert {key for cause in found.causes for key in cause.sites} == truly.keys()
        assert bool(found.ours) is (site in truly)


@settings(max_examples=400, deadline=None)
@given(broken(OUTAGES, 1))
def test_one_failure_is_named_or_among_the_alternatives_with_the_sites_it_cuts_off(told):
    network, wrong = told
    silent = hears(network, failed(wrong)) != hears(network)
    for _site, found in all_sites(network, wrong) if silent else ():
        (cause,) = found.causes
        assert wrong[0].element in (cause.element, *cause.others)
        assert set(cause.sites) == hit(network, wrong).keys()
        if wrong[0].kind == "shut" and cause.element == wrong[0].element:
            assert (cause.fault, cause.alternatives) == (FaultClass.SHUT, ())


@settings(max_examples=300, deadline=None)
@given(broken(HARMLESS))
def test_what_is_mute_or_unmanaged_is_told_and_no_site_is_less_than_well(told):
    network, wrong = told
    for _site, found in all_sites(network, wrong):
        assert found.state is State.WELL
        assert {cause.fault for cause in found.causes} <= set(NO_OUTAGE)
        there = hears(network)
        assert {cause.element.key for cause in found.causes} == {
            fault.key for fault in wrong if fault.key in there
        }


@settings(max_examples=300, deadline=None)
@given(broken(WEAK, 1))
def test_loss_and_delay_are_laid_on_the_link_or_on_one_that_looks_the_same(told):
    network, wrong = told
    for _site, found in all_sites(network, wrong):
        assert found.state in (State.WELL, State.IMPAIRED)
        for cause in found.causes:
            assert wrong[0].element in (cause.element, *cause.others)
            kind = {"loss": FaultClass.LOSS, "slow": FaultClass.CONGESTION}[wrong[0].kind]
            assert cause.fault is kind


@settings(max_examples=300, deadline=None)
@given(broken(EVERY))
def test_what_answers_is_never_told_as_cut_off(told):
    network, wrong = told
    truly = hit(network, wrong)
    for site, found in all_sites(network, wrong):
        outages = [cause for cause in found.causes if cause.fault not in NO_OUTAGE]
        for cause in outages:
            slowed = cause.fault in (FaultClass.LOSS, FaultClass.CONGESTION)
            assert slowed or set(cause.sites) <= truly.keys()
        assert (found.state is State.DOWN) is truly.get(site, False)


@settings(max_examples=200, deadline=None)
@given(broken(EVERY))
def test_a_prober_in_trouble_calls_no_cause(told):
    network, wrong = told
    found = diagnose(replace(look(network, wrong, "s0"), prober_well=False))
    assert (found.state, found.causes) == (State.UNSEEN, ())
    assert found.notes


@settings(max_examples=300, deadline=None)
@given(broken(EVERY), st.randoms(use_true_random=False))
def test_the_order_of_what_is_told_changes_nothing(told, dice: random.Random):
    network, wrong = told
    looked = look(network, wrong, "s0")

    def mixed(told):
        items = list(told.items())
        dice.shuffle(items)
        return dict(items)

    other = LookedAt(
        Network(
            network.nodes[::-1], network.links[::-1], network.roots[::-1], network.places
        ).loaded(),
        "s0",
        looked.at,
        looked.zone,
        mixed(looked.sights),
        mixed(looked.views),
        mixed(looked.ports),
    )
    assert diagnose(other) == diagnose(looked)


@settings(max_examples=200, deadline=None)
@given(broken(EVERY))
def test_what_is_written_reads_back_as_it_was_and_every_sentence_fills(told):
    network, wrong = told
    found = diagnose(look(network, wrong, "s0"))
    assert from_json(json.loads(json.dumps(as_json(found)))) == found
    for cause in found.causes:
        for said in (cause.told, *cause.alternatives, *(each.told for each in cause.evidence)):
            assert "%(" not in str(said)
        assert cause.evidence
    for said in (found.proposal.why, *found.proposal.directions, *found.notes):
        assert "%(" not in str(said)
    assert 2 <= len(found.proposal.directions) <= 5
