"""A check that passes while its blank is a stub says nothing of it, and is refused before anybody is graded."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from tiny_course import HIDDEN, LAWS, OPERATORS, write

from autograder.course.errors import InternalError
from autograder.course.model import Course
from autograder.judge.bundle import Bundle, make_bundle
from autograder.judge.idle import idle_checks, stub_planted
from autograder.judge.session import LoadFailed, Session
from autograder.judge.verdicts import Verdict
from autograder.sandbox.isolation import Level
from autograder.sandbox.warm import Exit

NAMES = count()


@pytest.mark.parametrize(
    ("module", "old", "new", "name", "symbol"),
    [
        ("waves", "return tt.waves.Wave.apply(x)", "return tt.waves.wave.ramp(3)", "apply_doubles", "Wave.apply"),
        ("waves", "return tt.waves.wave.ramp(n)", "return 2 * n", "ramp_counts", "ramp"),
        ("numbers", 'operators.mul("a", x)', "operators.nothing", "mul_refuses_text", "mul"),
        ("numbers", "return tt.numbers.operators.falling(xs)", "return sorted(xs)[::-1]", "falling_falls", "falling"),
        (
            "numbers",
            'return tt.numbers.laws.square_law(tt.proxy("numbers.plain.square"), x)',
            'return tt.proxy("numbers.plain.square")(x) == x * x',
            "square_law_catches",
            "square_law",
        ),
    ],
)
def test_a_check_that_does_not_need_its_blank_is_refused(
    course: Course, level: Level, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, old: str, new: str,
    name: str, symbol: str,
) -> None:  # fmt: skip
    package = f"idle_hidden_{next(NAMES)}"
    source = HIDDEN[f"tiny_hidden/{module}.py"]
    assert old in source
    write(tmp_path, {f"{package}/__init__.py": "", f"{package}/{module}.py": source.replace(old, new)})
    monkeypatch.syspath_prepend(tmp_path)
    (assignment,) = (each for each in course.assignments if each.slug == module)
    sentence = f"the check '{name}' of '{symbol}' passes while '{symbol}' is a stub; return what '{symbol}' makes."
    with pytest.raises(InternalError) as caught:
        make_bundle(course, [assignment], tmp_path / "private", level, hidden=package)
    assert str(caught.value) == sentence
    assert not list((tmp_path / "private").glob("bank-*")), "a bank with such a check is not kept"


def test_only_the_blank_itself_is_a_stub(course: Course, bundle: Bundle) -> None:
    planted = stub_planted(course.blank("falling"), bundle.reference, bundle.stubs)
    assert [path for path in planted if planted[path] != bundle.reference[path]] == [OPERATORS]
    text = planted[OPERATORS].decode()
    assert text.count("NotImplementedError") == 1
    assert "return x * y" in text
    law = stub_planted(course.blank("square_law"), bundle.reference, bundle.stubs)
    assert b"NotImplementedError" in law[LAWS]


def test_a_blank_without_which_nothing_loads_has_no_idle_check(course: Course, bundle: Bundle) -> None:
    def fail() -> Session:
        raise LoadFailed("raises NotImplementedError", Verdict.EXCEPTION, Exit("killed", 9, 0.0, 0.0), 0.0)

    assert idle_checks(course.blank("mul"), bundle.banks["00_numbers"].of("mul"), fail) == []
