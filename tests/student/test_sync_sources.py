"""A release comes from a folder, a zip or a repository; of a broken or hostile one nothing but a sentence comes."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from released_course import Class, Student, tree

from autograder.course import released
from autograder.course.errors import UsageError
from autograder.course.released import is_plain
from autograder.loop import sync as syncing
from autograder.loop import sync_source
from autograder.loop.sync_source import fetch

OPERATORS = "solutions/tinytorch/scalars/operators.py"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Class:
    """Two releases; tests copy what they change."""
    school = Class(tmp_path_factory.mktemp("a class")).write()
    school.release(1)
    school.edit(OPERATORS, '"""-x."""', '"""The opposite of x."""')
    school.release(2)
    return school


@pytest.fixture
def old(school: Class) -> Path:
    return school.folder / "day 1"


@pytest.fixture
def new(school: Class, tmp_path: Path) -> Path:
    return Path(shutil.copytree(school.folder / "day 2", tmp_path / "new"))


@pytest.fixture
def ada(school: Class, old: Path, tmp_path: Path) -> Student:
    return Student(Path(shutil.copytree(old, tmp_path / "ada")), school.course / "solutions" / "tinytorch")


def zipped(folder: Path, top: str = "") -> Path:
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in tree(folder).items():
            archive.writestr(top + name, content)
    return path


def git(folder: Path, *arguments: str) -> str:
    names = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, env={**os.environ, **names}, check=True, capture_output=True, text=True).stdout


def repository(folder: Path) -> Path:
    """A bare repository with one commit of the folder."""
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "A release")
    bare = folder.with_suffix(".git")
    git(folder, "clone", "--quiet", "--bare", ".", str(bare))
    return bare


SOURCES: dict[str, Callable[[Path], str]] = {
    "a folder": str,
    "a zip": lambda new: str(zipped(new)),
    "a zip as GitHub packs it": lambda new: str(zipped(new, "class-main/")),
    "a bare repository": lambda new: str(repository(new)),
    "an address": lambda new: repository(new).as_uri(),
}


@pytest.mark.parametrize("kind", SOURCES)
def test_a_release_may_come_as(kind: str, new: Path, ada: Student) -> None:
    expected = tree(new)
    incoming = fetch(SOURCES[kind](new))
    syncing.carry_out(ada.root, syncing.plan_sync(ada.root, incoming), incoming)
    assert {path: content for path, content in tree(ada.root).items() if not path.startswith(".tinytorch")} == expected


def told(new: Path, **changes: object) -> None:
    """Change what release.json says."""
    raw = json.loads((new / released.FILE).read_text(encoding="utf-8"))
    (new / released.FILE).write_text(json.dumps(raw | changes), encoding="utf-8")


def named(new: Path, path: str) -> None:
    """A release that names a file at a hostile path, with its right digest."""
    raw = json.loads((new / released.FILE).read_text(encoding="utf-8"))
    told(new, files=raw["files"] | {path: released.digest(b"x")})


def linked(new: Path) -> None:
    (new / "README.md").unlink()
    (new / "README.md").symlink_to("/etc/hostname")


def poked(new: Path) -> None:
    (new / "README.md").write_text("Another.\n", encoding="utf-8")


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "no release": (lambda new: (new / released.FILE).unlink(), "there is no release.json in it; ask for the released"),
    "no JSON": (lambda new: (new / released.FILE).write_text("{"), "is damaged: it is no JSON"),
    "deep": (lambda new: (new / released.FILE).write_text("[" * 100_000), "is damaged: it is no JSON"),
    "a list": (lambda new: (new / released.FILE).write_text("[]"), "is damaged"),
    "no files": (lambda new: told(new, files={}), "its list of files is none"),
    "files as a number": (lambda new: told(new, files=3), "is damaged"),
    "a digest that is none": (lambda new: told(new, files={"a": "b"}), "its list of files is none"),
    "no moment": (lambda new: told(new, moment="yesterday"), "is damaged"),
    "a newer kind": (lambda new: told(new, schema=2), "is of a newer kind than this `tt` knows"),
    "another course": (lambda new: told(new, course="physics"), "is a release of physics, and this is small-course"),
    "an older one": (
        lambda new: told(new, moment="2026-08-01T00:00:00Z"),
        "What comes is older (2026-08-01 00:00 UTC)",
    ),
    "a missing file": (lambda new: (new / "README.md").unlink(), "is not whole: README.md is missing in it"),
    "a changed file": (poked, "README.md is not as it was released; get the release again"),
    "a link": (linked, "README.md is no plain file"),
    "a path upwards": (lambda new: named(new, "../evil.py"), "'../evil.py' is no path of a release"),
    "a path in the middle": (lambda new: named(new, "a/../../evil.py"), "is no path of a release"),
    "an absolute path": (lambda new: named(new, "/tmp/evil.py"), "is no path of a release"),
    "a drive": (lambda new: named(new, "C:evil.py"), "is no path of a release"),
    "a backslash": (lambda new: named(new, "..\\evil.py"), "is no path of a release"),
    "git's own": (lambda new: named(new, ".git/hooks/pre-commit"), "is no path of a release"),
    "our own": (lambda new: named(new, ".tinytorch/state.json"), "is no path of a release"),
    "twins": (lambda new: named(new, "readme.MD"), "'readme.MD' is no path of a release"),
}


@pytest.mark.parametrize(
    ("fault", "packed"),
    [(fault, packed) for fault in BROKEN for packed in (False, True) if not (packed and fault == "a link")],
)
def test_a_broken_or_hostile_release_changes_nothing(fault: str, packed: bool, new: Path, ada: Student) -> None:
    spoil, sentence = BROKEN[fault]
    spoil(new)
    before = tree(ada.root)
    with pytest.raises(UsageError) as caught:
        ada.sync(zipped(new) if packed else new)
    assert sentence in str(caught.value) or (packed and "holds no release of the course" in str(caught.value))
    assert "\n" not in str(caught.value)
    assert tree(ada.root) == before and not (ada.root / ".tinytorch/sync").exists()
    assert not list(ada.root.parent.glob("**/evil.py"))


@pytest.mark.parametrize("path", ["a", "a/b.py", ".github/workflows/feedback.yml", "tinytorch/a b.py", "é"])
def test_a_plain_path_stays_inside(path: str) -> None:
    assert is_plain(path)


@pytest.mark.parametrize("path", ["", ".", "a//b", "a/", "/a", "a/..", ".GIT/x", "a\0", "a\nb", "a ", "a./b", "nul:"])
def test_any_other_path_is_refused(path: str) -> None:
    assert not is_plain(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "cannot be read as a zip"), (b"PK\x03\x04 garbage", "cannot be read as a zip"), (b"x" * 99, "as a zip")],
)
def test_a_file_that_is_no_zip_is_one_sentence(content: bytes, sentence: str, ada: Student, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(UsageError, match=sentence):
        ada.sync(tmp_path / "a.zip")


def test_a_damaged_zip_is_one_sentence(new: Path, ada: Student) -> None:
    path = zipped(new)
    content = bytearray(path.read_bytes())
    at = content.index(b"Only the files")
    content[at : at + 4] = b"OOPS"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"cannot be read as a zip of a release \(Bad CRC-32 for file 'README.md'\)"):
        ada.sync(path)


def test_a_zip_with_two_files_of_one_name_is_refused(new: Path, ada: Student) -> None:
    path = zipped(new)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("README.md", b"other")
    with pytest.raises(UsageError, match="each of its own name"):
        ada.sync(path)


def test_a_bomb_is_refused_before_it_is_unpacked(new: Path, ada: Student) -> None:
    told(new, files={"big": "0" * 64})
    path = zipped(new)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big", b"\0" * (sync_source.MOST_FILE + 1))
    with pytest.raises(UsageError, match=r"big is 16,777,217 bytes long \(at most 16,777,216\)"):
        ada.sync(path)


@pytest.mark.parametrize(
    "source", ["nowhere", "nowhere.zip", "--upload-pack=touch evil", "ext::sh -c touch evil", "-v"]
)
def test_a_source_that_is_not_there_is_one_sentence(source: str) -> None:
    with pytest.raises(UsageError, match=r"is not here; name a released folder, a zip of one, or the address of a rep"):
        fetch(source)


def test_a_repository_that_is_not_there_and_one_that_cannot_be_reached(tmp_path: Path, ada: Student) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))  # and never listens
        port = listening.getsockname()[1]
        for address in ((tmp_path / "none").as_uri(), f"http://127.0.0.1:{port}/class.git"):
            done = ada.tt("sync", address)
            assert done.returncode == 2
            assert done.stderr.startswith(f"tt: git cannot clone {address} (") and done.stderr.count("\n") == 1
            assert done.stderr.endswith("); look at the address and your network, then repeat.\n")


def test_a_repository_that_is_no_release_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "a.txt").write_text("a", encoding="utf-8")
    bare = repository(tmp_path / "work")
    with pytest.raises(UsageError, match=r"work\.git is no release of the course: there is no release\.json in it"):
        fetch(str(bare))


def test_a_repository_whose_clone_takes_for_ever_is_given_up(
    new: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow.parent))
    monkeypatch.setattr(sync_source, "SECONDS", 0.2)
    with pytest.raises(UsageError, match=r"did not answer within 0\.2 seconds; look at your network"):
        fetch("https://class.example/class")


def test_a_server_that_says_nothing_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_source, "SILENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/class.git"
        with pytest.raises(UsageError, match=r"git cannot clone .*too slow.*; look at the address and your network"):
            fetch(address)


def test_a_zip_of_far_too_much_is_one_sentence(new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_source, "MOST_ENTRIES", 3)
    with pytest.raises(UsageError, match=r"entries \(at most 3, each of its own name\); zip the released folder"):
        fetch(str(zipped(new)))


def test_without_git_an_address_is_one_sentence_and_a_zip_still_works(
    new: Path, ada: Student, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match=r"git is not installed, and https://class\.example needs it; download the"):
        fetch("https://class.example")
    assert ada.sync(zipped(new)).renewed


def test_a_checkout_that_holds_a_folder_in_the_way_is_one_sentence(new: Path, ada: Student) -> None:
    (ada.root / "README.md").unlink()
    (ada.root / "README.md").mkdir()
    before = tree(ada.root)
    with pytest.raises(UsageError, match=r"README.md cannot be read as a file \(Is a directory\)"):
        ada.sync(new)
    assert tree(ada.root) == before


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda root: (root / released.FILE).write_text("no"), "release.json is damaged: it is no JSON"),
        (lambda root: (root / released.FILE).unlink(), "so this is no checkout of a release; clone the release first"),
    ],
)
def test_a_checkout_that_does_not_know_its_release_is_one_sentence(
    spoil: Callable[[Path], object], sentence: str, new: Path, ada: Student
) -> None:
    spoil(ada.root)
    with pytest.raises(UsageError, match=sentence):
        ada.sync(new)


def test_a_release_that_lacks_what_is_unlocked_is_refused(school: Class, tmp_path: Path, new: Path) -> None:
    ada = Student(Path(shutil.copytree(new, tmp_path / "bob")), school.course / "solutions" / "tinytorch")
    ada.file("autograd").mkdir()
    ada.file("autograd/functions.py").write_text("x = 1\n", encoding="utf-8")
    raw = json.loads((new / released.FILE).read_text(encoding="utf-8"))
    told(new, files={path: digest for path, digest in raw["files"].items() if "01_autograd" not in path})
    with pytest.raises(UsageError, match="What comes has no assignment 01, which you have unlocked"):
        ada.sync(new)
