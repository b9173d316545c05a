"""Canaries are planted wherever a secret lives: none is in a release, in no disguise, nor in its git history."""

from __future__ import annotations

import base64
import binascii
import gzip
import io
import re
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from autograder.classroom import release as releasing
from autograder.course.manifest import load_course
from tests.course.small_course import edit, write_course
from tests.the_course import ROOT

BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
STARTS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")  # of a zlib stream
SECRET_ROOMS = ("judge", "checks", "hidden", "classroom", "sandbox")
KIND = '"grade": true, "locked": true, "points": 1, "solution": false, "task": false'
HIDDEN_CELL = f"""
# %% nbgrader={{"grade_id": "t", "schema_version": 3, {KIND}}}
### BEGIN HIDDEN TESTS
assert half("canary-hidden-test")
### END HIDDEN TESTS
"""


def canaries(content: bytes, depth: int = 3) -> set[bytes]:
    """Every canary in the content, also below base64, hex, zlib, gzip and zip, and backwards."""
    found = {name.lower() for name in re.findall(rb"canary[-_][a-z-]+", content, re.IGNORECASE)}
    found |= {name[::-1] for name in re.findall(rb"[a-z-]+[-_]yranac", content)}
    if depth:
        for inner in inside(content):
            found |= canaries(inner, depth - 1)
    return found


def inside(content: bytes) -> Iterator[bytes]:
    """What is packed in the content."""
    for run in BASE64.findall(content):
        for start in range(4):
            part = run[start:].rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
            yield base64.b64decode(part + b"=" * (-len(part) % 4) if len(part) % 4 != 1 else part[:-1])
    for run in HEX.findall(content):
        yield binascii.unhexlify(run)
    for start in (at for head in STARTS for at in places(content, head)):
        try:
            yield zlib.decompressobj().decompress(content[start:])
        except zlib.error:
            continue
    for start in places(content, b"\x1f\x8b\x08"):
        try:
            yield zlib.decompressobj(31).decompress(content[start:])
        except zlib.error:
            continue
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
            yield " ".join(archive.namelist()).encode()


def places(content: bytes, part: bytes) -> Iterator[int]:
    at = content.find(part)
    while at >= 0:
        yield at
        at = content.find(part, at + 1)


def in_folder(root: Path) -> set[bytes]:
    """The canaries in every file below `root`, and in the names of files."""
    files = [path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts]
    names = "\n".join(path.relative_to(root).as_posix() for path in files).encode()
    return canaries(names).union(*(canaries(path.read_bytes()) for path in files))


@pytest.mark.parametrize(
    "disguised",
    [
        b"canary-plain",
        b"x" + base64.b64encode(b"a canary-plain b"),
        base64.b64encode(b"ab canary-plain b"),
        b'"' + base64.urlsafe_b64encode(zlib.compress(b"\xff canary-plain")) + b'"',
        zlib.compress(b"a canary-plain"),
        b"head" + gzip.compress(b"a canary-plain", mtime=0),
        b"a canary-plain".hex().encode(),
        b"nialp-yranac",
        b"CANARY-PLAIN",
    ],
    ids=["plain", "base64", "all of base64", "zlib in base64", "zlib", "gzip", "hex", "backwards", "capitals"],
)
def test_the_search_finds_what_is_disguised(disguised: bytes) -> None:
    assert b"canary-plain" in canaries(disguised)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", disguised)
    assert b"canary-plain" in canaries(packed.getvalue())


def code(place: Path) -> Path:
    """A copy of autograder/ with a canary in every file that must stay with the instructor."""
    for path in (ROOT / "autograder").rglob("*"):
        inner = path.relative_to(ROOT)
        if not path.is_file() or "__pycache__" in inner.parts or "mutants" in inner.parts:
            continue
        (place / inner).parent.mkdir(parents=True, exist_ok=True)
        content = path.read_bytes()
        if inner.parts[1] in SECRET_ROOMS or inner.name.startswith("instructor"):
            content += f"\n# canary-{inner.parts[1]}\n".encode()
        (place / inner).write_bytes(content)
    for path in ("hidden/mutants/canary_name.py", "course/.hypothesis/canary_name", "loop/canary_name.py.orig"):
        (place / "autograder" / path).parent.mkdir(parents=True, exist_ok=True)
        (place / "autograder" / path).write_bytes(b"# canary-mutant\n")
    return place


