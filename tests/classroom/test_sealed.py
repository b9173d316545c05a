"""A sealed bundle grades as the course does, shows nothing to a worker, and opens whole, unchanged, or not at all."""

from __future__ import annotations

import io
import json
import os
import random
import re
import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from autograder.classroom import speed_course
from autograder.classroom.grading import prepare
from autograder.classroom.scale import folders, keys, sealed
from autograder.classroom.scale.merge import merge
from autograder.classroom.scale.seal import KEY, MANIFEST, SIGNATURE, seal, sealed_bytes
from autograder.classroom.scale.sealed import checked, opened
from autograder.course.errors import CourseError, UsageError
from autograder.judge.bundle import make_bundle
from autograder.reports.json import class_json
from tests.classroom.sealed_class import CANARY, HUNT, SealedClass, in_this_process

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SealedClass:
    pytest.importorskip("cryptography")
    return SealedClass.made(tmp_path_factory.mktemp("sealed"))


@pytest.fixture
def data(made: SealedClass) -> bytes:
    return made.file.read_bytes()


def rezipped(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The bundle with its members changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        members = {entry.filename: old.read(entry) for entry in old.infolist()}
    change(members)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return whole.getvalue()


def signed_again(private: Path, change: Callable[[dict[str, object]], object]) -> Callable[[dict[str, bytes]], None]:
    """A change of the manifest that the key of a private folder vouches for."""

    def changed(members: dict[str, bytes]) -> None:
        manifest = json.loads(members[MANIFEST])
        change(manifest)
        members[MANIFEST] = json.dumps(manifest).encode()
        members[KEY], members[SIGNATURE] = keys.sign(private, members[MANIFEST])

    return changed


def refusal(data: bytes, trusted: str | None) -> str:
    with pytest.raises(UsageError) as caught:
        checked(data, trusted, "term.bundle")
    assert caught.value.exit_code == 2
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_in_an_empty_folder_the_file_alone_gives_the_bytes_that_the_course_gives(
    made: SealedClass, tmp_path: Path
) -> None:
    words = ["--bundle", str(made.file), "--fingerprint", made.seal.fingerprint.lower(), "--jobs", "1"]
    words += ["--shard", "1/1"]
    command = [sys.executable, "-m", "autograder.cli.instructor", "grade", str(made.hand_ins), *words]
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    graded = (tmp_path / "results" / "gradebook.json").read_text()
    assert graded == made.graded_with_the_course()
    assert "".join(class_json(merge(tmp_path / "all", [tmp_path / "results"]))) == graded
    assert [record["score"] for record in json.loads(graded)["records"]] == [8.0, 6.0]
    assert {record["bundle"] for record in json.loads(graded)["records"]} == {made.seal.digest}


def test_a_submission_that_searches_the_machine_finds_nothing_of_the_bundle(made: SealedClass, tmp_path: Path) -> None:
    if not made.is_shut_in:
        pytest.skip("nothing here can shut code in")
    known: dict[str, Callable[[str], bool]] = {}
    exec(HUNT, known)
    temporary = tempfile.gettempdir()
    hand_in = speed_course.right(made.order.course, made.order.assignments[0])
    hunting = f"{HUNT}\nif _hunt({temporary!r}):\n    raise SystemExit\n".encode()
    files = {path: source + hunting for path, source in hand_in.items()}
    with opened(made.file, made.seal.fingerprint) as found:
        assert CANARY in (found.private / "hidden" / "cheap.py").read_text()
        assert known["_hunt"](temporary), "whoever is not shut in finds it"
        order = made.order_with(found, tmp_path)
        job = [("digest", type("Job", (), {"files": files, "only": None}))]
        ((_, graded),) = in_this_process(order, prepare(order).digest, job)  # type: ignore[arg-type]
    assert [part.score for part in graded.assignments] == [8.0]


def test_the_seed_does_not_travel_and_the_same_content_has_the_same_bytes(made: SealedClass, data: bytes) -> None:
    with speed_course.importable(made.order.course):
        assert sealed_bytes(made.order) == (data, made.seal.fingerprint)
    _, members, _ = checked(data, made.seal.fingerprint, "")
    seed = (made.order.private / "seed").read_bytes()
    assert not any(seed in content or seed.hex().encode() in content for content in members.values())


def test_the_file_is_its_owners_and_stays_as_it_was_where_a_new_one_cannot_be_written(
    made: SealedClass, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "old").write_bytes(b"as it was")
    monkeypatch.setattr(os, "fsync", full)
    with speed_course.importable(made.order.course), pytest.raises(CourseError, match="No space left"):
        seal(made.order, tmp_path / "old")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"as it was"]
    with speed_course.importable(made.order.course), pytest.raises(UsageError, match="choose another place"):
        seal(made.order, tmp_path / "old" / "new")


def test_no_bit_can_be_turned_without_being_refused_or_without_meaning(made: SealedClass, data: bytes) -> None:
    dice = random.Random(8)
    good = checked(data, made.seal.fingerprint, "")[1]
    for _ in range(60):
        place = dice.randrange(len(data))
        turned = data[:place] + bytes([data[place] ^ 1 << dice.randrange(8)]) + data[place + 1 :]
        try:
            assert checked(turned, made.seal.fingerprint, "")[1] == good, place
        except UsageError as error:
            assert "\n" not in str(error)


