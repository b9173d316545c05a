"""A class graded in parts and merged is the class graded in one, in whatever order and however often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.classroom import gradebook, grading
from autograder.classroom.gradebook_file import GRADEBOOK, Database
from autograder.classroom.grading import ClassRecords, Job, Order, grade_class
from autograder.classroom.scale.merge import merge
from autograder.classroom.scale.shards import FILE, Shard, begin, finish
from autograder.classroom.submissions import Source
from autograder.classroom.term.grades import ClassGrades
from autograder.cli import instructor
from autograder.course.errors import UsageError
from autograder.reports.json import class_json
from autograder.reports.sheet import class_csv
from autograder.reports.summary import summary_of
from autograder.sandbox.isolation import Level
from tests.classroom.courses import tiny_course
from tests.classroom.hostile import GOOD, zipped
from tests.classroom.school import Judge

COUNT = 3
NAMES = [f"student{number}" for number in range(10)]


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Judges without a sandbox, at a time that stands still."""
    judge = Judge()
    monkeypatch.setattr(grading, "prepare", lambda _: SimpleNamespace(digest=judge.bundle))
    monkeypatch.setattr(gradebook, "now", lambda: "2026-09-14T21:59:00Z")
    return judge


@pytest.fixture
def sources(tmp_path: Path) -> list[Source]:
    """Ten students with two attempts each, one with the bytes of another's, one with a zip that is none."""
    place = tmp_path / "class"
    place.mkdir()
    for name in NAMES:
        for attempt in (1, 2):
            zipped((GOOD, f"{name} {attempt}".encode()))(place / f"{name}-{attempt}.zip")
    zipped((GOOD, b"student4 2"))(place / "copycat-1.zip")
    (place / "unlucky-1.zip").write_bytes(b"not a zip")
    return [_source(path) for path in sorted(place.iterdir())]


def _source(path: Path) -> Source:
    student, _, attempt = path.stem.partition("-")
    return Source(student, path, f"2026-09-1{attempt}T12:00:00Z", owner=student)


@pytest.fixture
def order(tmp_path: Path) -> Order:
    course = tiny_course(tmp_path / "course")
    return Order(course, course.assignments, Level.FULL, tmp_path, tmp_path / "one", 1)


def graded(order: Order, judge: Judge, sources: list[Source], out: Path, shard: Shard | None = None) -> ClassRecords:
    """The class, or a part of it, graded into a folder."""

    def engine(_: Order, bundle: str, jobs: Iterable[tuple[str, Job]]) -> Iterator[tuple[str, Any]]:
        return judge.run_jobs(jobs)

    out.mkdir(exist_ok=True)
    begin(out)
    part = shard.part(sources) if shard else sources
    records = grade_class(replace(order, out=out), part, lambda: None, engine=engine)
    if shard:
        finish(out, shard, records)
    return records


@pytest.fixture
def shards(order: Order, judge: Judge, sources: list[Source], tmp_path: Path) -> list[Path]:
    """The results folders of all parts, each graded from a list in another order."""
    folders = [tmp_path / f"part{number}" for number in range(1, COUNT + 1)]
    for number, folder in enumerate(folders, 1):
        graded(order, judge, sources[number:] + sources[:number], folder, Shard(number, COUNT))
    return folders


def results(records: ClassRecords) -> tuple[str, str]:
    """gradebook.json and gradebook.csv."""
    return "".join(class_json(records)), class_csv(summary_of(records))


QUESTIONS = (
    "SELECT * FROM students ORDER BY 1",
    "SELECT * FROM assignments ORDER BY 1",
    "SELECT digest FROM bundles ORDER BY number",
    "SELECT assignment, task, title, symbol FROM places ORDER BY number",
    "SELECT student, scope, submission, holds, moment, noted, source, problem, notices, minutes FROM hand_ins"
    " ORDER BY student, COALESCE(moment, noted), number",
    "SELECT submission, bundle, scope, sandbox, anew, broken, record FROM attempts ORDER BY 1, 2, 3, 4, 5",
    "SELECT a.submission, p.symbol, r.verdict, r.score, r.points, r.law, r.passed, r.examples FROM results r"
    " JOIN attempts a ON a.number=r.attempt JOIN places p ON p.number=r.place ORDER BY 1, p.number",
    "SELECT a.submission, s.assignment, s.score, s.points FROM scores s JOIN attempts a ON a.number=s.attempt"
    " ORDER BY 1, 2",
    "SELECT student, assignment, score, reason, author, moment FROM overrides ORDER BY number",
)


