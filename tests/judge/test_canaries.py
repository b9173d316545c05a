"""What a check expects, and what is hidden, is nowhere in the process that runs a student's code.

The tokens are in the answers, which the reference gives in processes of its own, in the checks and in the seed.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from judged import blanks, verdicts
from spy import disguised
from vault_course import SOURCE, Tokens, write_vault

from autograder.judge.bundle import Bundle, make_bundle
from autograder.judge.grading import Grader
from autograder.judge.records import BlankRecord
from autograder.sandbox.isolation import Level, probe

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the spy knows Linux's way of asking about memory")

SPY = Path(__file__).with_name("spy.py").read_text(encoding="utf-8")
SUBMISSION = '''
HIDDEN = {hidden!r}
PLANTED = {planted!r}
HERE = {here!r}
looked = []


def look():
    """Once in each process."""
    if not looked:
        looked.append(True)
        if any(spy(HIDDEN, {roots!r}, {since!r})):
            raise LookupError


def number(x):
    look()
    return 0.0


def word(x):
    return ""


def series(n):
    return None


def law(double, x):
    look()
    return double(x) == 2 * x


def findings(text, array):
    number = len(HIDDEN)
    found = [spy(HIDDEN + PLANTED, {roots!r}, {since!r})]
    return {{
        f"{{kind}} in {{where}}": [n - start for n in numbers if start <= n < end]
        for where, numbers in zip(("files", "memory"), *found)
        for kind, start, end in (("hidden", 0, number), ("planted", number, 1000))
    }}
'''


@dataclass(frozen=True)
class Vault:
    """A course that is sealed, where it lies, since when, and its tokens."""

    bundle: Bundle
    root: Path
    since: float
    tokens: Tokens

    def submission(self, hidden: list[bytes], roots: list[str]) -> bytes:
        """The spy in a student's file, looking for some tokens in memory, and in files below the roots."""
        disguises = [disguised(token) for token in hidden], [disguised(token) for token in self.tokens.planted]
        text = SUBMISSION.format(
            hidden=disguises[0], planted=disguises[1], here=self.tokens.planted_file, roots=roots, since=self.since
        )
        return (SPY + text).encode()

    def graded(self, level: Level, submission: bytes) -> dict[str, BlankRecord]:
        with Grader(self.bundle, level) as grader:
            return blanks(grader.grade({SOURCE: submission}))


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory, level: Level) -> Iterator[Vault]:
    since, root, tokens = time.time() - 1.0, tmp_path_factory.mktemp("vault"), Tokens()
    sys.path.insert(0, str(root))
    course = write_vault(root, tokens)
    (root / "private").mkdir(mode=0o700)
    (root / "private" / "seed").write_bytes(tokens.seed)
    yield Vault(
        make_bundle(course, course.assignments, root / "private", level, hidden="vault_hidden"), root, since, tokens
    )
    sys.path.remove(str(root))


LEVELS = [pytest.param(each, marks=[pytest.mark.slow] if each is Level.REDUCED else []) for each in Level]


@pytest.mark.parametrize("each", LEVELS, ids=[each.value for each in Level])
def test_no_student_code_finds_what_is_hidden(each: Level, vault: Vault) -> None:
    """The spy raises where it finds something early, and says in the end what it has found altogether.

    Without a fence any process of the same user may read the files of this one: there only its own are searched.
    """
    found = probe()
    if list(Level).index(each) < list(Level).index(found.level):
        pytest.skip(found.reasons[list(Level).index(each)])
    everywhere = ["/", "/proc", "/dev", "/tmp", "/usr", "/etc", *sys.path, str(vault.root), "."]
    roots = ["."] if each is Level.NONE else everywhere
    graded = vault.graded(each, vault.submission(vault.tokens.secret, roots))
    assert {symbol: graded[symbol].verdict for symbol in ("number", "word", "series")} == dict.fromkeys(
        ("number", "word", "series"), "wrong"
    )
    assert graded["findings"].checks[0].detail == ""
    assert verdicts(graded).keys() == {"number", "word", "series"}


def test_a_hidden_token_in_an_input_is_found(vault: Vault) -> None:
    """The spy takes something that every input holds for a hidden token, and raises."""
    graded = vault.graded(Level.NONE, vault.submission([vault.tokens.planted[1]], ["."]))
    assert graded["number"].checks[0].detail == "expected a result, got LookupError"


def test_asking_page_by_page_finds_all_that_is_mapped() -> None:
    """In a process as a worker is one: an interpreter with NumPy."""
    program = """
    import numpy
    from spy import PAGE, mapped, probed

    def pages(spans):
        return {page for start, end in spans for page in range(start // PAGE, end // PAGE)}

    before, found, after = pages(mapped()), pages(probed()), pages(mapped())
    print(len(before & after) > 1000, before & after <= found)
    """
    alone = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", textwrap.dedent(program)]
    assert subprocess.run(command, capture_output=True, text=True, check=True, env=alone).stdout == "True True\n"
