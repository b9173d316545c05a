"""Who is it? `Roll(people).find(claim)` is the student that a layout's words name, if they name one and no other.

Nobody is guessed: where the roster does not tell, the answer is None and a sentence says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograder.classroom.layouts.handin import Claim
from autograder.classroom.paths import shown
from autograder.reports.grades import Person
from autograder.reports.likeness import folded


class Roll:
    """The roster, looked up by anything that tells a person."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._known: dict[tuple[str, str], set[str]] = {}
        self.students: set[str] = set()
        for person in people:
            self.students.add(folded(person.student))
            for word in _words(person):
                self._known.setdefault(word, set()).add(person.student)

    def __bool__(self) -> bool:
        return bool(self.students)

    def find(self, claim: Claim) -> tuple[str | None, str]:
        """(student, "") of the surest word that names exactly one; (None, why) where there is none."""
        doubt = ""
        for kind, text in claim.words:
            found = self._lookup(kind, text)
            if len(found) == 1:
                return found.pop(), ""
            if found and not doubt:
                doubt = f"'{shown(text)}' may be {' or '.join(map(shown, sorted(found)[:3]))}"
        if doubt:
            return None, f"{doubt}: add the {claim.words[0][0]} id to the roster"
        words = [(SPOKEN[kind], text) for kind, text in claim.words if kind in SPOKEN]
        if {text for _, text in words} == {claim.name}:  # a file's name, and no more is known
            return None, f"nobody in the roster is called '{shown(claim.name)}'"
        told = ", ".join(f"{kind} '{shown(text)}'" for kind, text in words)
        return None, f"nobody in the roster has {told or shown(claim.name)}"

    def _lookup(self, kind: str, text: str) -> set[str]:
        key = squeezed(text) if kind == "sortable" else folded(text)
        return set(self._known.get((kind, key), ()))


SPOKEN = {  # how a person is told what a word is
    "canvas": "Canvas id", "moodle": "Moodle id", "github": "GitHub login", "email": "email", "sis": "SIS id",
    "student": "student", "name": "name", "sortable": "name",
}  # fmt: skip


def _words(person: Person) -> Iterator[tuple[str, str]]:
    """Every (kind, key) that names a person."""
    yield "student", folded(person.student)
    if not person.ids.get("github"):
        yield "unlinked", folded(person.student)
    sure = [person.student, person.email, *person.ids.values()]
    yield from (("any", folded(text)) for text in sure if text)
    yield from ((kind, folded(text)) for kind, text in person.ids.items() if text)
    if person.email:
        yield "email", folded(person.email)
    if person.name:
        last, comma, first = person.name.partition(",")
        natural = f"{first} {last}" if comma else person.name
        yield "name", folded(natural)
        parts = natural.split()
        if not person.ids.get("canvas"):  # else it is somebody who has taken the name
            for place in range(len(parts)):  # nobody can tell which words of a name are the last name
                yield "sortable", squeezed("".join(parts[place:] + parts[:place]))


def squeezed(text: str) -> str:
    """Letters and digits alone, as Canvas makes file names of names."""
    return "".join(c for c in folded(text) if c.isalnum())
