"""The interpreter: each instruction does what the line of Python does that it stands for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.sandbox.interpret import Interpreter

S = {n: {"$": n} for n in range(20)}


def run(code: list[Any], ret: Any, ask: Any = None) -> Any:
    return Interpreter(ask).run({"code": code, "ret": ret})


def test_import_attr_and_call_reach_a_function() -> None:
    code = [["import", 0, "math"], ["attr", 1, S[0], "hypot"], ["call", 2, S[1], [3.0, 4.0], {}]]
    assert run(code, S[2]) == 5.0


def test_a_call_takes_keywords() -> None:
    code = [["builtin", 0, "sorted"], ["call", 1, S[0], [[1, 3, 2]], {"reverse": True}]]
    assert run(code, S[1]) == [3, 2, 1]


@pytest.mark.parametrize(
    ("name", "operands", "expected"),
    [("add", [2, 3], 5), ("neg", [2], -2), ("lt", [1, 2], True), ("getitem", [[5, 6], 1], 6), ("pow", [2, 3], 8)],
)
def test_an_operator_is_that_of_the_operator_module(name: str, operands: list[Any], expected: Any) -> None:
    assert run([["op", 0, name, operands]], S[0]) == expected


def test_setitem_and_set_change_the_object() -> None:
    code = [
        ["op", 0, "concat", [[1], [2]]],
        ["op", 1, "setitem", [S[0], 0, 9]],
        ["builtin", 2, "object"],
        ["class", 3, [S[2]], {}],
        ["call", 4, S[3], [], {}],
        ["set", S[4], "x", S[0]],
        ["attr", 5, S[4], "x"],
    ]
    assert run(code, S[5]) == [9, 2]


def test_expressions_build_lists_tuples_and_dicts() -> None:
    assert run([], [1, {"tuple": [2, [3]]}, {"dict": [["a", 4], [5, 6]]}]) == [1, (2, [3]), {"a": 4, 5: 6}]


def test_arrays_are_leaves() -> None:
    array = np.zeros(2)
    assert run([], array) is array


def test_a_def_is_a_function_that_sees_the_outer_slots() -> None:
    double_plus = {"code": [["op", 2, "add", [S[1], S[1]]], ["op", 3, "add", [S[2], S[0]]]], "ret": S[3]}
    code = [
        ["op", 0, "add", [100, 0]],
        ["def", 4, [1], double_plus],
        ["builtin", 5, "map"],
        ["call", 6, S[5], [S[4], [1, 2]], {}],
        ["builtin", 7, "list"],
        ["call", 8, S[7], [S[6]], {}],
    ]
    assert run(code, S[8]) == [102, 104]


def test_a_def_may_run_inside_itself() -> None:
    body = {"code": [["call", 2, S[1], [], {}], ["op", 3, "add", [S[0], S[2]]]], "ret": S[3]}
    code = [
        ["def", 4, [0, 1], body],
        ["def", 5, [], {"code": [], "ret": 1}],
        ["def", 6, [], {"code": [["call", 7, S[4], [10, S[5]], {}]], "ret": S[7]}],
        ["call", 8, S[4], [100, S[6]], {}],
    ]
    assert run(code, S[8]) == 111


def test_a_def_takes_as_many_arguments_as_it_has() -> None:
    with pytest.raises(ValueError, match="argument"):
        run([["def", 0, [1], {"code": [], "ret": 1}], ["call", 2, S[0], [1, 2], {}]], None)


def test_a_class_has_static_methods() -> None:
    code = [
        ["def", 0, [1], {"code": [], "ret": S[1]}],
        ["builtin", 2, "object"],
        ["class", 3, [S[2]], {"forward": S[0]}],
        ["call", 4, S[3], [], {}],
        ["attr", 5, S[4], "forward"],
        ["call", 6, S[5], [7], {}],
    ]
    assert run(code, S[6]) == 7


def test_with_runs_inside_and_swallows_what_the_manager_swallows() -> None:
    code = [
        ["import", 0, "contextlib"],
        ["attr", 1, S[0], "suppress"],
        ["import", 2, "builtins"],
        ["attr", 3, S[2], "ZeroDivisionError"],
        ["call", 4, S[1], [S[3]], {}],
        ["with", S[4], {"code": [["op", 5, "truediv", [1, 0]]], "ret": S[5]}, 6],
        ["with", S[4], {"code": [["op", 7, "truediv", [1, 2]]], "ret": S[7]}, 8],
    ]
    assert run(code, [S[6], S[8], S[7]]) == [None, 0.5, 0.5]


def test_catch_names_the_exception_and_cuts_its_message() -> None:
    code = [
        ["catch", 0, {"code": [["op", 1, "truediv", [1, 0]]], "ret": None}],
        ["catch", 2, {"code": [["op", 3, "add", [1, 0]]], "ret": None}],
        ["builtin", 4, "getattr"],
        ["catch", 5, {"code": [["call", 6, S[4], [1, "x" * 2000], {}]], "ret": None}],
    ]
    caught, nothing, long = run(code, [S[0], S[2], S[5]])
    assert (caught, nothing) == (["ZeroDivisionError", "division by zero"], None)
    assert (long[0], len(long[1])) == ("AttributeError", 500)


def test_fold_repeats_a_program() -> None:
    assert run([["fold", 0, 50, 1, 1, {"code": [["op", 2, "add", [S[1], 2]]], "ret": S[2]}]], S[0]) == 101


def test_a_proxy_is_answered_by_the_judge() -> None:
    asked = []

    def ask(name: Any, args: list[Any]) -> Any:
        asked.append((name, args))
        return 42

    assert run([["proxy", 0, "mul"], ["call", 1, S[0], [6, 7], {}]], S[1], ask) == 42
    assert asked == [("mul", [6, 7])]
