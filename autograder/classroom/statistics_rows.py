"""Read what students' attempts say of each blank: `found_in(db, wanted, groups)`, from the gradebook's narrow tables.

`wanted` says which attempts count, and for how many students of each group. A row costs one step in a table of counts;
all the rest is made from that table, which is as small for a large class as for a small one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

from autograder.classroom.gradebook_file import Database, parsed
from autograder.reports.statistics import DIGITS, Blank, Failure, Spread, Task, histogram, spread
from autograder.reports.words import blanks_of

CATCHES = "Catches "  # so begins the line of a wrong version, where students write a law
GRADED, TRIED, MISSED = 1, 2, 4  # bits of what a student did at a task
BITS = {"todo": GRADED | MISSED, "broken": 0}
OTHER = GRADED | TRIED | MISSED
POINT, PLACE = 10**6, 10**9  # a place and its points in one whole number; scores have six digits


class Key(NamedTuple):
    """Which attempt it is, as a grade knows it: two with one key say the same of the assignment."""

    submission: str
    bundle: str
    sandbox: str
    assignment: str
    score: float


Groups: TypeAlias = dict[int, int]  # group -> for how many of its students an attempt counts
Wanted: TypeAlias = dict[Key, Groups]
Weights: TypeAlias = dict[str, Groups]  # of one attempt, by assignment
Where: TypeAlias = tuple[str, str]  # assignment, task

NOBODY: Groups = {}


class Place(NamedTuple):
    """A blank, as the gradebook knows it."""

    assignment: str
    task: str
    title: str
    symbol: str


class Result(NamedTuple):
    """What an attempt's row says of a blank, and of which group the student is."""

    place: int
    group: int
    verdict: str
    score: float
    points: float
    law: str | None


@dataclass(frozen=True)
class Found:
    """What all rows say, counted; `tasks` puts it together for one assignment."""

    groups: int
    places: Mapping[int, Place]
    results: Mapping[int, Mapping[Result, int]]  # place -> what is said of it -> of how many students
    done: Mapping[Where, Mapping[int, int]]  # -> bits -> students
    versions: Mapping[Place, int]  # wrong versions that a student's law is tried on
    minutes: Mapping[str, list[float]]  # task -> of each student
    seconds: Spread | None

    def tasks(self, folder: str) -> tuple[Task, ...]:
        """The tasks of an assignment, in the order of their numbers."""
        numbers = [
            number for number, place in self.places.items() if place.assignment == folder and number in self.results
        ]
        numbers.sort(key=lambda number: (_order(self.places[number].task), number))
        by_task = groupby(numbers, key=lambda number: self.places[number].task)
        return tuple(self._task(folder, task, list(places)) for task, places in by_task)

    def _task(self, folder: str, task: str, numbers: list[int]) -> Task:
        done = self.done[folder, task]
        results = Counter[Result]()
        for number in numbers:
            results.update(self.results[number])
        return Task(
            task=task,
            title=self.places[numbers[-1]].title,
            graded=sum(students for bits, students in done.items() if bits & GRADED),
            tried=sum(students for bits, students in done.items() if bits & TRIED),
            passed=sum(students for bits, students in done.items() if bits & GRADED and not bits & MISSED),
            share=_share(results),
            groups=tuple(_share({r: n for r, n in results.items() if r.group == k}) for k in range(self.groups)),
            minutes=spread(self.minutes.get(task, ())),
            blanks=tuple(self._blank(self.places[number], self.results[number]) for number in numbers),
        )

    def _blank(self, place: Place, results: Mapping[Result, int]) -> Blank:
        verdicts, laws = Counter[str](), Counter[str]()
        for result, students in results.items():
            verdicts[result.verdict] += students
            if result.law is not None and result.verdict not in ("pass", "todo", "broken"):
                laws[result.law] += students
        versions = self.versions.get(place, 0)
        caught = [r.score / r.points for r, n in results.items() if versions and _tried(r) for _ in range(n)]
        return Blank(
            symbol=place.symbol,
            points=max((result.points for result in results), default=0.0),
            graded=verdicts.total() - verdicts["broken"],
            verdicts={verdict: count for verdict, count in sorted(verdicts.items()) if count},
            share=_share(results),
            failures=tuple(
                Failure(place.assignment, place.task, place.symbol, law, students)
                for law, students in sorted(laws.items(), key=lambda each: (-each[1], each[0]))
            ),
            versions=versions,
            caught=histogram(caught) if versions else (),
            caught_spread=spread(caught),
        )


def found_in(db: Database, wanted: Wanted, groups: int) -> Found:
    """Read the rows of the attempts that are wanted."""
    rows = db.rows("SELECT number, assignment, task, title, symbol FROM places")
    places = {number: Place(*rest) for number, *rest in rows}
    attempts, seconds = _attempts(db, wanted)
    db.write("CREATE TEMP TABLE wanted (attempt INTEGER PRIMARY KEY)")
    db.write_all("INSERT INTO wanted VALUES (?)", ((number,) for number in attempts))
    done: dict[int, dict[Where, int]] = defaultdict(dict)
    counts = _missed(db, places, attempts, done) + _passed(db, places, attempts, done)
    results: dict[int, dict[Result, int]] = defaultdict(dict)
    for result, students in counts.items():
        results[result.place][result] = students
    return Found(groups, places, results, _done(attempts, done), _versions(db), _minutes(db), spread(seconds))


