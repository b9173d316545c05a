"""The zip for Gradescope grades what a student uploads, and never gives a 0 that is our fault."""

from __future__ import annotations

import functools
import json
import stat
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest

from autograder.classroom import speed_course
from autograder.classroom.gradescope import inside
from autograder.classroom.gradescope.metadata import handed_in
from autograder.classroom.gradescope.package import HERE, package
from autograder.classroom.gradescope.requirements import pinned, wheels_for
from autograder.classroom.gradescope.uploads import Upload, upload
from autograder.course.errors import UsageError
from autograder.sandbox.isolation import Level, Probe
from tests.classroom.gradescope_site import FLOATS, HOSTILE, Site, make_site, order_of, result
from tests.reports import example
from tests.reports.gradescope_specification import SPECIFICATION


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return make_site(tmp_path_factory.mktemp("gradescope"))


@pytest.fixture(autouse=True)
def looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine can shut in takes processes to find out, and is the same for every test."""
    monkeypatch.setattr(inside, "probe", PROBE)


PROBE = functools.cache(inside.probe)


def names(site: Site) -> set[str]:
    with zipfile.ZipFile(site.zip) as archive:
        return set(archive.namelist())


def test_the_zip_has_the_two_scripts_at_its_root_and_both_can_be_executed(site: Site) -> None:
    with zipfile.ZipFile(site.zip) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
    for name in ("setup.sh", "run_autograder"):
        assert entries[name].external_attr >> 16 & 0o777 == 0o755
        assert entries[name].create_system == 3
    assert {"requirements.txt", "bundle.zip", "settings.json", "unjudged.json"} <= entries.keys()
    assert site.zip.stat().st_mode & 0o077 == 0, "it holds the answers"


def test_hidden_checks_travel_in_the_bundle_alone_and_the_seed_not_at_all(site: Site) -> None:
    assert not [name for name in names(site) if "hidden/" in name or "/mutants/" in name]
    seed = (site.course.root / ".autograder" / "seed").read_bytes()
    with zipfile.ZipFile(site.zip) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
        with zipfile.ZipFile(archive.open("bundle.zip")) as bundle:
            whole += b"".join(bundle.read(name) for name in bundle.namelist())
    assert seed not in whole
    assert b"of_a_longer_list" in whole, "the checks are in it"


def test_the_same_course_gives_the_same_zip(site: Site, tmp_path: Path) -> None:
    with speed_course.importable(site.course):
        package(order_of(site.course, tmp_path), tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == site.zip.read_bytes()


@pytest.mark.slow  # the hostile file below is graded as well, and has one blank right
def test_right_work_gets_full_marks_in_a_result_that_keeps_to_the_specification(site: Site, tmp_path: Path) -> None:
    home = site.home(tmp_path / "autograder", site.right(), tree=False)
    assert inside.main([], home) == 0
    content = result(home)
    jsonschema.validate(content, SPECIFICATION)
    assert content["score"] == sum(test["max_score"] for test in content["tests"]) == site.made.points


@pytest.mark.slow
def test_single_files_are_judged_and_what_had_no_place_is_told(site: Site, tmp_path: Path) -> None:
    loose = {path.rpartition("/")[2]: data for path, data in site.right().items()}
    home = site.home(tmp_path / "autograder", {**loose, "my_<b>.py": "x = 1"}, tree=False)
    assert inside.main([], home) == 0
    assert result(home)["score"] == site.made.points
    assert r"their place is not clear: my\_&lt;b&gt;\.py. Upload the zip" in result(home)["output"]


def test_a_hostile_file_neither_writes_the_result_nor_reads_the_bundle(
    site: Site, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home = site.home(tmp_path / "autograder", {FLOATS: HOSTILE.format(home=tmp_path / "autograder")}, tree=False)
    (home / "submission_metadata.json").write_text(json.dumps(METADATA))
    assert inside.main([], home) == 0
    if "Sandbox: none" in capfd.readouterr().out:
        pytest.skip("nothing here can shut a program in, and that is refused")
    content = result(home)
    judged(content)
    assert f"a sandbox of the level {content['extra_data']['sandbox']}" in content["output"]
    assert "Attempt 3, handed in after the due date." in content["output"]
    assert content["extra_data"]["late"] is True


def judged(content: dict[str, Any]) -> None:
    """Of the hostile file's blanks the one that is honest passes, and no other."""
    jsonschema.validate(content, SPECIFICATION)
    passed = {test["name"].partition(":")[0] for test in content["tests"] if test["status"] == "passed"}
    assert passed == {"mul"}
    assert content["score"] == 1.0


