"""Make up a class of any size with the mistakes that students make: `simulated(course, assignment, count, seed)`.

Wrong code is not invented here: it is what the hidden checks are tested with, planted into the reference, so it is
known what each hand-in deserves. The same seed gives the same class.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.classroom.demo_class import Place
from autograder.classroom.variants import FOLDER, Variant, plant, variants_of
from autograder.course.model import Assignment, Course
from autograder.course.stubs import make_stub
from autograder.course.symbols import replace_symbol, symbol_source

Files = dict[str, bytes]  # "tinytorch/..." -> source

# How a student's last hand-in comes out, and how many of a hundred do so.
KINDS = {
    "finished": 27,  # right, some of it written differently from the reference
    "mistakes": 42,  # one to four blanks are wrong
    "half done": 12,  # the later blanks are still stubs
    "untouched": 4,
    "does not parse": 4,
    "forgot a file": 4,
    "left prints": 4,  # right, with prints and imports that nobody needs
    "copied": 3,  # somebody else's, with other comments
}
AGAIN = 0.3  # of the students hand in more than once
LATE = 0.15  # of the last hand-ins come after the deadline
LATEST = 4 * 24.0  # hours after the deadline
EARLIEST = 5 * 24.0  # hours before it
MOST_MISTAKES = 4


@dataclass(frozen=True)
class HandIn:
    """One made-up hand-in: `fails` must not pass; `sound` ones have every other blank right."""

    student: str
    number: int  # 1, 2, ... of this student
    hours: float  # after the deadline; negative: before it
    kind: str
    files: Mapping[str, bytes]
    fails: frozenset[Place]
    sound: bool = True


def simulated(
    course: Course, assignment: Assignment, count: int, seed: int, variants: Path = FOLDER
) -> Iterator[HandIn]:
    """The hand-ins of `count` students, student by student, each student's in the order of time."""
    office = _Office(course, assignment, variants)
    earlier: HandIn | None = None
    for number in range(1, count + 1):
        chance = random.Random(f"{seed} {assignment.folder} {number}")
        hand_ins = list(office.student(student_name(number), chance, earlier))
        yield from hand_ins
        earlier = hand_ins[-1] if hand_ins[-1].kind in ("finished", "mistakes") else earlier


def student_name(number: int) -> str:
    """The name of the first, second, ... student."""
    return f"student{number:05}"


class _Office:
    """What every hand-in is made of: reference, stubs, right and wrong ways to write a blank."""

    def __init__(self, course: Course, assignment: Assignment, variants: Path) -> None:
        sources = {file: (course.solutions / file).read_text(encoding="utf-8") for file in assignment.files_with_blanks}
        self.blanks = assignment.blanks
        self.reference = {f"tinytorch/{file}": text.encode() for file, text in sources.items()}
        self.stubs = {file: make_stub(text, assignment.number, file) for file, text in sources.items()}
        found = variants_of(variants / assignment.folder)
        self.right = [variant for variant in found if variant.right]
        self.wrong = [variant for variant in found if not variant.right]
        self.undone = cache(self._undone)

    def student(self, name: str, chance: random.Random, earlier: HandIn | None) -> Iterator[HandIn]:
        """The hand-ins of one student: those before the last are not as far as it is."""
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        late = chance.random() < LATE
        hours = chance.uniform(0.1, LATEST) if late else -chance.uniform(0.1, EARLIEST)
        before = chance.choice([1, 1, 2]) if chance.random() < AGAIN else 0
        for number in range(1, before + 1):
            done = int(len(self.blanks) * number / (before + 1))
            files, fails = self.undone(done)
            earlier_hours = hours - 24.0 * (before + 1 - number)
            yield HandIn(name, number, earlier_hours, "half done", _signed(files, name), fails)
        if kind == "copied" and earlier is not None:
            files, fails = dict(earlier.files), earlier.fails
            signed = _signed(files, f"{name}, all my own work")
            yield HandIn(name, before + 1, hours, kind, signed, fails, earlier.sound)
            return
        files, fails, sound = self._last(kind, chance)
        yield HandIn(name, before + 1, hours, kind, _signed(files, name), fails, sound)

    def _last(self, kind: str, chance: random.Random) -> tuple[Files, frozenset[Place], bool]:
        files = dict(self.reference)
        if kind == "mistakes":
            chosen = _apart(self.wrong, chance, chance.randint(1, MOST_MISTAKES))
            return _planted(files, chosen), _places(chosen), False
        if kind in ("half done", "untouched"):
            return *self.undone(len(self.blanks) // 2 if kind == "half done" else 0), True
        if kind == "does not parse":
            path = chance.choice(sorted(files))
            return files | {path: files[path] + b"\ndef unfinished(x:\n"}, self._in(path), False
        if kind == "forgot a file" and len(files) > 1:
            path = chance.choice(sorted(files))
            del files[path]
            return files, self._in(path), False
        files = _planted(files, _apart(self.right, chance, chance.randint(0, 2)))
        if kind == "left prints":
            path = chance.choice(sorted(files))
            files[path] += b'\n\nif __name__ == "__main__":\n    print("it works", 1 + 1)\n'
        return files, frozenset(), True

    def _undone(self, done: int) -> tuple[Files, frozenset[Place]]:
        """All but the first `done` blanks are still stubs."""
        files, left = dict(self.reference), self.blanks[done:]
        for blank in left:
            path = f"tinytorch/{blank.file}"
            stub = symbol_source(self.stubs[blank.file], blank.symbol)
            files[path] = replace_symbol(files[path].decode(), blank.symbol, stub).encode()
        return files, frozenset((blank.file, blank.symbol) for blank in left)

    def _in(self, path: str) -> frozenset[Place]:
        return frozenset((b.file, b.symbol) for b in self.blanks if f"tinytorch/{b.file}" == path)


def _apart(variants: Sequence[Variant], chance: random.Random, count: int) -> list[Variant]:
    """Up to `count` variants that do not meet in a symbol."""
    chosen: list[Variant] = []
    for variant in chance.sample(variants, min(len(variants), 4 * count)):
        if len(chosen) < count and not any(variant.symbols & other.symbols for other in chosen):
            chosen.append(variant)
    return chosen


def _planted(files: Files, variants: Sequence[Variant]) -> Files:
    for variant in variants:
        files = plant(variant, files)
    return files


def _places(variants: Sequence[Variant]) -> frozenset[Place]:
    """Where the wrong code stands: each variant's first symbol is the one it is about."""
    return frozenset((new.file, new.symbol) for variant in variants for new in variant.replacements[:1])


def _signed(files: Mapping[str, bytes], who: str) -> Files:
    """With a comment at the end of each file: hardly two students hand in the same bytes."""
    return {path: data + f"\n# {who}\n".encode() for path, data in files.items()}