def _attempts(db: Database, wanted: Wanted) -> tuple[dict[int, Weights], list[float]]:
    """The number of an attempt -> for whom it counts; and the seconds that each took to grade."""
    rows = db.rows("SELECT number, submission, bundle, sandbox, seconds FROM attempts WHERE anew=0")
    known = {number: rest for number, *rest in rows}  # in no order, so that the index has it all: records are long
    found: dict[Key, int] = {}
    for number, assignment, score in db.rows("SELECT attempt, assignment, score FROM scores"):  # in order
        if number in known:
            submission, bundle, sandbox, _ = known[number]
            key = Key(submission, bundle, sandbox, assignment, score)
            if key in wanted:
                found[key] = number
    attempts: dict[int, Weights] = defaultdict(dict)
    for key, number in found.items():
        attempts[number][key.assignment] = wanted[key]
    return attempts, [known[number][3] for number in attempts]


def _missed(
    db: Database, places: Mapping[int, Place], attempts: Mapping[int, Weights], done: dict[int, dict[Where, int]]
) -> Counter[Result]:
    """What is said of blanks that do not pass; `done` takes down what it says of each student's tasks."""
    rows = db.rows(
        "SELECT r.attempt, r.place, r.verdict, r.score, r.points, r.law"
        " FROM wanted w CROSS JOIN results r ON r.attempt=w.attempt WHERE r.verdict<>'pass'"
    )
    tasks = {number: place[:2] for number, place in places.items()}
    counts: dict[tuple[Any, ...], int] = {}
    last, mine, weights = None, dict[Where, int](), dict[str, Groups]()
    for number, place, verdict, score, points, law in rows:
        if number != last:
            last, mine, weights = number, done[number], attempts[number]
        where = tasks[place]
        mine[where] = mine.get(where, 0) | BITS.get(verdict, OTHER)
        for group, students in weights.get(where[0], NOBODY).items():
            key = place, group, verdict, score, points, law
            counts[key] = counts.get(key, 0) + students
    return Counter({Result(*key): students for key, students in counts.items()})


def _passed(
    db: Database, places: Mapping[int, Place], attempts: Mapping[int, Weights], done: dict[int, dict[Where, int]]
) -> Counter[Result]:
    """The same of those that pass. They are most rows, so an attempt's come as one text of numbers, which is fast."""
    rows = db.rows(
        f"SELECT r.attempt, group_concat(r.place * {PLACE} + CAST(r.points * {POINT} + 0.5 AS INTEGER))"
        " FROM wanted w CROSS JOIN results r ON r.attempt=w.attempt WHERE r.verdict='pass' GROUP BY r.attempt"
    )
    words = _Words(places)
    said: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for number, text in rows:
        passed = text.split(",")
        for assignment, groups in attempts[number].items():
            for group, students in groups.items():
                for _ in range(students):
                    said[assignment, group].update(passed)
        mine = done[number]
        for where in {words[word][0] for word in passed}:
            mine[where] = mine.get(where, 0) | GRADED | TRIED
    counts = Counter[Result]()
    for (assignment, group), found in said.items():
        for word, students in found.items():
            where, place, points = words[word]
            if where[0] == assignment:
                counts[Result(place, group, "pass", points, points, None)] = students
    return counts


class _Words(dict[str, tuple[Where, int, float]]):
    """ "17002000000" -> the task that place 17 belongs to, 17, 2.0 points."""

    def __init__(self, places: Mapping[int, Place]) -> None:
        self._places = places

    def __missing__(self, word: str) -> tuple[Where, int, float]:
        place, points = divmod(int(word), PLACE)
        self[word] = self._places[place][:2], place, points / POINT
        return self[word]


def _done(attempts: Mapping[int, Weights], bits: Mapping[int, Mapping[Where, int]]) -> dict[Where, Counter[int]]:
    """What was done at each task -> by how many students."""
    done: dict[Where, Counter[int]] = defaultdict(Counter)
    for number, mine in bits.items():
        for where, bit in mine.items():
            done[where][bit] += sum(attempts[number].get(where[0], NOBODY).values())
    return done


def _versions(db: Database) -> dict[Place, int]:
    """How many wrong versions each law of a student is tried on: a record of each bundle knows, best a sound one."""
    rows = db.rows(
        "SELECT record FROM attempts WHERE number IN"
        " (SELECT MIN(number) FROM wanted JOIN attempts ON number=attempt GROUP BY bundle, scope, broken)"
    )
    found: dict[Place, int] = {}
    for (text,) in rows:
        for assignment, task, blank in blanks_of(parsed(text)):
            place = Place(assignment["folder"], task["task"], task["title"], blank["symbol"])
            versions = sum(check["law"].startswith(CATCHES) for check in blank["checks"])
            found[place] = max(versions, found.get(place, 0))
    return found


def _minutes(db: Database) -> dict[str, list[float]]:
    """Task -> the minutes of each student, as the last hand-in that knows them says."""
    rows = db.rows(
        "SELECT student, minutes FROM hand_ins WHERE minutes<>'{}' ORDER BY student, COALESCE(moment, noted), number"
    )
    latest: dict[tuple[str, str], float] = {}
    for student, text in rows:
        for task, minutes in parsed(text).items():
            latest[student, task] = minutes
    by_task: dict[str, list[float]] = defaultdict(list)
    for (_, task), minutes in latest.items():
        by_task[task].append(minutes)
    return by_task


def _tried(result: Result) -> bool:
    return result.verdict not in ("todo", "broken") and result.points > 0


def _share(results: Mapping[Result, int]) -> float | None:
    """What was reached, of what could be, by all of whom these results speak."""
    sound = [(result, students) for result, students in results.items() if result.verdict != "broken"]
    worth = sum(result.points * students for result, students in sound)
    return round(sum(result.score * students for result, students in sound) / worth, DIGITS) if worth else None


def _order(task: str) -> list[int]:
    """The order of task numbers: 1.2 before 1.10."""
    return [int(part) if part.isdecimal() else 0 for part in task.split(".")]
