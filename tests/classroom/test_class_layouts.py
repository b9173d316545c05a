"""A class as each platform exports it, folder or zip, gives the same hand-ins, and each is read from where it lies."""

from __future__ import annotations

import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.classroom import class_zip
from autograder.classroom.layouts.gradescope import submissions
from autograder.classroom.paths import BadSubmission
from autograder.classroom.submissions import Source, find_submissions, namesakes, read_submission
from autograder.course.errors import UsageError
from autograder.course.model import Course
from autograder.reports.grades import Person
from tests.classroom import exports
from tests.classroom.courses import tiny_course
from tests.classroom.exports import ROSTER, Tree, as_folder, as_zip, handed_in, work
from tests.classroom.hostile import GOOD, HOSTILE

BOTH = pytest.mark.parametrize("write", [as_folder, as_zip])
Write = Callable[[Tree, Path], Path]
NIGHT, NEXT = "2026-09-14T21:59:00Z", "2026-09-15T01:02:03Z"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return tiny_course(tmp_path_factory.mktemp("course"))


def found(path: Path, course: Course, people: tuple[Person, ...] = ROSTER) -> list[tuple[str, str | None, str]]:
    """(student, moment, what is in it) of every hand-in."""
    return [(source.student, source.moment, what(source, course)) for source in find_submissions(path, people)]


def what(source: Source, course: Course) -> str:
    """The word in a submission, or how its refusal begins."""
    try:
        text = read_submission(source, course, course.assignments).files[GOOD].decode()
    except BadSubmission as refused:
        return str(refused)[:13]
    return text.partition("# ")[2].strip()


@BOTH
def test_canvas_by_user_id_in_the_order_of_attachments(write: Write, tmp_path: Path, course: Course) -> None:
    path = write(exports.CANVAS, tmp_path / "submissions")
    assert found(path, course) == [
        ("ada", None, "ada first"),
        ("ada", None, "ada second"),
        ("grace", None, "grace"),
        ("turingalan", None, "it is not a z"),
    ]
    first, _, grace, alan = find_submissions(path, ROSTER)
    assert [notice.what for notice in first.notices] == ["not a zip or a tar: left aside"]
    assert [notice.what for notice in grace.notices] == ["Canvas marks it as late, and does not say by how much"]
    assert [notice.what for notice in alan.notices] == ["nobody in the roster has Canvas id '503', name 'turingalan'"]


def test_a_file_whose_name_nobody_has_is_told_by_its_name(tmp_path: Path) -> None:
    (stranger,) = find_submissions(as_folder({"zoe.zip": b"", "ada.zip": b""}, tmp_path / "class"), ROSTER)[1:]
    assert [notice.what for notice in stranger.notices] == ["nobody in the roster is called 'zoe'"]


def test_who_takes_a_name_in_canvas_does_not_take_the_hand_ins_of_who_has_an_id(tmp_path: Path) -> None:
    tree = {"lovelaceada_501_7001_x.zip": handed_in("ada"), "lovelaceada_999_7002_x.zip": handed_in("eve")}
    sources = find_submissions(as_folder(tree | {"hoppergrace_502_1_x.zip": b""}, tmp_path / "class"), ROSTER)
    assert {(source.student, source.owner) for source in sources} == {
        ("ada", "canvas 501"), ("grace", "canvas 502"), ("lovelaceada", "canvas 999")
    }  # fmt: skip


def test_canvas_without_a_roster_names_students_as_canvas_does(tmp_path: Path) -> None:
    anonymous = {"anon_Xy3bQ_7005_x.zip": b"", "LATE_anon_Zz9_7006_x.zip": b""}
    path = as_folder(exports.CANVAS | anonymous, tmp_path / "submissions")
    students = [source.student for source in find_submissions(path)]
    assert students == ["anon_Xy3bQ", "anon_Zz9", "hoppergrace", "lovelaceada", "lovelaceada", "turingalan"]


def test_names_with_numbers_are_no_canvas_download_where_two_share_an_id(tmp_path: Path) -> None:
    path = as_folder({"ada_2026_01_hw.zip": b"", "grace_2026_01_hw.zip": b""}, tmp_path / "class")
    assert [source.student for source in find_submissions(path)] == ["ada_2026_01_hw", "grace_2026_01_hw"]