def test_half_a_file_and_another_file_are_no_bundle(made: SealedClass, data: bytes, tmp_path: Path) -> None:
    assert "is no whole bundle" in refusal(data[: len(data) // 2], made.seal.fingerprint)
    assert "is no whole bundle" in refusal(b"", made.seal.fingerprint)
    assert "is no sealed bundle" in refusal(rezipped(data, lambda members: members.pop(KEY)), made.seal.fingerprint)
    with (
        pytest.raises(UsageError, match=r"cannot be read .No such file.*give the path"),
        opened(tmp_path / "absent", ""),
    ):
        pass


def test_who_signed_it_is_asked_for_and_no_other_will_do(made: SealedClass, data: bytes, tmp_path: Path) -> None:
    assert f"add --fingerprint {made.seal.fingerprint}." in refusal(data, None)
    stranger = rezipped(data, signed_again(tmp_path / "strange", lambda manifest: None))
    assert f"expected {made.seal.fingerprint}; ask" in refusal(stranger, made.seal.fingerprint)
    unsigned = rezipped(data, lambda members: members.update({MANIFEST: members[MANIFEST] + b" "}))
    assert "was changed after it was signed;" in refusal(unsigned, made.seal.fingerprint)


HARM: dict[str, tuple[Callable[[dict[str, bytes]], object], str]] = {
    "a member is exchanged": (
        lambda members: members.update({"private/hidden/cheap.py": b"import os"}),
        "changed after it was signed, in private/hidden/cheap.py",
    ),
    "a member unpacks to more than it may": (
        lambda members: members.update({"private/order": bytes(1 << 24)}),
        "changed after it was signed, in private/order",
    ),
    "a member is added": (lambda members: members.update({"course/more.py": b""}), "other files .*'course/more.py'"),
    "a member is missing": (lambda members: members.pop("private/order"), "other files .*'private/order'"),
    "a member leads out": (lambda members: members.update({"../out.py": b""}), "other files .*'../out.py'"),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_bundle_that_somebody_changed_is_refused_before_anything_is_unpacked(
    made: SealedClass, data: bytes, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, sentence = HARM[harm]

    def never() -> Iterator[Path]:
        raise AssertionError("it unpacks")

    monkeypatch.setattr(sealed, "private_folder", never)
    with (
        pytest.raises(UsageError, match=sentence),
        sealed.unpacked(rezipped(data, change), made.seal.fingerprint, "term.bundle"),
    ):
        pass


def test_a_zip_that_takes_memory_before_its_signature_is_seen_is_refused(data: bytes) -> None:
    rare, table = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(rare, "w", zipfile.ZIP_LZMA) as archive:
        for name in (MANIFEST, KEY, SIGNATURE):
            archive.writestr(name, b"")
    assert "packed in a way that no bundle is" in refusal(rare.getvalue(), None)
    with zipfile.ZipFile(table, "w") as archive:
        for number in range(140):
            archive.writestr(f"{number:060000}", b"")
    assert "table of files" in refusal(table.getvalue(), None)


@pytest.mark.parametrize("path", ["../out.py", "/etc/out.py", "course/../../out.py", "course//out", "course/.ssh/out"])
def test_a_path_that_leads_out_is_refused_even_from_who_is_trusted(made: SealedClass, data: bytes, path: str) -> None:
    def change(manifest: dict[str, object]) -> None:
        manifest["members"][path] = {"sha256": "", "bytes": 0}  # type: ignore[index]

    def add(members: dict[str, bytes]) -> None:
        members[path] = b""
        signed_again(made.order.private, change)(members)

    assert f"names '{path}', a path that no bundle has" in refusal(rezipped(data, add), made.seal.fingerprint)


@pytest.mark.parametrize("what", ["numpy", "hypothesis", "Python", "judge"])
def test_what_would_grade_otherwise_is_named_with_both_versions(
    made: SealedClass, data: bytes, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = sealed.versions_here()
    monkeypatch.setattr(sealed, "versions_here", lambda: there | {what: "0.1"})
    said = refusal(data, made.seal.fingerprint)
    assert re.search(rf"was made with {sealed.NAMES.get(what, what)} {there[what][:9]}\S*, and here is 0.1; ", said)


def test_of_a_bundle_of_one_assignment_no_other_is_graded(made: SealedClass) -> None:
    with (
        opened(made.file, made.seal.fingerprint) as found,
        pytest.raises(UsageError, match="no checks of 01_dear; name others with --assignments"),
    ):
        make_bundle(found.course, found.course.assignments, found.private, made.order.level, hidden=found.hidden)


def test_the_unpacked_folder_is_its_owners_and_gone_afterwards(made: SealedClass) -> None:
    with opened(made.file, made.seal.fingerprint) as found:
        folder = found.private.parent
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()


def test_what_a_killed_process_left_is_removed_and_what_is_in_use_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"{folders.NAME}left"
    left.mkdir()
    with folders.private_folder() as used:
        for folder in (left, used):
            os.utime(folder, (0, 0))
        with folders.private_folder():
            assert used.exists()
            assert not left.exists()
