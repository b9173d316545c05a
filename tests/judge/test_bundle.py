"""A bank is drawn once from a secret seed and kept; an author's mistake is our fault and names the check."""

from __future__ import annotations

import pickle
import re
import stat
from itertools import count
from pathlib import Path

import pytest
from tiny_course import HIDDEN, write

from autograder.course.errors import CourseError, InternalError, UsageError
from autograder.course.model import Course
from autograder.judge.bundle import Bundle, make_bundle
from autograder.sandbox.isolation import Level

NAMES = count()


def test_the_digest_and_the_answers_are_stable(course: Course, bundle: Bundle, level: Level) -> None:
    again = make_bundle(course, course.assignments, course.root / "private", level, hidden="tiny_hidden")
    assert again.digest == bundle.digest
    assert {name: bank.digest for name, bank in again.banks.items()} == {
        name: bank.digest for name, bank in bundle.banks.items()
    }


def test_the_same_seed_gives_the_same_bank_elsewhere(
    course: Course, bundle: Bundle, level: Level, tmp_path: Path
) -> None:
    (tmp_path / "seed").write_bytes((course.root / "private" / "seed").read_bytes())
    assert make_bundle(course, course.assignments, tmp_path, level, hidden="tiny_hidden").digest == bundle.digest


def test_another_seed_gives_another_bank(course: Course, bundle: Bundle, level: Level, tmp_path: Path) -> None:
    other = make_bundle(course, course.assignments[:1], tmp_path / "other", level, hidden="tiny_hidden")
    assert other.banks["00_numbers"].digest != bundle.banks["00_numbers"].digest


def test_the_private_folder_is_for_its_owner_only(course: Course, bundle: Bundle) -> None:
    private = course.root / "private"
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    banks = sorted(private.glob("bank-*"))
    assert [stat.S_IMODE(path.stat().st_mode) for path in banks] == [0o600, 0o600]
    assert not list(private.glob(".new-*"))


def test_a_bundle_travels_to_another_process(bundle: Bundle) -> None:
    copy = pickle.loads(pickle.dumps(bundle))
    assert copy.digest == bundle.digest
    assert copy.banks["00_numbers"].checks[0].check is bundle.banks["00_numbers"].checks[0].check


def test_a_private_folder_that_cannot_be_used_is_said_so(course: Course, level: Level, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="choose another"):
        make_bundle(course, course.assignments, tmp_path / "file", level, hidden="tiny_hidden")
    (tmp_path / "seed").write_text("short")
    with pytest.raises(UsageError, match="no seed"):
        make_bundle(course, course.assignments, tmp_path, level, hidden="tiny_hidden")


@pytest.fixture
def refusal(course: Course, level: Level, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """The sentence with which a bundle is refused when a check of 01_waves is changed."""

    def refused(old: str, new: str) -> str:
        package = f"edited_hidden_{next(NAMES)}"
        source = HIDDEN["tiny_hidden/waves.py"]
        assert old in source
        write(tmp_path, {f"{package}/__init__.py": "", f"{package}/waves.py": source.replace(old, new, 1)})
        monkeypatch.syspath_prepend(tmp_path)
        with pytest.raises(CourseError) as caught:
            make_bundle(course, course.assignments[1:], tmp_path / "private", level, hidden=package)
        return str(caught.value)

    return refused


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "return tt.waves.Wave.apply(x)",
            "return tt.waves.Wave.apply(x).y",
            "'apply_doubles' .* raises AttributeError on the reference for x = .*; check the spelling",
        ),
        (
            "return tt.waves.Wave.apply(x)",
            "return float(tt.waves.Wave.apply(x))",
            "'apply_doubles' .* tt.builtin.float.y..$",
        ),
        ("return tt.waves.Wave.apply(x)", "return nothing", "'apply_doubles' .* raises NameError while it is recorded"),
        (
            "return tt.waves.Wave.apply(x)",
            "return tt.builtin.id(tt.builtin.object())",
            "'apply_doubles' .* other answers",
        ),
        ('"""Wave.apply(x) is 2x."""', "", r"waves.py:8: the check 'apply_doubles' has no docstring"),
        (
            '@check("Wave.apply"',
            '@check("Wave.aply"',
            r"waves.py:8: .*'apply_doubles' is for 'Wave.aply', .*; did you mean 'Wave.apply'\?$",
        ),
        (
            '@check("ramp", ',
            '@check("ramp", example=5, ',
            "'example' is neither a strategy nor an option .examples, also",
        ),
        ('"""Wave.apply(x) is 2x."""', "return (", r"waves.py:\d+: SyntaxError: "),
        (
            "draw.small_floats",
            "draw.small_flots",
            r"waves.py:8: AttributeError: .*small_flots'",
        ),
        ("draw.small_floats", "nothing", r"waves.py:8: NameError: name 'nothing' is not defined"),
        ("import check\n", "import chek\n", r"waves.py:3: ImportError: cannot import name 'chek'"),
        (
            "def ramp_counts",
            "def apply_doubles",
            r"two checks are named 'apply_doubles' .waves.py:9 and waves.py:15.; give",
        ),
        ('@check("ramp", seconds=0.6, n=st.integers(0, 5))', "", "no check for ramp"),
        (
            "n=st.integers(0, 5)",
            "n=st.integers(0, 5).filter(lambda n: n > 9)",
            "'ramp_counts' .* cannot draw its inputs",
        ),
        ("n=st.integers(0, 5)", "n=st.just(2**70)", "'ramp_counts' .* cannot be stored"),
    ],
)
def test_an_authors_mistake_names_the_check(refusal, old: str, new: str, sentence: str) -> None:  # type: ignore[no-untyped-def]
    assert re.search(sentence, refusal(old, new))


@pytest.mark.parametrize("last", ["own", "imported"])
def test_two_checks_of_one_name_in_two_files_are_refused(
    course: Course, level: Level, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    package = f"doubled_hidden_{last}"
    source, line = HIDDEN["tiny_hidden/waves.py"], f"from {package}.waves_ours import *\n"
    ours = source.replace("def ramp_counts", "def ramp_of_ours")
    both = source + line if last == "imported" else source.replace("\n\n\n", f"\n{line}\n\n", 1)
    files = {f"{package}/__init__.py": "", f"{package}/waves_ours.py": ours, f"{package}/waves.py": both}
    write(tmp_path, files)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(
        UsageError, match=r"two checks are named 'apply_doubles' \(waves\w*.py:\d+ and waves\w*.py:\d+\)"
    ):
        make_bundle(course, course.assignments[1:], tmp_path / "private", level, hidden=package)


def test_a_wrong_version_that_the_reference_does_not_catch_is_refused(
    course: Course, level: Level, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = HIDDEN["tiny_hidden/numbers.py"].replace("return 2 * x * x", "return x * x")
    write(tmp_path, {"lax_hidden/__init__.py": "", "lax_hidden/numbers.py": source})
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(InternalError, match=r"'square_law_catches' .* does not catch: twice the square"):
        make_bundle(course, course.assignments[:1], tmp_path / "private", level, hidden="lax_hidden")