@BOTH
@pytest.mark.parametrize("tree", [exports.MOODLE, exports.MOODLE_FLAT])
def test_moodle_by_participant_or_full_name(tree: Tree, write: Write, tmp_path: Path, course: Course) -> None:
    path = write(tree, tmp_path / "scalars-12")
    assert found(path, course) == [("ada", None, "ada first"), ("ada", None, "ada second"), ("grace", None, "grace")]
    assert [source.student for source in find_submissions(path)] == ["Ada Lovelace", "Ada Lovelace", "Grace Hopper"]


@pytest.mark.parametrize(
    ("own", "student"),
    [
        ("lovelaceada_501_1_hoppergrace_502_2_x.zip", "ada"),
        ("Ada Lovelace_901_assignsubmission_file_Grace Hopper_902_assignsubmission_file_x.zip", "ada"),
    ],
)
def test_a_file_that_is_named_like_somebody_else_s_stays_its_owner_s(own: str, student: str, tmp_path: Path) -> None:
    assert [source.student for source in find_submissions(as_folder({own: b""}, tmp_path / "class"), ROSTER)] == [
        student
    ]


def test_who_is_called_like_a_folder_of_moodle_is_nobody_else(tmp_path: Path) -> None:
    eve = "Grace Hopper_902_assignsubmission_file_x"
    tree = exports.MOODLE | {f"{eve}_999_assignsubmission_file_/tinytorch/scalars/operators.py": work("eve")}
    hand_ins = [(source.student, source.owner) for source in find_submissions(as_folder(tree, tmp_path / "class"))]
    assert (eve, "moodle 999") in hand_ins and hand_ins.count(("Grace Hopper", "moodle 902")) == 1


@BOTH
def test_nbgrader_with_the_times_of_its_stamps(write: Write, tmp_path: Path, course: Course) -> None:
    path = write(exports.NBGRADER, tmp_path / "course")
    assert found(path, course) == [
        ("ada", "2026-09-13T19:00:00Z", "ada first"),
        ("ada", NIGHT, "ada second"),
        ("grace", NEXT, "grace"),
    ]


def test_an_nbgrader_stamp_that_is_no_time_is_a_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = exports.NBGRADER | {"submitted/grace/00_scalars/timestamp.txt": b"yesterday"}
    monkeypatch.chdir(as_folder(tree, tmp_path / "course") / "submitted")
    for path in (tmp_path / "course", tmp_path / "course" / "submitted", Path()):
        *_, grace = find_submissions(path)
        assert grace.moment is None
        assert "when it came is not known" in grace.notices[0].what


def test_a_file_that_a_student_calls_timestamp_changes_nobody_s_layout(tmp_path: Path, course: Course) -> None:
    tree = {f"ada/{GOOD}": work("ada"), f"eve/{GOOD}": work("eve"), "eve/x/timestamp.txt": b"2000-01-01 00:00:00"}
    assert found(as_folder(tree, tmp_path / "class"), course, ()) == [("ada", None, "ada"), ("eve", None, "eve")]


@BOTH
@pytest.mark.parametrize("folder", ["", "assignment_77_export/"])
def test_gradescope_gives_a_group_s_work_to_each_of_it(
    folder: str, write: Write, tmp_path: Path, course: Course
) -> None:
    tree = {folder + name: data for name, data in exports.GRADESCOPE.items()}
    path = write(tree, tmp_path / "export")
    path = path / folder if path.is_dir() else path
    assert found(path, course) == [
        ("ada", NIGHT, "ada"),
        ("ada", NEXT, "grace and ada"),
        ("grace", NEXT, "grace and ada"),
    ]
    assert not namesakes(find_submissions(path, ROSTER))
    assert {source.student for source in find_submissions(path)} == {"Ada Lovelace", "Grace Hopper"}


def test_gradescope_s_file_is_read_as_a_yaml_library_reads_it() -> None:
    yaml = pytest.importorskip("yaml")
    ours = {told.key: [submitter.get("name") for submitter in told.submitters] for told in submissions(
        exports.METADATA.decode().splitlines()
    )}  # fmt: skip
    theirs = yaml.safe_load(exports.METADATA)
    assert ours == {key: [who[":name"] for who in entry[":submitters"]] for key, entry in theirs.items()}


