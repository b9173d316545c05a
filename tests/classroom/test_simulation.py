"""A made-up class has the mistakes that students make, and it is known what each hand-in deserves."""

from __future__ import annotations

import ast
import csv
import itertools
import json
import zipfile
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from autograder.classroom.simulation import AGAIN, KINDS, LATE, HandIn, simulated
from autograder.cli import instructor, instructor_simulate
from tests.the_course import COURSE

SCALARS = COURSE.assignment("00")


@pytest.fixture(scope="module")
def hand_ins() -> list[HandIn]:
    return list(simulated(COURSE, SCALARS, 150, seed=1))


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


def lasts(hand_ins: list[HandIn]) -> list[HandIn]:
    return list({hand_in.student: hand_in for hand_in in hand_ins}.values())


def test_the_same_seed_gives_the_same_class_and_another_seed_another(hand_ins: list[HandIn]) -> None:
    first = [each for each in hand_ins if each.student <= "student00005"]
    assert list(simulated(COURSE, SCALARS, 5, seed=1)) == first
    assert list(simulated(COURSE, SCALARS, 5, seed=2)) != first


def test_every_kind_comes_about_as_often_as_it_should(hand_ins: list[HandIn]) -> None:
    last = lasts(hand_ins)
    kinds = Counter(hand_in.kind for hand_in in last)
    assert kinds.keys() == KINDS.keys()
    for kind, percent in KINDS.items():
        assert kinds[kind] <= 2 * 1.5 * percent + 5, kind
    late = sum(hand_in.hours > 0 for hand_in in last) / len(last)
    again = sum(hand_in.number > 1 for hand_in in last) / len(last)
    assert LATE / 2 < late < 2 * LATE
    assert AGAIN / 2 < again < 2 * AGAIN


def test_what_is_planted_is_python_but_where_it_shall_not_be(hand_ins: list[HandIn]) -> None:
    for hand_in in hand_ins:
        broken = 0
        for path, source in hand_in.files.items():
            try:
                ast.parse(source, path)
            except SyntaxError:
                broken += 1
        assert broken == (hand_in.kind == "does not parse")


def test_attempts_come_in_the_order_of_time_and_get_further(hand_ins: list[HandIn]) -> None:
    for before, after in itertools.pairwise(hand_ins):
        if after.student == before.student:
            assert (before.number + 1, before.hours < after.hours) == (after.number, True)
            assert before.fails, "an attempt before the last is half done"


def test_the_command_writes_a_class_as_a_platform_exports_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(instructor_simulate, "here", lambda _: COURSE)  # to load it again would take longest

    def run(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            instructor.main(["simulate", *words])
        return int(ended.value.code or 0)

    place = tmp_path / "class"
    assert run(str(place), "--students", "12") == 0
    assert f"autograder grade {place / '00_scalars'}" in capsys.readouterr().out
    roster = rows(place / "roster.csv")
    assert [row["SIS Login ID"] for row in rows(place / "canvas.csv")] == ["", *(row["student"] for row in roster)]
    truth = json.loads((place / "00_scalars.truth.json").read_text())
    times = rows(place / "00_scalars.times.csv")
    zips = list((place / "00_scalars").rglob("*.zip"))
    assert [row["student"] for row in roster] == list(truth)
    assert len(times) == len(zips) == sum(each["attempts"] for each in truth.values())
    assert all(datetime.fromisoformat(row["submitted at"]).tzinfo for row in times)
    with zipfile.ZipFile(zips[0]) as archive:
        assert set(archive.namelist()) <= {f"tinytorch/{file}" for file in SCALARS.files_with_blanks}
    assert run(str(place)) == 2
    assert "is not empty" in capsys.readouterr().err
    assert run(str(tmp_path / "other"), "--deadline", "2026-09-14 23:59") == 2
    assert "has no time zone" in capsys.readouterr().err
    assert run(str(tmp_path / "other"), "--deadline", "soon") == 2
    assert "'soon' is no time" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()
