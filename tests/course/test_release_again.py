"""A release is renewed where it lies: what it wrote is brought up to date, and nothing else is touched."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.classroom import release as releasing
from autograder.classroom.release import release, release_layers, renew
from autograder.cli.instructor_release import release as command
from autograder.course import released
from autograder.course.errors import UsageError
from autograder.course.manifest import load_course
from autograder.loop import sync_apply
from tests.course.small_course import edit, write_course

README = "assignments/00_numbers/README.md"


@pytest.fixture(autouse=True)
def one_grader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in every release, and so left out here."""
    monkeypatch.setattr(releasing, "grader_files", dict)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small course; without notebooks, so that nothing heavy is imported."""
    root = write_course(tmp_path / "course")
    shutil.rmtree(root / "notebooks")
    (root / "tinytorch").mkdir()
    return root


@pytest.fixture
def out(root: Path, tmp_path: Path) -> Path:
    release(load_course(root), tmp_path / "class", range(1), moment="2026-09-01T08:00:00Z")
    return tmp_path / "class"


def files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file() and ".tinytorch" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_renewing_gives_what_a_new_release_would_be(root: Path, out: Path, tmp_path: Path) -> None:
    edit(root, README, "# Numbers", "# Products")
    (root / "assignments/00_numbers/picture.svg").unlink()
    changed = renew(load_course(root), out, range(2), moment="2026-09-02T08:00:00Z")
    release(load_course(root), tmp_path / "new", range(2), moment="2026-09-02T08:00:00Z")
    assert files(out) == files(tmp_path / "new")
    assert {README, "assignments/00_numbers/picture.svg", "assignments/01_graphs/README.md"} <= set(changed)


def test_what_is_not_said_stays_as_it_was(root: Path, tmp_path: Path) -> None:
    course, out = load_course(root), tmp_path / "class"
    release(course, out, range(2), "https://github.com/a/b", reference=range(1), moment="2026-09-01T08:00:00Z")
    before = files(out)
    assert renew(course, out) == () and files(out) == before
    renew(course, out, reference=range(0))
    assert not (out / "solutions").exists()
    renew(course, out, range(1))
    told = released.read((out / released.FILE).read_bytes(), "")
    assert told.assignments == ("00_numbers",) and told.address == "https://github.com/a/b"
    assert not (out / "assignments/01_graphs").exists()


def test_each_release_is_later_than_the_one_before_it_even_if_the_clock_says_no(root: Path, out: Path) -> None:
    edit(root, README, "# Numbers", "# Products")
    renew(load_course(root), out, moment="2020-01-01T00:00:00Z")
    assert released.read((out / released.FILE).read_bytes(), "").moment == "2026-09-01T08:00:01Z"


def test_what_others_have_put_there_stays(root: Path, out: Path) -> None:
    others = {
        ".git/HEAD": b"ref",
        "notes.md": b"mine",
        "assignments/00_numbers/own.txt": b"mine",
        "tinytorch/x.py": b"",
    }
    for path, content in others.items():
        (out / path).parent.mkdir(exist_ok=True)
        (out / path).write_bytes(content)
    edit(root, README, "# Numbers", "# Products")
    (root / "assignments/00_numbers/tests/test_numbers.py").unlink()
    assert set(renew(load_course(root), out)) == {README, "assignments/00_numbers/tests/test_numbers.py"}
    assert {path: (out / path).read_bytes() for path in others} == others
    assert not (out / "assignments/00_numbers/tests").exists()


def edited(out: Path) -> None:
    (out / README).write_text("mine", encoding="utf-8")


def foreign(out: Path) -> None:
    (out / "assignments/01_graphs").mkdir()
    (out / "assignments/01_graphs/README.md").write_text("mine", encoding="utf-8")


def folder(out: Path) -> None:
    (out / README).unlink()
    (out / README).mkdir()


def in_the_way(out: Path) -> None:
    (out / "assignments/01_graphs").write_text("", encoding="utf-8")


def linked(out: Path) -> None:
    (out / README).unlink()
    (out / README).symlink_to("/etc/hostname")


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "an edited file": (edited, "00_numbers/README.md is not as the release wrote it, and would be lost"),
    "a foreign file": (foreign, "01_graphs/README.md is not as the release wrote it"),
    "a folder": (folder, r"cannot be read as a file \(Is a directory\), and the release has one there; move it away"),
    "a file for a folder": (in_the_way, r"cannot be read as a file \(Not a directory\), and the release has one there"),
    "a link": (linked, "is a link or stands below one, and a release writes plain files; take it away"),
    "no list": (lambda out: (out / released.FILE).unlink(), "so there is no release to update; leave --update out"),
    "a bad list": (lambda out: (out / released.FILE).write_text("{"), "release.json is damaged: it is no JSON"),
    "another course": (
        lambda out: edit(out, released.FILE, '"small-course"', '"physics"'),
        "holds a release of physics, and this course is small-course",
    ),
}


@pytest.mark.parametrize("fault", SPOILED)
def test_what_would_be_lost_stops_a_renewal_before_anything_is_changed(root: Path, out: Path, fault: str) -> None:
    spoil, sentence = SPOILED[fault]
    spoil(out)
    before = files(out)
    edit(root, README, "# Numbers", "# Products")
    with pytest.raises(UsageError, match=sentence):
        renew(load_course(root), out, range(2))
    assert files(out) == before


def test_a_renewal_that_is_interrupted_is_finished_by_the_next(
    root: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(root, README, "# Numbers", "# Products")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(sync_apply, "prune", interrupted)
        (root / "assignments/00_numbers/picture.svg").unlink()
        renew(load_course(root), out, range(2), moment="2026-09-02T08:00:00Z")
    edit(root, README, "# Products", "# Products again")
    renew(load_course(root), out, moment="2026-09-03T08:00:00Z")
    release(load_course(root), tmp_path / "new", range(2), moment="2026-09-03T08:00:00Z")
    assert files(out) == files(tmp_path / "new")


def interrupted(*_: object) -> Iterator[None]:
    raise KeyboardInterrupt


def test_the_same_release_as_a_zip_holds_the_same_files(root: Path, out: Path, tmp_path: Path) -> None:
    release(load_course(root), tmp_path / "class.zip", range(1), moment="2026-09-01T08:00:00Z")
    with zipfile.ZipFile(tmp_path / "class.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files(out)
    for place, sentence in (
        ("class.zip", "is there already; delete it or choose"),
        ("no/a.zip", "make that folder first"),
    ):
        with pytest.raises(UsageError, match=sentence):
            release(load_course(root), tmp_path / place, range(1))


def test_the_reference_is_included_as_it_is_read_without_marks(root: Path, tmp_path: Path) -> None:
    release(load_course(root), tmp_path / "class", range(2), reference=range(1))
    found = {path: text for path, text in files(tmp_path / "class").items() if path.startswith("solutions/")}
    assert set(found) == {
        "solutions/tinytorch/__init__.py",
        "solutions/tinytorch/numbers/__init__.py",
        "solutions/tinytorch/numbers/operators.py",
        "solutions/tinytorch/numbers/plain.py",
    }
    text = found["solutions/tinytorch/numbers/operators.py"].decode()
    assert "secret_product = x * y * ONE" in text and "SOLUTION" not in text
    assert load_course(tmp_path / "class").assignments[1].blanks  # read from the stubs
    assert b"The reference of 00_numbers is in `solutions/`" in (tmp_path / "class/README.md").read_bytes()


def test_a_zip_of_layers_holds_exactly_their_files_and_says_of_what_they_are(root: Path, tmp_path: Path) -> None:
    release_layers(load_course(root), tmp_path / "layers.zip", range(1, 2))
    with zipfile.ZipFile(tmp_path / "layers.zip") as archive:
        assert archive.namelist() == ["layers.json", "tinytorch/graphs/walk.py"]
        told = json.loads(archive.read("layers.json"))
        walk = archive.read("tinytorch/graphs/walk.py")
    assert b"secret_distance" in walk and b"SOLUTION" not in walk
    assert (told["course"], told["version"], list(told["layers"])) == ("small-course", "0.1.0", ["01_graphs"])
    assert told["layers"]["01_graphs"]["files"] == {"tinytorch/graphs/walk.py": released.digest(walk)}


def run(root: Path, *arguments: str) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        return CliRunner().invoke(command, list(arguments))


def test_the_command_makes_renews_and_publishes(root: Path, tmp_path: Path) -> None:
    assert (
        run(root, "../class", "--assignments", "00").output == f"{len(files(tmp_path / 'class'))} files in ../class\n"
    )
    assert run(root, "../class", "--update").output == "../class is up to date.\n"
    more = run(root, "../class", "--update", "--assignments", "00-01", "--with-reference", "00")
    assert more.output.endswith(" files have changed in ../class\n"), more.output
    assert (tmp_path / "class/solutions/tinytorch/numbers/operators.py").is_file()
    run(root, "../class", "--update", "--with-reference", "none")
    assert not (tmp_path / "class/solutions").exists()
    assert "`tt start NN --borrow --from layers.zip` takes it" in run(root, "../layers.zip", "--layers", "00-01").output
    with zipfile.ZipFile(tmp_path / "layers.zip") as archive:
        assert "tinytorch/graphs/walk.py" in archive.namelist()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--assignments", "01"],
            "A release holds assignments in a row, from 00 on, at most to 01, as in 00-01 (got 01-01)",
        ),
        (["--assignments", "00-07"], "at most to 01, as in 00-01 (got 00-07)"),
        (["--assignments", "00,01"], "--assignments takes assignments in a row, as in 00-03 (got '00,01')"),
        (["--assignments", "01-00"], "--assignments takes assignments in a row, as in 00-03 (got '01-00')"),
        (["--assignments", "numbers"], "--assignments takes assignments in a row, as in 00-03 (got 'numbers')"),
        (["--with-reference", "01"], "The reference holds assignments in a row, from 00 on"),
        (
            ["--assignments", "00", "--with-reference", "00-01"],
            "The reference of 01_graphs cannot go out: the release ends with 00_numbers; leave",
        ),
        (["--with-reference", "x"], "--with-reference takes assignments in a row, as in 00-03 (got 'x')"),
        (["--layers", "00"], "Layers are written into a zip: call it something.zip"),
        (["--update"], "so there is no release to update; leave --update out"),
    ],
)
def test_a_wrong_option_is_one_sentence_and_nothing_is_written(
    root: Path, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    done = run(root, "../class", *arguments)
    assert isinstance(done.exception, UsageError), done.output
    assert sentence in str(done.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["course"]


@pytest.mark.parametrize("more", [["--update"], ["--assignments", "00"], ["--with-reference", "00"]])
def test_layers_go_with_no_other_option(root: Path, more: list[str]) -> None:
    done = run(root, "../layers.zip", "--layers", "00", *more)
    assert done.exit_code == 2 and "--layers writes a zip of solutions and nothing else" in done.output


def test_a_zip_is_not_updated(root: Path, tmp_path: Path) -> None:
    release(load_course(root), tmp_path / "class.zip", range(1))
    with pytest.raises(UsageError, match=r"class\.zip cannot be written|There is no release\.json in"):
        renew(load_course(root), tmp_path / "class.zip")


def test_layers_that_the_course_lacks_are_one_sentence(root: Path, tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"A zip of layers holds assignments in a row, at most to 01, .* \(got 01-02\)"
    ):
        release_layers(load_course(root), tmp_path / "layers.zip", range(1, 3))


def test_a_course_without_a_name_is_one_sentence(root: Path, tmp_path: Path) -> None:
    edit(root, "pyproject.toml", 'name = "small-course"', "")
    with pytest.raises(UsageError, match=r"does not say the course's name and version under \[project\]"):
        release(load_course(root), tmp_path / "out", range(1))


@pytest.mark.parametrize("name", ["a:b.svg", "readme.MD", "a\\b.svg"])
def test_a_file_that_not_every_system_can_hold_stops_a_release(root: Path, tmp_path: Path, name: str) -> None:
    folder = root / "assignments/00_numbers/tests"
    (folder / "README.md").write_text("", encoding="utf-8")
    (folder / name).write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="is no path of a release: not every system can hold it, or git; rename it"):
        release(load_course(root), tmp_path / "out", range(1))


@pytest.mark.parametrize(
    "line", ["### BEGIN SOLUTION 1", "    ### END SOLUTION", "# # begin hidden tests", '"### BEGIN HIDDEN TESTS']
)
def test_a_mark_of_a_solution_in_what_goes_out_stops_a_release(root: Path, tmp_path: Path, line: str) -> None:
    (root / "assignments/00_numbers/tests/test_more.py").write_text(f"x = 1\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"00_numbers/tests/test_more\.py holds a mark such as '### BEGIN SOLUTION'"):
        release(load_course(root), tmp_path / "out", range(1))
    assert not (tmp_path / "out").exists()


def test_a_link_in_what_goes_out_stops_a_release(root: Path, tmp_path: Path) -> None:
    (root / "assignments/00_numbers/tests/answers").symlink_to(root / "solutions")
    with pytest.raises(UsageError, match="answers is a link, and a release holds plain files; put the file"):
        release(load_course(root), tmp_path / "out", range(1))
