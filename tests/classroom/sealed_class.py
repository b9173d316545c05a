"""A course with cheap checks, sealed: `SealedClass.made(folder)`, and its class graded in this very process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.classroom import speed_course
from autograder.classroom.grading import Job, Order, grade_class, open_grader
from autograder.classroom.scale.seal import Seal, seal
from autograder.classroom.scale.sealed import Opened
from autograder.classroom.submissions import find_submissions
from autograder.loop.submission_zip import write_zip
from autograder.reports.json import class_json
from autograder.sandbox.isolation import Level, probe


def in_this_process(order: Order, bundle: str, jobs: Iterable[tuple[str, Job]]) -> Iterator[tuple[str, Any]]:
    """An Engine that starts no process but those of the sandbox."""
    with open_grader(order, bundle) as judged:
        for digest, job in jobs:
            yield digest, judged(job)


@dataclass(frozen=True)
class SealedClass:
    """`order` grades with the course itself, `file` is its bundle, `hand_ins` the class."""

    order: Order
    file: Path
    seal: Seal
    hand_ins: Path

    @classmethod
    def made(cls, root: Path) -> SealedClass:
        """One right submission and one wrong one; the canary is in the hidden checks."""
        course = speed_course.write_course(root / "course")
        checks = root / "course" / speed_course.HIDDEN / "cheap.py"
        checks.write_text(checks.read_text() + f"\n# {CANARY}\n")
        level = probe().level
        chosen = course.assignments[:1]
        order = Order(course, chosen, level, root / "private", root / "out", 1, hidden=speed_course.HIDDEN)
        with speed_course.importable(course):
            made = seal(order, root / "term.bundle")
        hand_ins = root / "class"
        hand_ins.mkdir()
        write_zip(hand_ins / "ada.zip", speed_course.right(course, chosen[0]))
        write_zip(hand_ins / "bob.zip", speed_course.wrong(course, chosen[0]))
        return cls(order, root / "term.bundle", made, hand_ins)

    def graded_with_the_course(self) -> str:
        """The class's JSON."""
        with speed_course.importable(self.order.course):
            return "".join(class_json(grade_class(self.order, self.sources, lambda: None, engine=in_this_process)))

    def order_with(self, opened: Opened, out: Path) -> Order:
        """The order that grades with an opened bundle."""
        new = replace(self.order, course=opened.course, assignments=opened.assignments, private=opened.private)
        return replace(new, hidden=opened.hidden, out=out)

    @property
    def sources(self) -> list[Any]:
        return find_submissions(self.hand_ins)

    @property
    def is_shut_in(self) -> bool:
        return self.order.level is not Level.NONE


CANARY = "canary-6f1d9a52"
HUNT = '''

def _hunt(temporary):
    """Whether anything of a bundle can be seen from here: its unpacked folder, or its canary."""
    import os

    wanted = "yranac"[::-1] + "-6f1d9a52"
    places = [temporary, os.path.dirname(temporary), "/proc", "/home", "/root", os.getcwd()]
    for place in places:
        for folder, folders, files in os.walk(place):
            if "tinytorch-bundle" in folder or any(name.startswith("tinytorch-bundle") for name in folders):
                return True
            if folder.count("/") > 4:
                folders.clear()
            for name in files:
                try:
                    with open(os.path.join(folder, name), "rb") as file:
                        if "proc" in place and wanted.encode() in file.read(4096):
                            return True
                except OSError:
                    pass
    return False
'''
