"""Reads the attacks: `attacks()` gives every section of submissions/*.py as an Attack, `attack.files(right)` its files.

A section begins with `# %% name`. The comment lines below it say what is attacked, and as data:

    # after: arena/numbers.py       the code stands at the end of this right file, so that what it defines wins
    # only: arena/vault.py          the code is the whole file, whatever `after` says
    # deserves: mul 0 wrong         points (and verdicts, a|b, where they matter); every other blank is right
    # needs: reduced                the weakest sandbox that withstands it; none where nothing is said

`# file: PATH` further down begins one more file of the submission. A line of that kind above the first section holds
for all sections that have none of their own. In the code MARKER and TOLD are what must show in no report, and won()
is the right password, for those who got in by another way than by finding it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.sandbox.terms import Level

SUBMISSIONS = Path(__file__).parent / "submissions"
PACKAGE = "tinytorch/"
MARKER, TOLD = "TELLTALE", 7433
PRELUDE = f"""

MARKER, TOLD = {MARKER!r}, {TOLD}


def won():  # what an attack on the password gives back where it got in; put together, so that nobody finds it here
    return "-".join(("VAULT", "password", "9d51"))


"""
FACT = re.compile(r"# (after|only|deserves|needs): (.+)")
STRENGTH = [Level.NONE, Level.REDUCED, Level.FULL]

Files = dict[str, bytes]


@dataclass(frozen=True)
class Deserved:
    """The exact points of a blank, and the verdicts that it may have; any of them where that matters to nobody."""

    points: float
    verdicts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Attack:
    """One submission that tries something, and what it honestly deserves; blanks not named are right."""

    id: str
    what: str
    file: str  # the file that is attacked, below tinytorch/
    code: bytes
    deserves: Mapping[str, Deserved]
    after: bool = True  # the code follows the right file
    others: Mapping[str, bytes] = field(default_factory=dict)  # what else is handed in, by its path
    needs: Level = Level.NONE

    def files(self, right: Files) -> Files:
        """The submission: the right files, with this one attacked."""
        path = PACKAGE + self.file
        return {**right, path: (right[path] if self.after else b"") + self.code, **self.others}

    def withstood(self, level: Level) -> bool:
        """Whether a sandbox of this level is strong enough."""
        return STRENGTH.index(level) >= STRENGTH.index(self.needs)


def attacks() -> list[Attack]:
    """All attacks that are written down as text, family by family."""
    return [attack for path in sorted(SUBMISSIONS.glob("*.py")) for attack in _family(path)]


def deserved(text: str) -> dict[str, Deserved]:
    """`mul 0 wrong|exception, half 0.5` as data; `full` names no blank."""
    found = {}
    for part in [] if text == "full" else text.split(","):
        symbol, points, *verdicts = part.split()
        found[symbol] = Deserved(float(points), frozenset(verdicts[0].split("|") if verdicts else ()))
    return found


def _family(path: Path) -> Iterator[Attack]:
    head, *sections = re.split(r"^# %% ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    common = _facts(head.splitlines())
    for section in sections:
        name, _, text = section.partition("\n")
        yield _attack(f"{path.stem}-{name.strip()}", text, common)


def _attack(name: str, text: str, common: Mapping[str, str]) -> Attack:
    code, *others = re.split(r"^# file: ", text, flags=re.MULTILINE)
    header = list(itertools.takewhile(lambda line: line.startswith("# "), code.splitlines()))
    facts = {**common, **_facts(header)}
    only = "only" in facts
    return Attack(
        id=name,
        what=" ".join(line[2:] for line in header if not FACT.fullmatch(line)),
        file=facts["only" if only else "after"],
        code=(PRELUDE + code).encode(),
        deserves=deserved(facts["deserves"]),
        after=not only,
        others=dict(_other(other) for other in others),
        needs=Level(facts.get("needs", "none")),
    )


def _other(text: str) -> tuple[str, bytes]:
    path, _, source = text.partition("\n")
    return path.strip(), source.encode()


def _facts(lines: list[str]) -> dict[str, str]:
    return {match[1]: match[2].strip() for line in lines if (match := FACT.fullmatch(line))}