def rows(out: Path) -> list[list[tuple[Any, ...]]]:
    """All that a gradebook says, in the orders that are read from it; not what its numbers happen to be."""
    with Database(out / GRADEBOOK) as book:
        return [list(book.rows(question)) for question in QUESTIONS]


def test_every_student_is_in_one_shard_that_follows_from_the_name_alone(sources: list[Source]) -> None:
    parts = [Shard(number, COUNT).part(sources) for number in range(1, COUNT + 1)]
    assert sorted(source.path for part in parts for source in part) == sorted(source.path for source in sources)
    students = [{source.student for source in part} for part in parts]
    assert sum(map(len, students)) == len(NAMES) + 2
    assert [Shard(1, COUNT).part(reversed(sources))[::-1]] == parts[:1]
    for name, alike in (("Ada", "ADA"), ("Zo\u00eb", "Zoe\u0308")):
        assert [shard for shard in range(1, 8) if Shard(shard, 7).holds(name)] == [
            shard for shard in range(1, 8) if Shard(shard, 7).holds(alike)
        ]


def test_merged_in_any_order_it_is_the_class_graded_in_one(
    order: Order, judge: Judge, sources: list[Source], shards: list[Path], tmp_path: Path
) -> None:
    expected = results(graded(order, judge, sources, tmp_path / "one"))
    assert '"student": "copycat"' in expected[0]
    for number, folders in enumerate(permutations(shards)):
        out = tmp_path / f"all{number}"
        assert results(merge(out, folders)) == expected
        assert rows(out) == rows(tmp_path / "one")
        assert list(ClassGrades(out)) == list(ClassGrades(tmp_path / "one"))
        assert not (out / FILE).exists()


