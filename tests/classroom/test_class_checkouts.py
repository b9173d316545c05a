"""A class of Git checkouts: moments are read from commits, and nothing that a student put into .git is ever run."""

from __future__ import annotations

import os
import subprocess
import zlib
from pathlib import Path

import pytest

from autograder.classroom.layouts.commits import Commits
from autograder.classroom.submissions import find_submissions
from autograder.reports.grades import Person
from tests.classroom.exports import ROSTER, as_zip, work
from tests.classroom.hostile import GOOD

NIGHT = "2026-09-14T21:59:00Z"


def git(folder: Path, *words: str) -> str:
    clean = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
    dated = {"GIT_COMMITTER_DATE": "2026-09-14T23:59:00+0200", "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z"}
    person = {f"GIT_{role}_{what}": "x@y" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    command = ["git", "-C", str(folder), "-c", "init.defaultBranch=main", *words]
    return subprocess.run(command, env=clean | dated | person, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "scalars-submissions" / "scalars-ada-l"
    (folder / GOOD).parent.mkdir(parents=True)
    (folder / GOOD).write_bytes(work("ada"))
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "done")
    return folder


def moment(checkout: Path) -> str | None:
    with Commits() as commits:
        return commits.moment(checkout)


def test_github_logins_become_students_and_the_last_commit_the_moment(checkout: Path) -> None:
    other = checkout.parent / "scalars-ghopper"
    git(checkout.parent, "clone", "-q", str(checkout), str(other))
    stranger = checkout.parent / "scalars-x-y"
    git(checkout.parent, "clone", "-q", str(checkout), str(stranger))
    sources = find_submissions(checkout.parent, ROSTER)
    assert [(source.student, source.moment) for source in sources] == [("ada", NIGHT), ("grace", NIGHT), ("x-y", NIGHT)]
    assert [source.student for source in find_submissions(checkout.parent)] == ["ada-l", "ghopper", "x-y"]
    renamed = checkout.parent.rename(checkout.parent.with_name("downloads"))  # the common beginning tells
    assert [source.student for source in find_submissions(renamed)] == ["ada-l", "ghopper", "x-y"]
    people = [Person("l", ids={"github": "l"}), Person("al", ids={"github": "ada-l"})]
    assert find_submissions(renamed, people)[0].student == "al", "the longest login that is known"


def test_a_login_that_somebody_chose_to_look_like_another_s_is_not_taken_for_it(tmp_path: Path) -> None:
    logins = ("ada-l", "x-ada-l", "ada", "bob", "x-bob")
    files = {f"scalars-{login}/{name}": b"" for login in logins for name in (GOOD, ".git/HEAD")}
    people = [Person("ada", ids={"github": "ada-l"}), Person("bob")]
    for folder in ("scalars-submissions", "downloads"):
        sources = find_submissions(as_zip(files, tmp_path / folder), people)
        found = {source.inside: source.student for source in sources}
        assert (found["scalars-ada-l/"], found["scalars-bob/"]) == ("ada", "bob")
        assert [student for student in found.values() if student in ("ada", "bob")] == ["ada", "bob"]


@pytest.mark.parametrize(("size", "found"), [(1 << 10, NIGHT), (1 << 27, None)])
def test_a_commit_that_is_a_bomb_is_not_unpacked(size: int, found: str | None, checkout: Path) -> None:
    name = "ab" + "0" * 38
    words = b"tree x\ncommitter x <x@y> 1789423140 +0000\n\n"
    packer = zlib.compressobj(1)
    data = packer.compress(b"commit %d\0%s" % (len(words) + size, words)) + packer.compress(bytes(size))
    (checkout / ".git/objects/ab").mkdir()
    (checkout / ".git/objects/ab" / name[2:]).write_bytes(data + packer.flush())
    (checkout / ".git/HEAD").write_text(name)
    assert moment(checkout) == found


def test_a_zip_of_checkouts_tells_logins_and_no_moments(tmp_path: Path) -> None:
    files = {f"scalars-{login}/{name}": b"" for login in ("ada-l", "ghopper") for name in (GOOD, ".git/HEAD")}
    sources = find_submissions(as_zip(files, tmp_path / "scalars-submissions"), ROSTER)
    assert [(source.student, source.moment) for source in sources] == [("ada", None), ("grace", None)]
    assert "commits are not read from a zip" in sources[0].notices[0].what


def test_a_packed_and_a_detached_checkout_have_the_same_moment(checkout: Path) -> None:
    git(checkout, "gc", "-q")
    git(checkout, "pack-refs", "--all")
    assert not (checkout / ".git/refs/heads/main").exists()
    assert moment(checkout) == NIGHT
    git(checkout, "checkout", "-q", "--detach")
    assert moment(checkout) == NIGHT


def test_nothing_in_a_hostile_git_folder_is_run(checkout: Path, tmp_path: Path) -> None:
    trap, sprung = tmp_path / "trap", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\necho x >> '{sprung}'\n")
    trap.chmod(0o755)
    for name in ("core.fsmonitor", "core.pager", "core.alternateRefsCommand", "filter.x.clean", "diff.external"):
        git(checkout, "config", name, str(trap))
    (tmp_path / "more").write_text(f"[core]\n\tfsmonitor = {trap}\n")
    git(checkout, "config", "include.path", str(tmp_path / "more"))
    for hook in ("post-index-change", "post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        (checkout / ".git/hooks").mkdir(exist_ok=True)
        (checkout / ".git/hooks" / hook).symlink_to(trap)
    (checkout / ".gitattributes").write_text("* filter=x diff=x\n")
    assert moment(checkout) == NIGHT
    assert not sprung.exists()
    subprocess.run(["git", "-C", str(checkout), "-c", "safe.directory=*", "status"], capture_output=True, check=False)
    assert sprung.exists(), "the trap works: an ordinary git status springs it"


@pytest.mark.parametrize(
    "head",
    ["", "ref: refs/heads/../../../secret", "ref: /etc/passwd", "ref: refs/heads/none", "0" * 40, "x" * 5000, "--help"],
)
def test_a_head_that_names_no_commit_gives_no_moment(head: str, checkout: Path) -> None:
    (checkout / ".git/HEAD").write_text(head)
    assert moment(checkout) is None


def test_links_in_a_git_folder_are_not_followed(checkout: Path) -> None:
    objects = checkout / ".git/objects"
    objects.rename(checkout / "elsewhere")
    objects.symlink_to(checkout / "elsewhere")
    assert moment(checkout) is None
    (source,) = find_submissions(checkout.parent)
    assert source.moment is None
    assert "when it came is not known" in source.notices[0].what
