"""Laws of lateness: later never counts more, an extension never lowers, free days are never more than there are."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.classroom.term.late import Counted, Policy, Try, count, days_late, lowest, worth
from autograder.classroom.term.moments import DAY

ASSIGNMENTS = ("00", "01", "02")
scores = st.integers(0, 20).map(float)
policies = st.builds(
    Policy,
    grace_minutes=st.integers(0, 120).map(float),
    percent_per_day=st.integers(0, 100).map(float),
    most_days=st.none() | st.integers(0, 6),
    free_days=st.integers(0, 5),
    attempt=st.sampled_from(["best", "last"]),
)
attempts = st.builds(Try, st.sampled_from(ASSIGNMENTS), scores, st.integers(0, 8), st.booleans())
terms = st.lists(attempts, max_size=8)
quick = settings(max_examples=60, deadline=None)


def chosen(tries: list[Try], policy: Policy) -> dict[str, Counted]:
    found = zip(tries, count(tries, policy), strict=True)
    return {tried.assignment: counted for tried, counted in found if counted.chosen}


@quick
@given(st.integers(0, 10 * DAY), st.integers(0, DAY), policies, scores, st.integers(0, 5))
def test_what_is_handed_in_later_never_counts_more(
    moment: int, delay: int, policy: Policy, score: float, free: int
) -> None:
    sooner, later = (days_late(at, 5.0 * DAY, policy.grace_minutes) for at in (moment, moment + delay))
    assert sooner <= later
    assert worth(score, sooner, free, policy) >= worth(score, later, free, policy)


@quick
@given(st.integers(0, 10 * DAY), st.integers(0, 3 * DAY), policies, scores)
def test_an_extension_never_lowers(moment: int, extension: int, policy: Policy, score: float) -> None:
    before, after = (days_late(moment, 5.0 * DAY + more, policy.grace_minutes) for more in (0, extension))
    assert after <= before
    assert worth(score, after, 0, policy) >= worth(score, before, 0, policy)


def test_a_begun_day_counts_as_one_and_grace_is_free() -> None:
    assert [days_late(late, 0.0, 10.0) for late in (-5, 0, 600, 601, 600 + DAY, 601 + DAY)] == [0, 0, 0, 1, 1, 2]


def test_a_grace_in_parts_of_a_minute_ends_at_its_second() -> None:
    assert [days_late(late, 0.0, 2.05) for late in (123, 124)] == [0, 1]


@quick
@given(terms, policies)
def test_free_days_are_never_more_than_there_are_and_never_more_than_it_is_late(
    tries: list[Try], policy: Policy
) -> None:
    found = count(tries, policy)
    most = dict.fromkeys(ASSIGNMENTS, 0)
    for tried, counted in zip(tries, found, strict=True):
        assert 0 <= counted.free <= tried.days
        most[tried.assignment] = max(most[tried.assignment], counted.free)
    assert sum(most.values()) <= policy.free_days, "a day that an assignment took serves its later tries too"


@quick
@given(terms, policies)
def test_a_score_is_never_raised_and_only_lateness_lowers_it(tries: list[Try], policy: Policy) -> None:
    for tried, counted in zip(tries, count(tries, policy), strict=True):
        assert counted.score <= tried.score
        assert counted.score == tried.score or tried.days > counted.free or not tried.graded
        assert counted.score == 0 or policy.most_days is None or tried.days <= policy.most_days


@quick
@given(terms, policies)
def test_each_assignment_has_one_attempt_that_counts_and_a_graded_one_where_there_is_one(
    tries: list[Try], policy: Policy
) -> None:
    found = count(tries, policy)
    for name in ASSIGNMENTS:
        mine = [(tried, counted) for tried, counted in zip(tries, found, strict=True) if tried.assignment == name]
        counting = [tried for tried, counted in mine if counted.chosen]
        assert len(counting) == bool(mine)
        assert all(tried.graded for tried in counting) or not any(tried.graded for tried, _ in mine)


@quick
@given(terms, policies)
def test_the_best_attempt_counts_at_least_what_the_last_one_does(tries: list[Try], policy: Policy) -> None:
    policy = replace(policy, free_days=0)
    best, last = (chosen(tries, replace(policy, attempt=which)) for which in ("best", "last"))
    assert all(best[name].score >= last[name].score for name in last)


@quick
@given(terms.filter(bool), policies, st.data())
def test_over_a_term_more_lateness_never_counts_more_and_an_extension_never_lowers(
    tries: list[Try], policy: Policy, data: st.DataObject
) -> None:
    """Without free days, that is: one more try that is worth them may leave none for a later one."""
    policy = replace(policy, free_days=0)
    place = data.draw(st.integers(0, len(tries) - 1))
    later = [*tries[:place], replace(tries[place], days=tries[place].days + 1), *tries[place + 1 :]]
    sooner_counts, later_counts = chosen(tries, policy), chosen(later, policy)
    assert all(later_counts[name].score <= sooner_counts[name].score for name in sooner_counts)


@quick
@given(terms, policies, st.data())
def test_no_later_hand_in_changes_what_an_earlier_one_counts(
    tries: list[Try], policy: Policy, data: st.DataObject
) -> None:
    until = data.draw(st.integers(0, len(tries)))
    whole, part = count(tries, policy), count(tries[:until], policy)
    assert [(each.score, each.free) for each in whole[:until]] == [(each.score, each.free) for each in part]


def test_the_same_work_handed_in_again_is_no_later_attempt() -> None:
    policy = Policy(percent_per_day=10, attempt="last", free_days=1)
    tries = [Try("00", 9.0, 0), Try("00", 9.0, 3), Try("01", 5.0, 1)]
    found = count(tries, policy)
    assert [each.chosen for each in found] == [True, False, True]
    assert [each.free for each in found] == [0, 0, 1], "and takes no free day"


def test_free_days_go_in_the_order_of_time_to_what_they_help() -> None:
    policy = Policy(percent_per_day=10, free_days=3)
    tries = [Try("00", 10.0, 2), Try("00", 10.0, 3), Try("01", 8.0, 2), Try("02", 0.0, 1)]
    found = count(tries, policy)
    assert [each.free for each in found] == [2, 2, 1, 0]
    assert [each.score for each in found] == [10.0, 9.0, 7.2, 0.0]


def test_a_free_day_is_paid_once_for_all_attempts_at_an_assignment() -> None:
    policy = Policy(percent_per_day=10, free_days=2, attempt="last")
    again = [Try("00", 5.0, 1), Try("00", 6.0, 1), Try("01", 5.0, 1)]
    assert [each.free for each in count(again, policy)] == [1, 1, 1]
    after_nothing = [Try("00", 5.0, 2), Try("00", 0.0, 2), Try("00", 6.0, 2)]
    assert [each.free for each in count(after_nothing, policy)] == [2, 0, 2]


shares = st.lists(st.none() | st.floats(0, 1), max_size=8)


@quick
@given(st.lists(st.tuples(st.integers(0, 10), st.integers(1, 10)), max_size=8), st.integers(0, 9))
def test_dropping_the_lowest_never_lowers_the_share(marks: list[tuple[int, int]], number: int) -> None:
    marks = [(min(score, points), points) for score, points in marks]
    dropped = lowest([score / points for score, points in marks], number)
    kept = [mark for place, mark in enumerate(marks) if place not in dropped]
    assert len(dropped) == max(0, min(number, len(marks) - 1))
    if marks:
        before, after = (sum(s for s, _ in each) / sum(p for _, p in each) for each in (marks, kept))
        assert after >= before - 1e-12  # two quotients of sums that are exact


@quick
@given(shares, st.integers(0, 9))
def test_a_mark_that_is_worth_no_points_is_never_dropped(found: list[float | None], number: int) -> None:
    assert all(found[place] is not None for place in lowest(found, number))
