"""Whether a site is well again is told by the second look, and never too early."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sigap.domain.diagnosis import Recovery, SiteDiagnosis, State, diagnose, recovered
from tests.domain.diagnosed import OUTAGES, Broken, look
from tests.domain.test_diagnosis_laws import broken
from tests.domain.test_diagnosis_seeded import city

WELL = diagnose(look(city(False), [], "s1"))


def standing(state: State) -> SiteDiagnosis:
    return replace(WELL, state=state)


states = st.sampled_from(State).map(standing)


@given(st.none() | states, states)
def test_the_second_look_alone_decides_what_is_well_down_or_unseen(before, after):
    found = recovered(before, after)
    assert (found is Recovery.PULIH) is (after.state is State.WELL)
    assert (found is Recovery.TAK_PASTI) is (after.state is State.UNSEEN)
    if after.state is State.DOWN:
        assert found is Recovery.BELUM


@given(states)
def test_partly_well_needs_something_that_was_worse(after):
    assert recovered(None, after) is not Recovery.SEBAGIAN
    assert recovered(after, after) is not Recovery.SEBAGIAN
    assert recovered(standing(State.WELL), after) is not Recovery.SEBAGIAN


def test_from_cut_off_to_impaired_is_partly_well():
    found = recovered(standing(State.DOWN), standing(State.IMPAIRED))
    assert found is Recovery.SEBAGIAN


@settings(max_examples=200, deadline=None)
@given(broken(OUTAGES), st.integers(0, 3))
def test_repairing_everything_is_well_again_and_repairing_less_is_never_worse(told, kept):
    network, wrong = told
    before = diagnose(look(network, wrong, "s0"))
    if before.state is State.UNSEEN:
        return
    assert recovered(before, diagnose(look(network, [], "s0"))) is Recovery.PULIH
    after = diagnose(look(network, wrong[:kept], "s0"))
    order = (State.WELL, State.IMPAIRED, State.DOWN)
    assert order.index(after.state) <= order.index(before.state)
    if after == before and before.state is not State.WELL:
        assert recovered(before, after) is Recovery.BELUM


def test_of_two_causes_one_that_went_is_partly_well():
    network = city(False)
    both = [Broken("loss", "core:dist1"), Broken("slow", "noc:core")]
    before = diagnose(look(network, both, "s1"))
    after = diagnose(look(network, both[:1], "s1"))
    assert (before.state, after.state) == (State.IMPAIRED, State.IMPAIRED)
    assert recovered(before, after) is Recovery.SEBAGIAN
    assert recovered(after, before) is Recovery.BELUM
