"""Plain values are compared in a fixed order: kind, dtype, shape, finiteness, places of NaN, tolerance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import close, exact, same_error

NAN, INF = math.nan, math.inf
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(plain)
def test_every_value_equals_itself(value: Any) -> None:
    assert exact()(value, value) is None
    assert exact(strict=True)(value, value) is None


@given(st.floats(-1e3, 1e3), st.floats(1e-6, 1.0))  # where expected + atol is not lost in rounding
def test_the_tolerance_itself_is_still_inside(expected: float, atol: float) -> None:
    assert close(atol)(expected, expected + atol * 0.999) is None
    assert close(atol)(expected, expected + atol * 1.001 + 1e-6) is not None


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (1.0, 1),
        (1, 1.0),
        (True, 1),
        (0.0, False),
        (0.0, -0.0),
        (NAN, NAN),
        (INF, INF),
        ([1.0], [1]),
        (2**53 + 1, 2**53 + 1),
    ],
)
def test_equal_values_are_equal(expected: Any, got: Any) -> None:
    assert exact()(expected, got) is None


@pytest.mark.parametrize(
    ("expected", "got", "kind", "detail"),
    [
        (1.0, [1.0, 2.0, 3.0], "wrong", "expected a number, got a list"),
        (1.0, None, "wrong", "expected a number, got None (is a `return` missing?)"),
        (1.0, "1.0", "wrong", "expected a number, got a text"),
        (1.0, {"opaque": True}, "wrong", "expected a number, got an object that is no plain value"),
        ([1.0], [1.0, 2.0], "shape", "expected a list of length 1, got a longer one"),
        ([1.0, 2.0], [1.0, "x"], "wrong", "expected a number, got a text in item 1"),
        ([[1.0]], [[2.0]], "wrong", "expected another number in item 0 in item 0"),
        ({"a": 1.0}, {"b": 1.0}, "wrong", "expected the entries a, got others"),
        (1.0, NAN, "not_finite", "expected a number, got nan"),
        (1.0, -INF, "not_finite", "expected a number, got infinity"),
        (INF, NAN, "not_finite", "expected infinity, got nan"),
        (NAN, 1.0, "wrong", "expected nan, got a number"),
        (INF, -INF, "wrong", "expected infinity, got something else"),
        (2**53 + 1, 2**53, "wrong", "expected another number"),
        ("yes", "no", "wrong", "expected another text"),
        (None, 0.0, "wrong", "expected None (is a `return` missing?), got a number"),
        ([NAN, 1.0], ["x", 2.0], "wrong", "expected a number, got a text in item 0"),
        ([1.0, 2.0], [5.0, NAN], "not_finite", "expected a number, got nan in item 1"),
    ],
)
def test_a_difference_is_told_in_our_words(expected: Any, got: Any, kind: str, detail: str) -> None:
    difference = exact()(expected, got)
    assert difference is not None
    assert (difference.kind, difference.detail) == (kind, detail)


def test_strict_tells_kinds_of_numbers_apart() -> None:
    difference = exact(strict=True)(1.0, 1)
    assert difference is not None and difference.detail == "expected a number, got a whole number"
    assert exact(strict=True)(True, 1) is not None


@pytest.mark.parametrize(
    ("expected", "got", "kind"),
    [
        (np.zeros(3), np.zeros(3, np.float32), "shape"),
        (np.zeros(3), np.zeros((3, 1)), "shape"),
        (np.zeros(3), np.array([0.0, NAN, 0.0]), "not_finite"),
        (np.array([NAN, 0.0]), np.array([0.0, 0.0]), "wrong"),
        (np.zeros(3), np.ones(3), "wrong"),
        (np.zeros(3, bool), np.ones(3, bool), "wrong"),
        (np.array([2**53 + 1]), np.array([2**53]), "wrong"),
        (np.zeros((0, 3)), np.zeros((0, 2)), "shape"),
        (np.zeros(()), 0.0, "wrong"),
    ],
)
def test_arrays_differ_by_dtype_shape_and_values(expected: Any, got: Any, kind: str) -> None:
    difference = exact()(expected, got)
    assert difference is not None and difference.kind == kind


@pytest.mark.parametrize("array", [np.zeros((2, 0)), np.array(NAN), np.arange(4), np.ones(2, bool), np.float32([INF])])
def test_an_array_equals_its_copy(array: Any) -> None:
    assert close(1e-9)(np.asarray(array), np.asarray(array).copy()) is None


def test_of_two_errors_only_the_kind_counts() -> None:
    errors = same_error()
    assert errors(["ValueError", "a"], ["ValueError", "b"]) is None
    assert errors(None, None) is None
    assert errors(None, ["KeyError", ""]).detail == "expected no exception, got KeyError"  # type: ignore[union-attr]
    assert errors(["KeyError", ""], None).detail == "expected KeyError, got no exception"  # type: ignore[union-attr]
    assert errors(["KeyError", ""], ["rm -rf", ""]).detail == "expected KeyError, got something else"  # type: ignore[union-attr]


SENT = st.recursive(
    plain | st.binary(max_size=3) | st.just(np.zeros(3)) | st.just(np.float32(1.0).reshape(1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["opaque", "a"]), inner, max_size=2),
)


@given(SENT, SENT)
def test_a_comparison_has_an_answer_for_whatever_a_frame_can_hold(expected: Any, got: Any) -> None:
    difference = exact()(expected, got)
    assert difference is None or difference.detail
    assert same_error()(None, got) is None or got is not None


def test_sizes_that_could_spell_out_an_input_are_not_repeated() -> None:
    got = np.zeros((0, 31337, 1000))
    difference = exact()(1.0, got)
    assert difference is not None and "31337" not in difference.detail


def test_only_exceptions_of_python_are_named() -> None:
    difference = same_error()(None, ["print", ""])
    assert difference is not None and difference.detail == "expected no exception, got something else"