def course(place: Path) -> Path:
    """The small course with a canary in everything that is secret."""
    root = write_course(place)
    for name, old in (("numbers/operators.py", "secret_product = "), ("graphs/walk.py", "secret_distance = ")):
        canary = f"canary-solution-{'abcdefg'[len(name) % 7]}"
        edit(root, f"solutions/tinytorch/{name}", old, f'print("{canary}")\n    {old}')
    edit(root, "notebooks/src/00_numbers.py", "secret_half = ", 'print("canary-answer")\n    secret_half = ')
    with (root / "notebooks/src/00_numbers.py").open("a", encoding="utf-8") as notebook:
        notebook.write(HIDDEN_CELL)
    for path in (
        ".autograder/seed",
        ".autograder/bank/numbers.msgpack",
        "results/gradebook.sqlite",
        "tests/test_course.py",
        "assignments/00_numbers/notes-for-instructors.md",
        "assignments/00_numbers/stubs/tinytorch/canary-stale-stub.py",
        "assignments/00_numbers/tests/.ipynb_checkpoints/canary-notes.py",
        "assignments/00_numbers/tests/__pycache__/canary-cached.pyc",
        "assignments/00_numbers/tests/canary-copy.py~",
        "assignments/00_numbers/.canary-hidden.svg",
        "solutions/canary-file-of-nobody.py",
        "roster.csv",
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(f"canary-{Path(path).stem.replace('_', '-')}", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the course and the grader's code, and the class that was released from them, with its history."""
    place = tmp_path_factory.mktemp("planted")
    root, out = course(place / "course"), place / "class"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releasing, "CODE", code(place / "code"))
        patch.setattr(releasing, "grader_files", cache(releasing.grader_files))
        releasing.release(load_course(root), out, range(1))
        git(out, "init", "--quiet")
        for number in range(2):
            git(out, "add", "--all")
            git(out, "commit", "--quiet", "--message", f"Release {number}")
            edit(root, "assignments/00_numbers/README.md", "# Numbers", f"# Numbers {number}")
            releasing.renew(load_course(root), out, range(2) if number else None)
        git(out, "add", "--all")
        git(out, "commit", "--quiet", "--message", "The last release")
        releasing.release(load_course(root), place / "solved", range(2), reference=range(1))
        releasing.release(load_course(root), place / "class.zip", range(2))
        releasing.release_layers(load_course(root), place / "layers.zip", range(1))
    yield place
    shutil.rmtree(place)


def git(folder: Path, *arguments: str) -> bytes:
    who = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
    return subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True).stdout


def test_the_canaries_are_there_to_be_found(planted: Path) -> None:
    assert len(in_folder(planted / "course")) >= 12
    names = {b"canary-mutant", b"canary-cli", b"canary_name", *(f"canary-{room}".encode() for room in SECRET_ROOMS)}
    assert names <= in_folder(planted / "code")


def test_no_canary_is_in_a_release(planted: Path) -> None:
    assert (planted / "class/assignments/01_graphs/README.md").is_file()
    assert in_folder(planted / "class") == set()
    assert canaries((planted / "class.zip").read_bytes()) == set()


def test_no_canary_is_in_the_history_of_a_release(planted: Path) -> None:
    everything = git(planted / "class", "cat-file", "--batch-all-objects", "--batch", "--unordered")
    assert b"# Numbers 1 0\n" in everything and b"# Numbers 0\n" in everything  # several releases are in it
    assert canaries(everything) == set()
    assert not git(planted / "class", "status", "--porcelain")


def test_the_reference_that_goes_out_on_purpose_is_that_of_its_layers_alone(planted: Path) -> None:
    solved = planted / "solved"
    (own,) = in_folder(solved)
    assert own in canaries((planted / "course/solutions/tinytorch/numbers/operators.py").read_bytes())
    holding = [path for path in solved.rglob("*") if path.is_file() and canaries(path.read_bytes())]
    assert holding == [solved / "solutions/tinytorch/numbers/operators.py"]
    assert canaries((planted / "layers.zip").read_bytes()) == {own}
    for path in (planted / "class", solved):
        for file in (file for file in path.rglob("*") if file.is_file() and "autograder" not in file.parts):
            assert not re.search(rb"(BEGIN|END) (SOLUTION|HIDDEN)", file.read_bytes()), file


def test_no_command_of_the_instructor_is_in_a_release(planted: Path) -> None:
    names = {path.relative_to(planted / "class").as_posix() for path in (planted / "class/autograder").rglob("*")}
    rooms = {name.split("/")[1] for name in names if name.count("/") > 1}
    assert rooms <= {"bench", "cli", "course", "loop", "notebook", "reports"}
    assert not [name for name in names if "instructor" in name]
    assert "autograder =" not in (planted / "class/pyproject.toml").read_text(encoding="utf-8")
