"""Task 0.3: map, zip_with and reduce, and the list operations that they make."""

import math

import pytest
from hypothesis import given

from tinytorch.scalars import functional

from .strategies import lists


@pytest.mark.task("0.3", "map")
@given(values=lists)
def test_map(values):
    """map(f) applies f to each value, in order."""
    assert functional.map(lambda x: 2.0 * x)(values) == [2.0 * x for x in values]


@pytest.mark.task("0.3", "map")
def test_map_leaves_the_list_as_it_was():
    """map(f) makes a new list; the given one stays as it was."""
    values = [1.0, -2.0]
    functional.map(abs)(values)
    assert values == [1.0, -2.0]


@pytest.mark.task("0.3", "zip_with")
@given(values=lists)
def test_zip_with(values):
    """zip_with(f) gives f one value of each list at a time, the left one first."""
    right = [x + 1.0 for x in values]
    assert functional.zip_with(lambda x, y: 10.0 * x - y)(values, right) == [10.0 * x - (x + 1.0) for x in values]


@pytest.mark.task("0.3", "zip_with")
def test_zip_with_refuses_different_lengths():
    """Two lists of different lengths are a mistake, not a shorter answer."""
    with pytest.raises(ValueError):
        functional.zip_with(math.fmod)([1.0, 2.0, 3.0], [1.0, 2.0])


@pytest.mark.task("0.3", "reduce")
@given(values=lists)
def test_reduce(values):
    """reduce(f, start) of [a, b, c] is f(f(f(start, a), b), c): from the left."""
    expected = 1.0
    for x in values:
        expected = 0.5 * expected - x
    assert functional.reduce(lambda result, x: 0.5 * result - x, 1.0)(values) == expected


@pytest.mark.task("0.3", "reduce")
def test_reduce_starts_anew_each_time():
    """One reduction can be used twice: the second call does not go on where the first one stopped."""
    total = functional.reduce(lambda result, x: result + x, 0.0)
    assert [total([1.0, 2.0]), total([1.0, 2.0]), total([])] == [3.0, 3.0, 0.0]


@pytest.mark.task("0.3", "neg_list")
@given(values=lists)
def test_neg_list(values):
    """neg_list turns every sign."""
    assert functional.neg_list(values) == [-x for x in values]


@pytest.mark.task("0.3", "add_lists")
@given(values=lists)
def test_add_lists(values):
    """add_lists adds what stands at the same place."""
    assert functional.add_lists(values, values[::-1]) == [x + y for x, y in zip(values, reversed(values), strict=True)]


@pytest.mark.task("0.3", "sum")
@given(values=lists)
def test_sum(values):
    """sum adds all values up; of none it is 0."""
    assert functional.sum(values) == pytest.approx(math.fsum(values), abs=1e-9)


@pytest.mark.task("0.3", "prod")
@given(values=lists)
def test_prod(values):
    """prod multiplies all values; of none it is 1."""
    assert functional.prod(values) == pytest.approx(math.prod(values))