def test_where_nothing_shuts_code_in_there_is_no_score_and_a_word_to_the_instructor(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(inside, "probe", lambda: Probe(Level.NONE, ("full: no", "reduced: no")))
    home = site.home(tmp_path / "autograder", {FLOATS: "raise SystemExit"}, tree=False)
    assert inside.main([], home) == 3
    content = result(home)
    assert "score" not in content and "tests" not in content
    assert "Tell your instructor" in content["output"] and content["extra_data"] == {"sandbox": "none"}
    assert "reduced: no" in capsys.readouterr().out
    assert inside.main(["--check"], home) == 0
    assert "nothing will be graded" in capsys.readouterr().out, "it is seen at the upload"


def test_a_weak_sandbox_grades_only_where_the_zip_says_so(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inside, "probe", lambda: Probe(Level.NONE, ()))
    monkeypatch.setattr(inside, "_record", weakly_judged)
    home = site.home(tmp_path / "autograder", {}, tree=False)
    assert inside.main([], home) == 3
    settings = home / "source" / "settings.json"
    settings.write_text(json.dumps(json.loads(settings.read_text()) | {"weak": True}))
    assert inside.main([], home) == 0
    assert result(home)["extra_data"]["sandbox"] == "none"


def weakly_judged(bundle: object, home: Path, level: Level, *, whole: bool) -> tuple[dict[str, Any], list[str]]:
    return example.perfect("ada") | {"sandbox": level.value}, []


@pytest.mark.parametrize("broken", ["bundle.zip", "settings.json"])
def test_a_fault_of_ours_leaves_no_score(site: Site, tmp_path: Path, broken: str) -> None:
    home = site.home(tmp_path / "autograder", site.right(), tree=False)
    file = home / "source" / broken
    file.write_bytes(file.read_bytes()[:-30])
    assert inside.main(["--check"], home) == inside.main([], home) == 3
    assert "score" not in result(home) and "no score of 0" in result(home)["output"]


def test_until_there_is_a_result_the_file_has_no_score(site: Site, tmp_path: Path) -> None:
    home = site.home(tmp_path / "autograder", {}, tree=False)
    unjudged = json.loads((home / "source" / "unjudged.json").read_text())
    assert "score" not in unjudged and "tests" not in unjudged
    script = (home / "run_autograder").read_text()
    assert script.index("unjudged.json") < script.index("exec")


def test_an_upload_that_holds_nothing_of_ours_scores_0_and_says_what_was_expected(site: Site, tmp_path: Path) -> None:
    home = site.home(tmp_path / "autograder", {"notes.txt": "hello"}, tree=False)
    assert inside.main([], home) == 0
    content = result(home)
    assert content["score"] == 0
    assert "Not graded" in content["output"] and "tinytorch" in content["output"]


def test_the_scripts_are_executable_bash_without_a_mistake() -> None:
    for name in ("setup.sh", "run_autograder"):
        assert (HERE / name).read_text().startswith("#!/bin/bash\n")
        subprocess.run(["bash", "-n", str(HERE / name)], check=True)


def test_the_script_writes_a_result_before_python_has_begun(site: Site, tmp_path: Path) -> None:
    """The script itself, with another folder for /autograder and no Python in it."""
    home = site.home(tmp_path / "autograder", {}, tree=False)
    script = home / "run_autograder"
    script.write_text(script.read_text().replace("home=/autograder", f"home='{home}'"))
    assert script.stat().st_mode & stat.S_IXUSR
    assert subprocess.run([str(script)], capture_output=True).returncode == 127
    assert result(home) == json.loads((home / "source" / "unjudged.json").read_text())


# What a student drags into the browser.

BLANKS = ("cheap/floats.py", "cheap/lists.py", "deep/lists.py")
ASSIGNMENTS: Any = [SimpleNamespace(files_with_blanks=BLANKS)]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "submission"
    place.mkdir()
    yield place


def put(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)


def taken(folder: Path) -> dict[str, str]:
    with upload(folder, ASSIGNMENTS) as given:
        place = given.path
        return {p.relative_to(place).as_posix(): p.read_text() for p in sorted(place.rglob("*")) if p.is_file()}


def test_a_checkout_is_taken_as_it_is(folder: Path) -> None:
    put(folder, "repo/tinytorch/cheap/floats.py", "repo/README.md")
    with upload(folder, ASSIGNMENTS) as given:
        assert given == Upload(folder)


def test_single_files_are_put_where_they_can_only_belong(folder: Path) -> None:
    put(folder, "floats.py", "deep/lists.py", "notes.txt")
    assert taken(folder) == {"tinytorch/cheap/floats.py": "floats.py", "tinytorch/deep/lists.py": "deep/lists.py"}


def test_a_name_that_two_files_could_have_and_a_file_that_is_there_twice_are_nobodys(folder: Path) -> None:
    put(folder, "lists.py", "a/cheap/floats.py", "b/cheap/floats.py")
    assert "tinytorch/cheap/floats.py" not in taken(folder)
    assert "tinytorch/cheap/lists.py" not in taken(folder)


def test_a_python_file_without_a_place_is_named(folder: Path) -> None:
    put(folder, "floats.py", "lists.py", "mine.py", "notes.txt")
    with upload(folder, ASSIGNMENTS) as given:
        assert given.unplaced == ("lists.py", "mine.py")


def test_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the answers")
    (folder / "floats.py").symlink_to(tmp_path / "secret")
    with upload(folder, ASSIGNMENTS) as given:
        assert given == Upload(folder)


def test_an_archive_that_was_not_unpacked_is_taken_alone(folder: Path) -> None:
    put(folder, "work.zip")
    with upload(folder, ASSIGNMENTS) as given:
        assert given == Upload(folder / "work.zip")


METADATA = {
    "created_at": "2026-09-15T14:22:32.365935-07:00",
    "assignment": {"due_date": "2026-09-14T23:00:00.000000-07:00", "total_points": "20.0"},
    "previous_submissions": [{"score": 0.0}, {"score": 3.0}],
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"assignment": 3, "created_at": [], "previous_submissions": {}}',
        '{"created_at": "soon"}',
    ],
)
def test_metadata_of_another_form_changes_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "submission_metadata.json"
    path.write_text(text)
    assert handed_in(path).facts == {} and handed_in(path).sentence == ""
    assert handed_in(tmp_path / "none").facts == {}


