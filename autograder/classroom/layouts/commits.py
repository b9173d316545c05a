"""When was the last commit of a stranger's checkout made? Nothing that its .git holds is run or obeyed.

Git obeys a repository: its configuration may name programs (fsmonitor, filters, pagers) and include other files, its
hooks are programs. So git never sees it. HEAD and the refs are small texts that are read here; git, which knows packs
and deltas, is asked for one commit in an empty repository of our own that borrows nothing but the stranger's objects.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Self

from autograder.classroom.layouts.moments import of_seconds

SECONDS = 10
LONGEST = 1 << 16  # bytes of a commit that are looked at
MAX_REFS = 4 << 20
HASH = re.compile(r"[0-9a-f]{40}")
BRANCH = re.compile(r"ref: (refs/heads/[\w.+@#-]+(?:/[\w.+@#-]+)*)")
COMMITTER = re.compile(rb"^committer .*> (\d{1,12}) [+-]\d{4}$", re.MULTILINE)
ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOC_LIMIT": str(1 << 26),  # a commit that is a bomb would be unpacked into memory as a whole
    "LC_ALL": "C",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
}


class Commits:
    """Asks git about commits of strangers, in a repository of our own; without git nothing is known."""

    def __init__(self) -> None:
        self._git = shutil.which("git")
        self._folder = tempfile.TemporaryDirectory(prefix="commits-")
        self._own = Path(self._folder.name)
        for name in ("objects/info", "refs/heads"):
            (self._own / name).mkdir(parents=True)
        (self._own / "HEAD").write_text("ref: refs/heads/none\n")
        (self._own / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def moment(self, checkout: Path) -> str | None:
        """The committer's time of the commit that is checked out, in UTC; None where it cannot be read."""
        git = checkout.resolve() / ".git"
        try:
            name = _head(git)
            objects = git / "objects"
            if self._git is None or name is None or objects.is_symlink() or "\n" in str(objects):
                return None
            (self._own / "objects" / "info" / "alternates").write_text(f"{objects}\n")
            found = COMMITTER.search(self._commit(name).partition(b"\n\n")[0])
            return of_seconds(int(found[1])) if found else None
        except (OSError, ValueError):
            return None

    def _commit(self, name: str) -> bytes:
        """The first bytes of a commit; the rest of one that is a bomb is never read."""
        command = [str(self._git), f"--git-dir={self._own}", "cat-file", "commit", name]
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=self._own, env=ENVIRONMENT,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            patience = threading.Timer(SECONDS, process.kill)  # a pipe among the objects would never end
            patience.start()
            try:
                return process.stdout.read(LONGEST)
            finally:
                patience.cancel()
                process.kill()


def _head(git: Path) -> str | None:
    """The hash that HEAD names, itself or by a branch."""
    head = _small(git / "HEAD", 1024).strip()
    if HASH.fullmatch(head):
        return head
    branch = BRANCH.fullmatch(head)
    if branch is None or ".." in branch[1]:
        return None
    loose = git / branch[1]
    if loose.is_file():
        name = _small(loose, 1024).strip()
        return name if HASH.fullmatch(name) else None
    line = re.compile(rf"^([0-9a-f]{{40}}) {re.escape(branch[1])}$", re.MULTILINE)
    packed = line.search(_small(git / "packed-refs", MAX_REFS))
    return packed[1] if packed else None


def _small(path: Path, most: int) -> str:
    """The text of a regular file of at most `most` bytes; ValueError for anything else."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > most:
        raise ValueError(f"{path} is no small file")
    return path.read_text(encoding="utf-8")