@BOTH
def test_a_folder_of_archives_is_several_attempts_in_natural_order(
    write: Write, tmp_path: Path, course: Course
) -> None:
    tree = {"ada/try10.zip": handed_in("b"), "ada/try9.zip": handed_in("a"), "grace.zip": handed_in("c")}
    path = write(tree, tmp_path / "class")
    assert found(path, course) == [("ada", None, "a"), ("ada", None, "b"), ("grace", None, "c")]
    assert not namesakes(find_submissions(path))


@BOTH
def test_archives_in_a_folder_of_a_student_s_folder_are_found(write: Write, tmp_path: Path, course: Course) -> None:
    tree = {"Ada Lovelace_901_assignsubmission_file_/scalars/x.zip": handed_in("ada"), **exports.MOODLE_FLAT}
    assert ("ada", None, "ada") in found(write(tree, tmp_path / "class"), course)


def test_a_folder_of_thousands_of_archives_keeps_nobody_waiting(tmp_path: Path) -> None:
    tree = {f"ada/{number}.zip": b"" for number in range(1, 301)} | {f"ada/{number}.png": b"" for number in range(300)}
    sources = find_submissions(as_folder(tree | {"bob.zip": b""}, tmp_path / "class"))
    ada = [source for source in sources if source.student == "ada"]
    assert [ada[0].path.name, ada[-1].path.name, len(ada)] == ["251.zip", "300.zip", 50]
    assert ada[0].notices[0].what == "only the last 50 archives here are graded" and len(ada[0].notices) == 20


def test_the_same_bytes_twice_have_one_digest(tmp_path: Path, course: Course) -> None:
    path = as_folder({"ada/1.zip": handed_in("a"), "ada/2.zip": handed_in("a")}, tmp_path / "class")
    first, second = (read_submission(source, course, course.assignments) for source in find_submissions(path))
    assert first.digest == second.digest
    assert (first.source, second.source) == ("1.zip", "2.zip")


def test_two_entries_of_one_name_stay_namesakes_even_with_a_roster(tmp_path: Path) -> None:
    path = as_folder({"ada.zip": b"", "Ada.tar": b"", "grace.zip": b""}, tmp_path / "class")
    assert namesakes(find_submissions(path)) == {"ada", "Ada"}
    assert namesakes(find_submissions(path, ROSTER)) == {"ada"}


def test_two_participants_of_one_name_are_namesakes_and_ids_tell_them_apart(tmp_path: Path) -> None:
    tree = {f"Ada Lovelace_{number}_assignsubmission_file_/x.zip": b"" for number in (901, 902)}
    path = as_folder(tree, tmp_path / "class")
    assert namesakes(find_submissions(path)) == {"Ada Lovelace"}
    people = (*ROSTER, Person("ada2", "Ada Lovelace", ids={"moodle": "902"}))
    assert [source.student for source in find_submissions(path, people)] == ["ada", "ada2"]
    doubled = (Person("a", "Ada Lovelace"), Person("b", "Ada Lovelace"))
    first, _ = find_submissions(path, doubled)
    assert first.student == "Ada Lovelace"
    assert first.notices[0].what == "'Ada Lovelace' may be a or b: add the moodle id to the roster"


def test_who_is_not_in_the_roster_is_never_taken_for_a_student_of_that_name(tmp_path: Path) -> None:
    path = as_folder({"grace_9_1_x.zip": b"", "lovelaceada_501_2_x.zip": b""}, tmp_path / "class")
    assert [source.student for source in find_submissions(path, ROSTER)] == ["ada", "grace (canvas 9)"]


def test_sources_are_small_and_travel_between_processes(tmp_path: Path, course: Course) -> None:
    path = as_zip(exports.CANVAS, tmp_path / "submissions")
    sources = find_submissions(path, ROSTER)
    assert pickle.loads(pickle.dumps(sources)) == sources
    assert all(len(pickle.dumps(source)) < 1000 for source in sources)
    submission = read_submission(sources[0], course, course.assignments)
    assert submission.source == "submissions.zip/lovelaceada_501_7001_scalars-submission.zip"
    assert submission.holds == ("00_scalars",)


def test_a_student_s_own_zip_is_one_student_whatever_else_it_holds(tmp_path: Path, course: Course) -> None:
    for tree in (
        {GOOD: work("ada"), "old.zip": b""},
        {f"course/{GOOD}": work("ada"), "course/.git/HEAD": b"", "course/old_1_2_x.zip": b""},
        {f"course/{GOOD}": work("ada"), "manifest.json.txt": b"", "x_1_2_y.zip": b""},
    ):
        assert found(as_zip(tree, tmp_path / "ada"), course) == [("ada", None, "ada")]


