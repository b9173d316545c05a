"""The conversation with a worker: load, run, and the questions of a proxy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from attacks import load, program

from autograder.sandbox import wire
from autograder.sandbox.warm import WarmParent


def run(child: Any, *programs: Any) -> Any:
    return child.request({"do": "run", "programs": list(programs)}, seconds=20)


def test_a_package_of_several_files_is_loaded(parent: WarmParent) -> None:
    files = {
        "tinytorch/__init__.py": b"from tinytorch.scalars import double",
        "tinytorch/scalars/__init__.py": b"from tinytorch.scalars.operators import double",
        "tinytorch/scalars/operators.py": b"def double(x): return 2 * x",
    }
    with parent.spawn() as child:
        assert child.request({"do": "load", "files": files}, 20) == {"ok": True}
        assert run(child, program("double", 21)) == {"results": [["ok", 42]]}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(:", ["SyntaxError", None]),
        ("1 / 0", ["ZeroDivisionError", None]),
        ("import sys; sys.exit()", ["SystemExit", None]),
        ("import nothing_of_that_name", ["ModuleNotFoundError", None]),
        ("raise NotImplementedError('Need to implement for Task 0.3')", ["NotImplementedError", "0.3"]),
    ],
)
def test_a_package_that_cannot_be_imported_says_why(parent: WarmParent, source: str, expected: list[Any]) -> None:
    with parent.spawn() as child:
        assert load(child, source) == {"raise": expected}


@pytest.mark.parametrize("name", ["../outside.py", "/tmp/outside.py", "tinytorch/../../outside.py"])
def test_no_file_is_written_outside_the_package(parent: WarmParent, name: str) -> None:
    with parent.spawn() as child:
        assert child.request({"do": "load", "files": {name: b""}}, 20) == {"raise": ["ValueError", None]}


def test_one_request_runs_many_programs_and_each_has_its_result(parent: WarmParent) -> None:
    with parent.spawn() as child:
        load(
            child,
            "def f(x):\n    if x == 1: raise NotImplementedError('Need to implement for Task 1.4')\n    return x * 2.0",
        )
        assert run(child, *[program("f", x) for x in range(3)]) == {
            "results": [["ok", 0.0], ["raise", "NotImplementedError", "1.4"], ["ok", 4.0]]
        }


def test_arrays_go_both_ways(parent: WarmParent) -> None:
    with parent.spawn() as child:
        load(child, "def f(x):\n    x += 1\n    return x.T")
        [[_, result]] = run(child, program("f", np.arange(6, dtype=np.float32).reshape(2, 3)))["results"]
    assert result.dtype == np.float32
    assert result.tolist() == [[1, 4], [2, 5], [3, 6]]


def test_a_proxys_call_is_answered_by_the_judge(parent: WarmParent) -> None:
    code = [
        ["import", 0, "tinytorch"],
        ["attr", 1, {"$": 0}, "law"],
        ["proxy", 2, "mul"],
        ["call", 3, {"$": 1}, [{"$": 2}], {}],
    ]
    with parent.spawn() as child:
        load(child, "def law(mul): return [mul(2.0, 3.0), mul(object(), 1)]")
        wire.send(child.channel, {"do": "run", "programs": [{"code": code, "ret": {"$": 3}}]})
        assert wire.receive(child.channel) == {"ask": "mul", "args": [2.0, 3.0]}
        wire.send(child.channel, {"answer": 6.0})
        assert wire.receive(child.channel) == {"ask": "mul", "args": [{"opaque": True}, 1]}
        wire.send(child.channel, {"answer": 0.0})
        assert wire.receive(child.channel) == {"results": [["ok", [6.0, 0.0]]]}


def test_a_proxy_without_an_answer_raises_in_the_students_code(parent: WarmParent) -> None:
    code = [["proxy", 0, "mul"], ["call", 1, {"$": 0}, [1.0], {}]]
    with parent.spawn() as child:
        wire.send(child.channel, {"do": "run", "programs": [{"code": code, "ret": {"$": 1}}]})
        wire.receive(child.channel)
        wire.send(child.channel, {"fail": True})
        assert wire.receive(child.channel) == {"results": [["raise", "RuntimeError", None]]}


def test_a_student_who_changes_the_builtins_changes_nothing_for_the_interpreter(parent: WarmParent) -> None:
    code = [["builtin", 0, "abs"], ["call", 1, {"$": 0}, [-2], {}], ["op", 2, "add", [{"$": 1}, 1]]]
    with parent.spawn() as child:
        load(child, "import builtins, operator\nbuiltins.abs = operator.add = lambda *a: 99")
        assert run(child, {"code": code, "ret": {"$": 2}}) == {"results": [["ok", 3]]}


@pytest.mark.parametrize("name", ["len", "type", "dict", "memoryview"])
def test_a_student_who_breaks_the_workers_own_tools_gets_no_result(parent: WarmParent, name: str) -> None:
    with parent.spawn() as child:
        load(child, f"import builtins\ndef f(): builtins.{name} = None")
        with pytest.raises((EOFError, TimeoutError, wire.WireError)):
            child.request({"do": "run", "programs": [program("f")] * 2}, seconds=2)


def test_a_reply_too_big_for_the_wire_is_opaque_and_not_the_end(parent: WarmParent) -> None:
    with parent.spawn() as child:
        load(child, "import numpy\ndef f(): return numpy.zeros(5 << 20)\ndef g(): return 1")
        big, bigger, small = run(child, program("f"), program("f"), program("g"))["results"]
    assert big[1].shape == (5 << 20,)
    assert (bigger, small[0]) == (["ok", {"opaque": True}], "ok")


def test_the_judge_who_hangs_up_ends_the_worker(parent: WarmParent) -> None:
    child = parent.spawn()
    child.channel.shutdown(2)
    assert child.close().reason in {"exit", "killed"}
