"""A course whose hidden side is full of tokens, each of which belongs to one thing that a student must never see."""

from __future__ import annotations

import re
import secrets
import struct
from dataclasses import dataclass, field
from pathlib import Path

from tiny_course import write

from autograder.course.manifest import load_course
from autograder.course.model import Course
from autograder.course.stubs import make_stub

SOURCE = "tinytorch/vault/vault.py"

MANIFEST = """\
title = "Vault"
needs = []
owns = ["vault/plain.py", "vault/vault.py"]
given = ["vault/plain.py"]

[exports."vault"]
"vault/vault.py" = ["number", "word", "series", "findings"]

[[task]]
n = 1
title = "Vault"
[[task.blank]]
symbol = "number"
points = 1
hints = []
[[task.blank]]
symbol = "word"
points = 1
hints = []
[[task.blank]]
symbol = "series"
points = 1
hints = []
[[task.blank]]
symbol = "law"
points = 1
hints = []
[[task.blank]]
symbol = "findings"
points = 1
hints = []
"""

REFERENCE = '''\
"""The vault."""

import numpy as np


def number(x):
    """The number in the vault."""
    ### BEGIN SOLUTION 1
    # <<solution>>
    return <<number>> + 0.0 * x
    ### END SOLUTION


def word(x):
    """The word in the vault."""
    ### BEGIN SOLUTION 1
    return "<<word, first half>>" + "<<word, second half>>"
    ### END SOLUTION


def series(n):
    """The series in the vault."""
    ### BEGIN SOLUTION 1
    return np.full(n, <<item>>)
    ### END SOLUTION


def law(double, x):
    """True where double doubles x."""
    ### BEGIN SOLUTION 1
    return bool(double(x) == 2 * x)
    ### END SOLUTION


def findings(text, array):
    """What is found: the hidden things nowhere, and those that are planted where they are."""
    ### BEGIN SOLUTION 1
    return {"hidden in files": [], "hidden in memory": [], "planted in files": [1], "planted in memory": [0, 1, 2]}
    ### END SOLUTION
'''

HIDDEN = '''\
"""Checks of the vault: <<docstring of the hidden module>>."""

import numpy as np
from autograder.checks import check, student_law
from hypothesis import strategies as st

CONSTANT = "<<constant of the hidden module>>"
INPUTS = st.sampled_from([0.5, 1.5]).filter(lambda x: x != "<<constant of a strategy>>")


@check("number", examples=2, seconds=60.0, x=INPUTS)
def number_is_right(tt, x):
    """number(x) is what is in the vault: <<sentence of a law>>."""
    assert CONSTANT != "<<constant of a check>>"
    return tt.vault.vault.number(x)


@check("word", examples=2, seconds=60.0, reveal=False, x=INPUTS)
def word_is_right(tt, x):
    """word(x) is what is in the vault."""
    return tt.vault.vault.word(x)


@check("series", examples=1, seconds=60.0, n=st.just(3))
def series_is_right(tt, n):
    """series(n) is what is in the vault."""
    return tt.vault.vault.series(n)


@student_law(
    "law",
    file="vault/plain.py",
    examples=2,
    seconds=60.0,
    x=INPUTS,
    mutants={"its square": "def double(x):\\n    return x * x  # <<wrong version>>"},
)
def law_catches(tt, x):
    """law catches what does not double."""
    return tt.vault.vault.law(tt.proxy("vault.plain.double"), x)


PLANTED = {"text": st.just("<<planted text>>"), "array": st.just(np.array([<<planted item>>]))}


@check("findings", examples=1, seconds=60.0, **PLANTED)
def findings_are_right(tt, text, array):
    """findings(text, array) is the list of what is found."""
    return tt.vault.vault.findings(text, array)
'''


@dataclass(frozen=True)
class Tokens:
    """The tokens of one run. Those of text begin alike, so that one search finds any of them."""

    hidden: str = field(default_factory=lambda: f"canary {secrets.token_hex(12)}")
    number: float = field(default_factory=lambda: _any_float())
    item: float = field(default_factory=lambda: _any_float())
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    planted_text: str = field(default_factory=lambda: f"planted {secrets.token_hex(12)}")
    planted_file: str = field(default_factory=lambda: f"planted {secrets.token_hex(12)}")
    planted_item: float = field(default_factory=lambda: _any_float())

    @property
    def secret(self) -> list[bytes]:
        """What must not be found: numbers as memory and as the wire hold them, and as text."""
        numbers = [struct.pack(order, x) for x in (self.number, self.item) for order in ("<d", ">d")]
        return [self.hidden.encode(), self.seed, *numbers, repr(self.number).encode(), repr(self.item).encode()]

    @property
    def planted(self) -> list[bytes]:
        """What must be found: in an input, in the submission itself, in an array."""
        return [self.planted_text.encode(), self.planted_file.encode(), struct.pack("<d", self.planted_item)]

    def filled(self, text: str) -> str:
        """The text with a token in each place like <<this>>; beside a hidden one the words stay."""
        numbers = {"number": self.number, "item": self.item, "planted item": self.planted_item}
        known = {name: repr(value) for name, value in numbers.items()} | {"planted text": self.planted_text}
        return re.sub("<<(.+?)>>", lambda mark: known.get(mark[1], f"{self.hidden} {mark[1]}"), text)


def _any_float() -> float:
    """Random in all bits but those of the sign and of half the exponent: an ordinary number."""
    return float(struct.unpack("<d", secrets.token_bytes(7) + b"\x40")[0])


def write_vault(root: Path, tokens: Tokens) -> Course:
    """Write the course, its stubs and its checks, and load it."""
    write(root, {"tinytorch/.keep": "", "assignments/00_vault/assignment.toml": MANIFEST})
    write(root, {"solutions/tinytorch/vault/plain.py": "def double(x):\n    return 2 * x\n"})
    write(root, {f"solutions/{SOURCE}": tokens.filled(REFERENCE)})
    write(root, {"vault_hidden/__init__.py": "", "vault_hidden/vault.py": tokens.filled(HIDDEN)})
    course = load_course(root)
    stub = make_stub((root / "solutions" / SOURCE).read_text(encoding="utf-8"), 0, "vault/vault.py")
    write(course.assignments[0].stubs, {"vault/vault.py": stub})
    return course