def test_metadata_tells_the_attempt_and_whether_it_is_late(tmp_path: Path) -> None:
    path = tmp_path / "submission_metadata.json"
    path.write_text(json.dumps(METADATA | {"created_at": "2026-09-15T05:59:59Z"}))
    assert handed_in(path).sentence == "Attempt 3, handed in by the due date."
    assert handed_in(path).facts["late"] is False


# The libraries.


def test_every_library_is_pinned_with_all_that_it_needs(site: Site, tmp_path: Path) -> None:
    lines = pinned(order_of(site.course, tmp_path))
    assert all(line.count("==") == 1 for line in lines)
    assert {"numpy", "hypothesis", "sortedcontainers", "msgpack"} <= {line.partition("==")[0] for line in lines}


def test_wheels_are_found_by_name_and_version_and_what_is_missing_is_told(tmp_path: Path) -> None:
    for name in ("numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl", "Rich-15.0-py3-none-any.whl", "odd.whl"):
        (tmp_path / name).touch()
    assert [path.name for path in wheels_for(["rich==15.0"], tmp_path)] == ["Rich-15.0-py3-none-any.whl"]
    with pytest.raises(UsageError, match=r"no wheel of numpy==2\.4\.5; fetch them with: .*pip download"):
        wheels_for(["rich==15.0", "numpy==2.4.5"], tmp_path)


def test_another_name_than_a_zips_is_refused(site: Site, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ends in \.zip"):
        package(order_of(site.course, tmp_path), tmp_path / "autograder.tar")
