from hypothesis import given
from hypothesis import strategies as st

from booking.core.proposals import Proposal, propose

HOUR, DAY = 3_600, 86_400
NOON = 20_000 * DAY + 12 * HOUR
OWN, OTHER, THIRD = 7, 8, 9
CLOCK = {"zone_day": lambda moment: moment // DAY, "hour_of": lambda moment: moment % DAY}


def offered(free, wanted=NOON, most=3):
    return propose(wanted, HOUR, OWN, free, most=most, **CLOCK)


def kinds(free, **told):
    return [(proposal.kind, proposal.start, proposal.resource) for proposal in offered(free, **told)]


def test_different_kinds_come_first():
    own = [NOON - 2 * HOUR, NOON - HOUR, NOON + 2 * HOUR, NOON + DAY - HOUR, NOON + DAY]
    assert kinds({OWN: own, OTHER: [NOON], THIRD: [NOON]}) == [
        ("other_expert", NOON, OTHER),
        ("same_day", NOON - HOUR, OWN),
        ("same_hour_other_day", NOON + DAY, OWN),
    ]


def test_what_is_missing_is_replaced_by_the_nearest():
    own = [NOON - 2 * HOUR, NOON - HOUR, NOON + 3 * HOUR]
    assert kinds({OWN: own}) == [
        ("same_day", NOON - HOUR, OWN),
        ("sooner", NOON - 2 * HOUR, OWN),
        ("later", NOON + 3 * HOUR, OWN),
    ]


def test_when_the_expert_has_nothing_the_others_are_offered():
    assert kinds({OTHER: [NOON], THIRD: [NOON, NOON + HOUR]}) == [
        ("other_expert", NOON, OTHER),
        ("other_expert", NOON, THIRD),
    ]


def test_the_same_hour_is_the_hour_of_the_readers_clock():
    def hour_of(moment):  # the clocks went an hour ahead after the wanted day
        return (moment + (HOUR if moment > NOON + DAY / 2 else 0)) % DAY

    own = [NOON + DAY - HOUR, NOON + DAY]
    found = propose(NOON, HOUR, OWN, {OWN: own}, zone_day=lambda moment: moment // DAY, hour_of=hour_of, most=1)
    assert found == [Proposal("same_hour_other_day", NOON + DAY - HOUR, NOON + DAY, OWN)]


def test_nothing_free_means_nothing_offered():
    assert offered({}) == offered({OWN: [NOON]}) == offered({OTHER: [NOON + HOUR]}) == []


half_hours = st.integers(-150, 150).map(lambda step: NOON + step * HOUR // 2)
frees = st.dictionaries(
    st.sampled_from([OWN, OTHER, THIRD]), st.lists(half_hours, max_size=30, unique=True).map(sorted)
)


@given(frees, half_hours, st.integers(0, 6))
def test_every_proposal_is_free_and_different_and_not_the_wanted_itself(free, wanted, most):
    found = offered(free, wanted, most)
    assert len(found) <= most
    assert len({(proposal.start, proposal.resource) for proposal in found}) == len(found)
    for proposal in found:
        assert proposal.start in free[proposal.resource]
        assert proposal.end == proposal.start + HOUR
        assert (proposal.start, proposal.resource) != (wanted, OWN)


@given(frees, half_hours, st.integers(0, 6))
def test_every_proposal_is_what_its_kind_says(free, wanted, most):
    for proposal in offered(free, wanted, most):
        start, same_day = proposal.start, proposal.start // DAY == wanted // DAY
        assert {
            "other_expert": start == wanted and proposal.resource != OWN,
            "same_day": same_day,
            "same_hour_other_day": start % DAY == wanted % DAY and not same_day,
            "sooner": start < wanted,
            "later": start > wanted,
        }[proposal.kind]


@given(frees, half_hours, st.integers(0, 6))
def test_offers_stop_short_only_when_there_is_nothing_more(free, wanted, most):
    own = set(free.get(OWN, ())) - {wanted}
    others = [resource for resource in free if resource != OWN and wanted in free[resource]]
    assert len(offered(free, wanted, most)) == min(most, len(own) + len(others))
