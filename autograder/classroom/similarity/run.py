"""A look at a class from end to end: `Study(task, sources)` reads it, finds who wrote alike, shows or exports it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.classroom.paths import BadSubmission
from autograder.classroom.similarity.export import Entry, base_form, export, normal_form
from autograder.classroom.similarity.findings import Pair, Report, Terms, look
from autograder.classroom.similarity.page import CAUTION, similar_page
from autograder.classroom.similarity.reading import Task, files_in, known_solutions, read_class, stubs_of
from autograder.classroom.similarity.sides import Texts
from autograder.classroom.similarity.work import Work, work_of
from autograder.classroom.submissions import Source
from autograder.course.errors import UsageError

SCHEMA = 1
EARLIER = "earlier: "


def need_library() -> None:
    """UsageError where the library that compares sequences is not installed."""
    try:
        import rapidfuzz  # noqa: F401
    except ImportError as error:
        what = 'Comparing needs rapidfuzz; install it by `pip install -e ".[similar]"`.'
        raise UsageError(what) from error


@dataclass(frozen=True)
class Study:
    """A class and what it is compared with; `earlier` are hand-ins of other years."""

    task: Task
    sources: Sequence[Source]
    earlier: Sequence[Source] = ()
    jobs: int = 1

    def report(self, terms: Terms, step: Callable[[], None] = lambda: None) -> Report:
        """Compare everybody."""
        works = read_class(self.sources, self.task, self.jobs, step)
        before = [_marked(work) for work in read_class(self.earlier, self.task, self.jobs, step)]
        return look(works, [work for work, _ in known_solutions(self.task)], before, terms)

    def page(self, report: Report, title: str, most: int) -> str:
        return similar_page(title, report, Texts(self._read_again).sides, most)

    def export(self, kind: str, folder: Path) -> tuple[str, list[tuple[str, str]]]:
        """Write the class for another tool: (the command to run in the folder, [(who is not in it, why)])."""
        entries, missing = [], []
        for name, source in sorted(self._by_name.items()):
            try:
                files, work = self._read(name)
            except BadSubmission as error:
                missing.append((name, f"cannot be read: {error}"))
                continue
            missing += [(name, why) for why in work.unread]
            if work.pieces:
                label = "earlier" if name != source.student else ""
                entries.append(Entry(name, normal_form(work, files), label, source.moment or ""))
        base = base_form(stubs_of(self.task), self.task.assignments)
        return export(kind, folder, entries, base), missing

    @cached_property
    def _by_name(self) -> Mapping[str, Source]:
        """The last hand-in of each student; one of another year has that in its name."""
        earlier = {f"{EARLIER}{source.student}": source for source in self.earlier}
        return {source.student: source for source in self.sources} | earlier

    def _read(self, name: str) -> tuple[Mapping[str, bytes], Work]:
        files = files_in(self._by_name[name], self.task)
        return files, work_of(name, files, self.task.assignments, stubs_of(self.task))

    def _read_again(self, name: str) -> tuple[Mapping[str, bytes], Work] | None:
        """None where it could be read a moment ago, and cannot any more."""
        try:
            return self._read(name)
        except BadSubmission:
            return None


def _marked(work: Work) -> Work:
    return replace(work, student=f"{EARLIER}{work.student}")


def report_json(report: Report, folders: Sequence[str]) -> str:
    """The findings for a program; the words say what they are."""
    told = {
        "schema": SCHEMA,
        "caution": CAUTION,
        "assignments": list(folders),
        "students": report.students,
        "terms": {"share": report.terms.share, "weight": report.terms.least},
        "pairs": [_pair(pair) for pair in report.pairs],
        "groups": [list(group) for group in report.clusters],
        "as_known": [_pair(pair) for pair in report.as_known],
        "not_compared": [{"student": student, "why": why} for student, why in report.unread],
    }
    return json.dumps(told, indent=1) + "\n"


def _pair(pair: Pair) -> dict[str, Any]:
    pieces = [
        {
            "file": each.first.file,
            "symbol": each.first.symbol,
            "lines": [each.first.first, each.first.last],
            "other": {
                "file": each.second.file,
                "symbol": each.second.symbol,
                "lines": [each.second.first, each.second.last],
            },
            "share": round(each.share, 4),
            "weight": round(each.weight, 2),
            "sameness": round(each.sameness, 4),
        }
        for each in pair.pieces
    ]
    share, weight = round(pair.share, 4), round(pair.weight, 2)
    return {"first": pair.first, "second": pair.second, "share": share, "weight": weight, "pieces": pieces}
