"""A class's page, tables, CSV and JSON say the same numbers, name nobody they need not, and cannot be misused."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from autograder.classroom.statistics import class_statistics
from autograder.reports.class_report.json import statistics_json
from autograder.reports.class_report.page import class_page
from autograder.reports.class_report.sheet import statistics_csv
from autograder.reports.class_report.students import FEW
from autograder.reports.class_report.table import class_tables
from autograder.reports.class_report.words import percent
from autograder.reports.grades import Person
from autograder.reports.statistics import Statistics
from autograder.reports.words import VERDICTS
from tests.reports.example import HOSTILE
from tests.reports.graded_class import BLANKS, HandIn, Outcome, Pupil, enter_class

BOTH = ("00_scalars", "01_autograd")


def pupil(name: str, *outcomes: Outcome) -> Pupil:
    return Pupil(name, (HandIn(BOTH, outcomes, {"0.1": 30.0}),))


CLASS = [
    pupil("ada", *[("pass", 0)] * 6),
    pupil("bob", ("pass", 0), ("wrong", 1), ("wrong", 2), ("todo", 0), ("time", 0), ("todo", 0)),
    pupil("cyd", ("wrong", 0), ("wrong", 1), ("exception", 0), ("todo", 0), ("todo", 0), ("broken", 0)),
    Pupil("eve", (HandIn(BOTH, None, {}),)),
]


@pytest.fixture(scope="module")
def statistics(tmp_path_factory: pytest.TempPathFactory) -> Statistics:
    out = tmp_path_factory.mktemp("class")
    enter_class(out, CLASS)
    return class_statistics(out)


class Outline(HTMLParser):
    """The tags of a page with their attributes, and its text; fails where tags do not nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attributes)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_loads_and_runs_nothing_and_its_policy_allows_its_style_alone(statistics: Statistics) -> None:
    page = class_page(statistics, {})
    tags = Outline(page).seen
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not any(name.startswith("on") or name in ("src", "style") for _, a in tags for name in a)
    assert "url(" not in page
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policies = [a["content"] for tag, a in tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"]


def test_every_link_inside_the_page_leads_somewhere_and_no_name_comes_twice(statistics: Statistics) -> None:
    tags = Outline(class_page(statistics, {})).seen
    names = [a["id"] for _, a in tags if "id" in a]
    inside = [a["href"].removeprefix("#") for tag, a in tags if tag == "a" and a["href"]]
    labels = [a["aria-labelledby"] for _, a in tags if "aria-labelledby" in a]
    assert len(names) == len(set(names))
    assert {*inside, *labels} <= set(names)
    assert {"struggles", "scores", "tasks", "laws", "time", "own-tests", "students", *BOTH} <= set(inside)


def test_every_plot_has_a_name_or_stands_beside_its_numbers(statistics: Statistics) -> None:
    tags = Outline(class_page(statistics, {})).seen
    pictures = [a for tag, a in tags if tag == "svg"]
    assert all(bool(a.get("aria-label")) != (a.get("aria-hidden") == "true") for a in pictures)
    labels = [a["aria-label"] for a in pictures if a.get("aria-label")]
    assert labels[0] == "All assignments, students by share of the points. 0 to 9 %: 1, 20 to 29 %: 1, 100 %: 1."


def test_only_students_who_have_a_page_are_linked(statistics: Statistics) -> None:
    tags = Outline(class_page(statistics, {"ada": "ada.html"})).seen
    assert [a["href"] for tag, a in tags if tag == "a" and not (a["href"] or "").startswith("#")] == ["ada.html"]


def test_a_large_class_is_folded_and_nobody_is_left_out(statistics: Statistics) -> None:
    line = statistics.lines[0]
    many = tuple(replace(line, person=Person(f"student{n}")) for n in range(FEW + 1))
    for lines, folded in ((many, True), (many[:FEW], False)):
        outline = Outline(class_page(replace(statistics, lines=lines), {}))
        bands = [a for tag, a in outline.seen if tag == "details" and ("open" in a or a.get("class") == "folded")]
        assert bands
        assert all(("open" in band) != folded for band in bands)
        assert {line.person.student for line in lines} <= set(outline.text)


def hostile(found: Statistics) -> Statistics:
    """The same with a hostile text in every place that holds one."""
    bad = HOSTILE
    assignments = []
    for each in found.assignments:
        tasks = []
        for task in each.tasks:
            blanks = tuple(
                replace(blank, symbol=blank.symbol + bad, failures=tuple(
                    replace(f, law=f.law + bad, symbol=f.symbol + bad) for f in blank.failures))
                for blank in task.blanks
            )  # fmt: skip
            tasks.append(replace(task, title=task.title + bad, blanks=blanks))
        assignments.append(replace(each, title=each.title + bad, tasks=tuple(tasks), due=bad if each.due else None))
    lines = tuple(replace(line, person=Person(line.person.student + bad, bad)) for line in found.lines)
    return replace(found, assignments=tuple(assignments), lines=lines)


def test_every_text_is_escaped(statistics: Statistics) -> None:
    named = tuple(replace(line, person=replace(line.person, name="N")) for line in statistics.lines)
    plain, bent = (class_page(each, {}) for each in (replace(statistics, lines=named), hostile(statistics)))
    assert HOSTILE not in bent
    assert "<script" not in bent
    assert [tag for tag, _ in Outline(bent).seen] == [tag for tag, _ in Outline(plain).seen]


def test_the_json_has_every_number_and_no_student(statistics: Statistics) -> None:
    text = statistics_json(statistics)
    found = json.loads(text)
    assert (found["schema"], found["students"], found["points"]) == (1, 4, 12.5)
    assert not any(name in text for name in ("ada", "bob", "cyd", "eve"))
    relu = found["assignments"][0]["tasks"][0]["blanks"][1]
    assert (relu["tried"], relu["passed"], relu["pass_rate"]) == (3, 1, 1 / 3)
    assert relu["failures"] == [{"law": "relu keeps law 1.", "students": 2}]
    assert found["assignments"][0]["tasks"][0]["minutes"]["median"] == 30.0
    law = found["assignments"][0]["tasks"][1]["blanks"][0]
    assert (law["versions"], law["caught"]) == (3, [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1])


def test_the_csv_has_a_row_per_blank_and_computes_nothing(statistics: Statistics) -> None:
    rows = list(csv.DictReader(io.StringIO(statistics_csv(statistics))))
    assert [row["symbol"] for row in rows] == [symbol for blanks in BLANKS.values() for _, symbol, _ in blanks]
    for row, (_, task, blank) in zip(rows, statistics.blanks, strict=True):
        assert (row["task"], int(row["tried"]), int(row["passed"])) == (task.task, blank.tried, blank.passed)
        assert {name: int(row[f"is_{name}"]) for name in VERDICTS if int(row[f"is_{name}"])} == blank.verdicts
    assert (rows[1]["pass_rate"], rows[1]["law"], rows[1]["minutes"]) == ("0.333333", "relu keeps law 1.", "30.0")
    (failure, *_), first = statistics.blanks[1][2].failures, statistics.assignments[0]
    task = replace(
        first.tasks[0], blanks=(replace(first.tasks[0].blanks[1], failures=(replace(failure, law="=1+1"),)),)
    )
    bent = replace(statistics, assignments=(replace(first, tasks=(task,)),))
    assert next(csv.DictReader(io.StringIO(statistics_csv(bent))))["law"] == "'=1+1"


def test_the_tables_begin_with_the_assignments_and_the_hardest_blanks(statistics: Statistics) -> None:
    console = Console(width=160, file=io.StringIO(), record=True)
    for part in class_tables(statistics):
        console.print(part)
    text = console.export_text()
    assert re.search(r"00_scalars +│ +4 of 4 │ +3 │", text)
    assert re.search(r"relu +│ +0.1 │ +1 of 3 │ 33 % │ +0 │ relu keeps law 1. \(2 students\)", text)
    assert text.index("Where the class struggles") < text.index("Minutes of work") < text.index("Laws that students")
    solved = [int(part) for part in re.findall(r"(\d+) %", text.split("struggles")[1].split("Minutes")[0])]
    assert solved == sorted(solved)
    assert re.search(r"relu_law +│ +0.2 │ +3 │ +67 % │ +1 of 3", text)


def test_what_is_not_quite_all_or_nothing_is_not_shown_so() -> None:
    shown = {0.0: "0 %", 0.0001: "1 %", 0.004: "1 %", 0.5: "50 %", 0.9999: "99 %", 1.0: "100 %", None: "-"}
    assert {share: percent(share) for share in shown} == shown


def test_a_page_of_one_student_and_of_none_with_a_score_still_stands(tmp_path: Path) -> None:
    for name, pupils in {"one": CLASS[:1], "none": CLASS[3:]}.items():
        enter_class(tmp_path / name, pupils)
        found = class_statistics(tmp_path / name)
        assert pupils[0].name in Outline(class_page(found, {})).text
        assert len(list(class_tables(found))) in (1, 5)
        assert json.loads(statistics_json(found))["students"] == 1
