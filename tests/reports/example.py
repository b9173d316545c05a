"""A made-up record with every verdict in it, the shape that the judge writes."""

from __future__ import annotations

from typing import Any

HOSTILE = "<script>alert(1)</script> & \"quotes\" 'n' {braces}"


def check(verdict: str = "pass", law: str = "mul(x, y) is x times y.", **more: Any) -> dict[str, Any]:
    failed = verdict != "pass"
    return {
        "name": "law_" + verdict,
        "law": law,
        "verdict": verdict,
        "detail": "expected 6.0, got 5.0" if failed else "",
        "input": "x = 2.0\ny = 3.0" if failed else None,
        "expected": "6.0" if failed else None,
        "passed": 7 if failed else 40,
        "examples": 40,
        **more,
    }


def blank(symbol: str, *checks: dict[str, Any], file: str = "scalars/operators.py") -> dict[str, Any]:
    failing = [c["verdict"] for c in checks if c["verdict"] != "pass"]
    verdict = failing[0] if failing else "pass"
    score = 1.0 if verdict in ("pass", "broken") else 0.0
    return {"symbol": symbol, "file": file, "score": score, "points": 1.0, "verdict": verdict, "checks": list(checks)}


def task(number: str, title: str, *blanks: dict[str, Any]) -> dict[str, Any]:
    return {"task": number, "title": title, **total(blanks), "blanks": list(blanks)}


def assignment(folder: str, title: str, *tasks: dict[str, Any]) -> dict[str, Any]:
    return {"folder": folder, "title": title, **total(tasks), "tasks": list(tasks)}


def total(parts: Any) -> dict[str, float]:
    return {"score": sum(part["score"] for part in parts), "points": sum(part["points"] for part in parts)}


def record(student: str, *assignments: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "schema": 1,
        "student": student,
        "submission": "ab" * 32,
        "bundle": "cd" * 32,
        "sandbox": "full",
        "versions": {"python": "3.11.7", "numpy": "2.4.6"},
        **total(assignments),
        "assignments": list(assignments),
        "notices": [],
        "measured": {"seconds": 1.25, "cpu_seconds": 0.5, "memory_mb": 80.0},
        **more,
    }


def mixed(student: str = "ada") -> dict[str, Any]:
    """One of each verdict, over two assignments."""
    float_functions = task(
        "0.1",
        "Float functions",
        blank("mul", check()),
        blank("sigmoid", check("not_finite", "sigmoid(x) lies in [0, 1] and never overflows."), check()),
        blank("relu", check("wrong", "relu(x) is max(0, x).")),
        blank("inv", check("exception", detail="expected a value, got ZeroDivisionError")),
        blank("is_close", check("todo", detail="not written yet", input=None, expected=None)),
    )
    functional = task(
        "0.3",
        "Functional",
        blank("map", check("time", detail="no answer within 10 seconds"), file="scalars/functional.py"),
        blank("reduce", check("broken", detail="the grader's process ended"), file="scalars/functional.py"),
        blank(
            "add_lists", check("shape", detail="expected a list of 3, got a list of 2"), file="scalars/functional.py"
        ),
    )
    forward = task(
        "1.2",
        "Forward",
        blank("Mul.forward", check(), file="autograd/functions.py"),
        blank("ReLU.forward", check("blocked", detail="needs relu"), file="autograd/functions.py"),
        blank("Exp.forward", check("not_deterministic"), file="autograd/functions.py"),
        blank("Log.forward", check("crash"), file="autograd/functions.py"),
        blank("Add.forward", check("policy"), file="autograd/functions.py"),
        blank("Inv.forward", check("memory"), file="autograd/functions.py"),
        blank("Neg.forward", check("import"), file="autograd/functions.py"),
    )
    return record(
        student,
        assignment("00_scalars", "Scalars", float_functions, functional),
        assignment("01_autograd", "Autograd", forward),
        notices=[{"path": "tinytorch/helpers.py", "what": "belongs to no assignment: left aside"}],
    )


def perfect(student: str) -> dict[str, Any]:
    return record(student, assignment("00_scalars", "Scalars", task("0.1", "Float functions", blank("mul", check()))))


def refused(student: str, problem: str) -> dict[str, Any]:
    return record(student, submission="", points=15.0, versions={}, notices=[{"path": "zip", "what": problem}])