def test_merging_again_changes_nothing_and_what_stands_in_the_class_already_stays(
    shards: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "all"
    expected = results(merge(out, shards))
    with Database(out / GRADEBOOK) as book:
        for score, moment in ((3.0, "2026-10-02T08:00:00Z"), (None, "2026-10-03T08:00:00Z")):
            values = ("student1", "00_scalars", score, "a power cut", "ada", moment)
            book.write(
                "INSERT INTO overrides (student, assignment, score, reason, author, moment) VALUES (?, ?, ?, ?, ?, ?)",
                values,
            )
    before = rows(out)
    for _ in range(2):
        assert results(merge(out, shards[::-1])) == expected
        assert rows(out) == before
    assert [row[2] for row in before[-1]] == [3.0, None]


@pytest.mark.parametrize("renewed", ["00" * 32, "ff" * 32])
def test_what_was_graded_with_renewed_checks_counts_once_it_is_merged_into_the_class(
    order: Order, judge: Judge, sources: list[Source], shards: list[Path], tmp_path: Path, renewed: str
) -> None:
    """Also where the shards' folders are new, so that each counts its bundles from 1, and where points became fewer."""
    out = tmp_path / "all"
    merge(out, shards)
    with Database(out / GRADEBOOK) as book:
        book.write("UPDATE assignments SET points=points+1")
    judge.bundle = renewed
    judge.verdicts = {f"{name} {attempt}": "wrong" for name in NAMES for attempt in (1, 2)}
    parts = [tmp_path / f"renewed{number}" for number in range(1, COUNT + 1)]
    for number, part in enumerate(parts, 1):
        graded(order, judge, sources, part, Shard(number, COUNT))
    merge(out, parts)
    assert {grade.score for grade in ClassGrades(out)} == {0.0}
    assert ClassGrades(out).columns == ClassGrades(parts[0]).columns


def test_a_hand_in_has_its_time_once_one_of_the_books_knows_it(
    order: Order, judge: Judge, sources: list[Source], shards: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "all"
    graded(order, judge, [replace(source, moment=None) for source in sources[::2]], out)
    merge(out, shards)
    with Database(out / GRADEBOOK) as book:
        assert list(book.rows("SELECT COUNT(*), COUNT(moment) FROM hand_ins")) == [(len(sources), len(sources))]


def test_of_two_gradings_of_the_same_bytes_the_sound_one_is_taken(
    order: Order, judge: Judge, sources: list[Source], shards: list[Path], tmp_path: Path
) -> None:
    merge(tmp_path / "all", shards)
    with Database(tmp_path / "all" / GRADEBOOK) as book:
        book.write("UPDATE attempts SET broken=1, record='{}'")
    assert rows(tmp_path / "all") != rows(shards[0])
    expected = results(graded(order, judge, sources, tmp_path / "one"))
    assert results(merge(tmp_path / "all", shards)) == expected


def test_a_zip_that_was_mended_is_no_longer_a_problem_of_the_merged_class(
    order: Order, judge: Judge, sources: list[Source], shards: list[Path], tmp_path: Path
) -> None:
    (number,) = (number for number in range(1, COUNT + 1) if Shard(number, COUNT).holds("unlucky"))
    (unlucky,) = (replace(source, moment=None) for source in sources if source.student == "unlucky")
    everybody = [*(source for source in sources if source.student != "unlucky"), unlucky]
    graded(order, judge, everybody, shards[number - 1], Shard(number, COUNT))
    merge(tmp_path / "all", shards)
    zipped((GOOD, b"unlucky 1"))(unlucky.path)
    graded(order, judge, everybody, shards[number - 1], Shard(number, COUNT))
    merge(tmp_path / "all", shards)
    unknown = "SELECT problem FROM hand_ins WHERE student='unlucky' AND moment IS NULL"
    with Database(tmp_path / "all" / GRADEBOOK) as book:
        assert list(book.rows(unknown)) == [(None,)]


def test_the_command_merges_and_prints_the_class(
    shards: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = results(merge(tmp_path / "all", shards))
    out = tmp_path / "results"
    with pytest.raises(SystemExit) as ended:
        instructor.main(["merge", *map(str, shards), "--out", str(out), "--json"])
    assert ended.value.code == 1, "one zip is none"
    assert capsys.readouterr().out == expected[0] == (out / "gradebook.json").read_text()
    assert (out / "gradebook.csv").read_text() == expected[1]


def refusal(out: Path, folders: list[Path]) -> str:
    with pytest.raises(UsageError) as caught:
        merge(out, folders)
    assert not (out / GRADEBOOK).exists()
    return str(caught.value)


def test_shards_that_do_not_make_a_whole_are_told_in_one_sentence(
    order: Order, judge: Judge, sources: list[Source], shards: list[Path], tmp_path: Path
) -> None:
    out, (one, two, three) = tmp_path / "all", shards
    assert refusal(out, [one, three]) == "Shard 2/3 is missing; name the results folders of all shards."
    assert refusal(out, [one, two, two.parent / "class"]).startswith(f"{tmp_path / 'class'} is no finished shard; ")
    assert refusal(out, [one, tmp_path / "absent"]).startswith(f"{tmp_path / 'absent'} is not there; ")
    twice = tmp_path / "twice"
    graded(order, judge, sources, twice, Shard(1, COUNT))
    assert refusal(out, [one, two, three, twice]) == f"{one} and {twice} are both shard 1/3; give each shard once."
    graded(order, judge, sources, twice, Shard(1, 2))
    assert f"{two} was graded as a part of 3, and {twice} as a part of 2; " in refusal(out, [two, twice])
    judge.bundle = "c3" * 32
    graded(order, judge, sources, twice, Shard(1, COUNT))
    assert f"{twice} with the bundle c3c3c3c3c3c3; grade" in refusal(out, [two, twice])
    with pytest.raises(UsageError, match="both a shard and the place for the class; choose another place"):
        merge(one, shards)


def test_a_folder_that_is_graded_again_is_no_finished_shard_until_it_is_through(shards: list[Path]) -> None:
    begin(shards[0])
    with pytest.raises(UsageError, match="is no finished shard"):
        merge(shards[0].parent / "all", shards)


@pytest.mark.parametrize("text", ["", "2", "0/3", "4/3", "-1/3", "1/0", "a/b", "1/3/5", "1/99999999"])
def test_what_is_no_part_of_a_whole_is_wrong_use(text: str) -> None:
    with pytest.raises(UsageError, match=r"such as 2/5 \(got "):
        Shard.parse(text)


def test_the_options_of_other_machines_are_told_where_they_do_not_fit(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "ada.zip").write_bytes(b"")
    for words, sentence in {
        ("--engine", "dask"): "--engine dask and --scheduler ADDRESS go together; give both or neither.",
        ("--scheduler", "tcp://x:1"): "--engine dask and --scheduler ADDRESS go together; give both or neither.",
        ("--fingerprint", "ABCD"): "--fingerprint says whose bundle it must be; give the file with --bundle.",
        ("--bundle", "absent.bundle"): "absent.bundle cannot be read (No such file or directory); give the path",
    }.items():
        with pytest.raises(SystemExit) as ended:
            instructor.main(["grade", str(tmp_path), "--out", str(tmp_path.parent / "out"), *words])
        assert ended.value.code == 2
        assert sentence in capsys.readouterr().err