def test_an_archive_in_a_student_s_archive_is_named(tmp_path: Path, course: Course) -> None:
    inner = as_zip({"again.zip": handed_in("x")}, tmp_path / "inner")
    (source,) = find_submissions(as_zip({"ada.zip": inner.read_bytes()}, tmp_path / "class"))
    with pytest.raises(BadSubmission, match="but the archive 'again"):
        read_submission(source, course, course.assignments)


def test_a_name_that_leads_out_of_a_class_s_zip_costs_its_own_hand_in_only(tmp_path: Path, course: Course) -> None:
    path = as_zip(exports.CANVAS | {"../../evil_9_9_x.zip": handed_in("evil")}, tmp_path / "submissions")
    before = set(tmp_path.rglob("*"))
    hand_ins = found(path, course)
    assert ("ada", None, "ada first") in hand_ins
    assert ("../../evil", None, "the path '../") in hand_ins
    assert set(tmp_path.rglob("*")) == before


def test_a_bomb_in_a_class_s_zip_costs_its_own_hand_in_only(tmp_path: Path, course: Course) -> None:
    path = as_zip({"ada.zip": handed_in("ada"), "twice.zip": handed_in("one")}, tmp_path / "class")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("bomb.zip", b"\0" * 1_000_000)
        archive.writestr("twice.zip", handed_in("two"))
    refusals = {student: word for student, _, word in found(path, course, ())}
    assert refusals == {"ada": "ada", "bomb": "'bomb.zip' un", "twice": "'twice.zip' s"}


DEAR = {"lying bomb", "million files", "many small files", "bomb beside it", "gzip bomb"}  # seconds to make


def test_what_is_refused_is_refused_in_the_same_words_inside_a_class_s_zip(tmp_path: Path, course: Course) -> None:
    for name in HOSTILE.keys() - DEAR:
        alone = tmp_path / "ada.zip"
        HOSTILE[name][0](alone)
        packed = as_zip({"lovelaceada_501_1_x.zip": alone.read_bytes()}, tmp_path / "submissions")
        (inside,) = find_submissions(packed)
        refusals = []
        for source in (Source("ada", alone), inside):
            with pytest.raises(BadSubmission) as refused:
                read_submission(source, course, course.assignments)
            refusals.append(str(refused.value))
        assert refusals[0] == refusals[1], name


def test_the_folders_of_a_class_s_zip_keep_every_cap(tmp_path: Path, course: Course) -> None:
    folder = "Eve X_9_assignsubmission_file_/"
    for name, word in (("tinytorch/../../x.py", "leads out"), ("tinytorch/a\\b.py", "backslash")):
        path = as_zip(exports.MOODLE | {folder + GOOD: b"", folder + name: b""}, tmp_path / "moodle")
        eve = [source for source in find_submissions(path) if source.student == "Eve X"]
        for source in eve:
            with pytest.raises(BadSubmission, match=word):
                read_submission(source, course, course.assignments)
        assert ("ada", None, "ada first") in found(path, course)


def test_an_inner_archive_longer_than_the_cap_is_not_read(
    tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(class_zip, "MAX_INNER", 100)
    assert found(as_zip({"ada.zip": handed_in("ada")}, tmp_path / "class"), course) == [("ada", None, "'ada.zip' is ")]


def test_a_long_inner_archive_is_read_piece_by_piece(tmp_path: Path, course: Course) -> None:
    long = handed_in("ada") + bytes(class_zip.MAX_DIRECTORY)  # zeros behind a zip: it is none any more
    assert found(as_zip({"ada.zip": long}, tmp_path / "class"), course) == [("ada", None, "it is damaged")]


def test_a_folder_that_cannot_be_opened_is_one_student_s_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = as_folder({"ada/x.zip": b"", "grace/x.zip": b""}, tmp_path / "class")
    scandir = os.scandir

    def refusing(folder: Path) -> object:
        if folder.name == "ada":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    assert [source.path.name for source in find_submissions(path)] == ["ada", "x.zip"]


@BOTH
def test_an_empty_class_is_wrong_use(write: Write, tmp_path: Path) -> None:
    path = write({"submission_metadata.yml": b"---\n"}, tmp_path / "export")
    with pytest.raises(UsageError, match="holds no submission"):
        find_submissions(path)
