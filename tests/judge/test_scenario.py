"""A recorded check is data that does what its code says; what cannot be recorded says what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograder.checks import RecordError, record
from autograder.sandbox import wire
from autograder.sandbox.interpret import Interpreter

MODULES = {"tinytorch", "tinytorch.box"}


def run(scenario: Callable[..., Any], **drawn: Any) -> Any:
    """Record, send over the wire and interpret; `tt.builtin` is all the package that is needed."""
    program = record(scenario, MODULES, drawn)
    frame = wire.encode(program)
    header, body = wire.LENGTHS.unpack_from(frame)
    end = wire.LENGTHS.size + header
    return Interpreter(lambda name, args: [name, args]).run(
        wire.decode(frame[wire.LENGTHS.size : end], frame[end : end + body])
    )


def test_operators_work_from_both_sides() -> None:
    def scenario(tt: Any, x: float) -> Any:
        y = tt.builtin.float(x)
        y += 1
        return [2 - y, y - 2, 2**y, -y, abs(-y), y < 4, y == 4.0, 7 // y, y % 2]

    assert run(scenario, x=3.0) == [-2.0, 2.0, 16.0, -4.0, 4.0, False, True, 1.0, 0.0]


def test_containers_indices_and_slices_are_kept() -> None:
    def scenario(tt: Any, xs: list[float]) -> Any:
        held = tt.builtin.list(xs)
        held[0] = 9.0
        return {"pair": (held[1:], held[-1]), "length": [tt.builtin.len(held)]}

    assert run(scenario, xs=[1.0, 2.0, 3.0]) == {"pair": ([2.0, 3.0], 3.0), "length": [3]}


def test_functions_are_recorded_and_keep_what_is_around_them() -> None:
    def scenario(tt: Any, xs: list[float]) -> Any:
        held = tt.builtin.list(xs)
        halves = [lambda x, n=n: x * n + held[0] for n in (1, 2)]
        return [tt.builtin.list(tt.builtin.map(half, held)) for half in halves]

    assert run(scenario, xs=[1.0, 2.0]) == [[2.0, 3.0], [3.0, 5.0]]


def test_catch_fold_subclass_and_proxy_do_as_they_say() -> None:
    def scenario(tt: Any) -> Any:
        made = tt.subclass(tt.builtin.object, twice=lambda x: x * 2)
        return [
            tt.catch(lambda: tt.builtin.len(3)),
            tt.catch(lambda: tt.builtin.len([3])),
            tt.fold(5, lambda x: x + x, 1),
            made.twice(4),
            tt.proxy("a.b")(1, 2),
        ]

    assert run(scenario) == [["TypeError", "object of type 'int' has no len()"], None, 32, 8, ["a.b", [1, 2]]]


def test_within_runs_inside_the_context_manager() -> None:
    program = record(lambda tt: tt.within(tt.box.quiet(), lambda: tt.box.speak(1)), MODULES, {})
    assert [step[0] for step in program["code"]] == ["import", "attr", "call", "with"]
    assert [step[0] for step in program["code"][-1][2]["code"]] == ["attr", "call"]


def test_paths_are_modules_as_far_as_they_are_known() -> None:
    program = record(lambda tt: [tt.box.lid.colour, tt.box.lid.size], MODULES, {})
    assert program["code"] == [
        ["import", 0, "tinytorch.box"],
        ["attr", 1, {"$": 0}, "lid"],
        ["attr", 2, {"$": 1}, "colour"],
        ["attr", 3, {"$": 1}, "size"],
    ]


@pytest.mark.parametrize(
    ("scenario", "advice"),
    [
        (lambda tt: 1 if tt.box.full() else 2, "judge it outside"),
        (lambda tt: list(tt.box.items()), "tt.fold"),
        (lambda tt: len(tt.box.items()), "tt.builtin.len"),
        (lambda tt: float(tt.box.size()), "tt.builtin.float"),
        (lambda tt: f"{tt.box.size()}", "tt.builtin.str"),
        (lambda tt: [1, 2][tt.box.size()], "tt.builtin.list"),
        (lambda tt: 3 in tt.box.items(), "judge it outside"),
        (lambda tt: tt.box.put(object()), "plain data"),
        (lambda tt: tt.box.each(lambda *xs: xs), "name its parameters"),
        (lambda tt: tt.box.each({}.get), "functions"),
        (lambda tt: tt.builtin.frobnicate(1), "Python's own functions"),
    ],
)
def test_what_cannot_be_recorded_says_what_to_write(scenario: Callable[..., Any], advice: str) -> None:
    with pytest.raises(RecordError, match=advice):
        record(scenario, MODULES, {})


def test_a_value_from_inside_a_function_does_not_leave_it() -> None:
    def scenario(tt: Any) -> Any:
        seen = []
        tt.box.each(lambda x: seen.append(x))
        return seen

    with pytest.raises(RecordError, match="return it from that function"):
        record(scenario, MODULES, {})
