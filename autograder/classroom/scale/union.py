"""One gradebook that holds the rows of several: `write_union(new, books)`.

A row is known by what it says, never by its number: each book counts for itself. Where two books say something else of
the same thing, a rule that looks at the two rows alone decides, so that the order of the books changes nothing. Numbers
are given anew, in an order that keeps each book's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from autograder.classroom.gradebook_file import Database

Row = tuple[Any, ...]
Numbers = dict[Row, int]

ATTEMPT = "submission, bundle, scope, sandbox, anew"
HAND_IN = "student, scope, submission, holds, moment, source, problem, notices, minutes"
PEOPLE = {"students": "student, name, email, section, ids", "assignments": "folder, title, points"}
OVERRIDE = "student, assignment, score, reason, author, moment"


def write_union(new: Path, paths: Sequence[Path]) -> None:
    """Make the gradebook `new` of the rows of all gradebooks in `paths`."""
    with ExitStack() as stack:
        books = [stack.enter_context(Database(path)) for path in paths]
        with Database(new) as book, book.together():
            _write_people(book, books)
            _write_hand_ins(book, books)
            _write_overrides(book, books)
            _write_bundles(book, books)
            _write_attempts(book, books, _write_places(book, books))


def _write_people(new: Database, books: Sequence[Database]) -> None:
    """Students and assignments: of two rows the one that says more."""
    for table, columns in PEOPLE.items():
        found: dict[str, Row] = {}
        for key, *rest in _all(books, f"SELECT {columns} FROM {table}"):
            found[key] = max(found.get(key, tuple(rest)), tuple(rest))
        rows = [(key, *found[key]) for key in sorted(found)]
        new.write_all(f"INSERT INTO {table} ({columns}) VALUES ({_marks(columns)})", rows)


def _write_hand_ins(new: Database, books: Sequence[Database]) -> None:
    """Each thing handed in once, as it was last seen, in the order of time; with its time where one book knows it."""
    found: dict[Row, Row] = {}
    known = _moments(books)
    for number, noted, *row in _all(books, f"SELECT number, noted, {HAND_IN} FROM hand_ins"):
        student, scope, submission, _, moment, _, problem, *_ = row
        row[4] = moment = moment or known.get(_same(row))
        key = (student, scope, submission or problem, moment or "")
        seen = (noted, number, tuple(map(_comparable, row)), tuple(row))
        found[key] = max(found.get(key, seen), seen)
    in_time = sorted(found.values(), key=lambda seen: (seen[3][4] or seen[0], seen[1], seen[2]))
    mended = {_file(row): noted for noted, _, _, row in in_time if row[2] is not None}
    rows = [(noted, *row) for noted, _, _, row in in_time if not _is_mended(noted, row, mended)]
    new.write_all(f"INSERT INTO hand_ins (noted, {HAND_IN}) VALUES ({_marks(HAND_IN)}, ?)", rows)


def _moments(books: Sequence[Database]) -> dict[Row, str]:
    """What was handed in -> the last moment of it that any book knows."""
    found: dict[Row, str] = {}
    for row in _all(books, f"SELECT {HAND_IN} FROM hand_ins WHERE moment IS NOT NULL"):
        found[_same(row)] = max(found.get(_same(row), ""), row[4])
    return found


def _same(row: Sequence[Any]) -> Row:
    """By what a hand-in is known without its time: whose it is and its bytes, or the file that could not be read."""
    student, _, submission, _, _, source, problem, *_ = row
    return (student, submission) if submission else (student, problem, source)


def _is_mended(noted: str, row: Row, mended: Mapping[Row, str]) -> bool:
    """Whether a file of unknown time could not be read, and was put right later under its own name: no attempt."""
    _, _, submission, _, moment, *_ = row
    return submission is None and moment is None and mended.get(_file(row), "") >= noted


def _file(row: Row) -> Row:
    """(student, scope, source) of a hand-in."""
    return row[0], row[1], row[5]


def _write_overrides(new: Database, books: Sequence[Database]) -> None:
    """Each override once, in the order of time."""
    found = _first_numbers(_all(books, f"SELECT number, {OVERRIDE} FROM overrides"))
    in_time = sorted(found, key=lambda row: (row[-1], found[row], tuple(map(_comparable, row))))
    new.write_all(f"INSERT INTO overrides ({OVERRIDE}) VALUES ({_marks(OVERRIDE)})", in_time)


def _write_bundles(new: Database, books: Sequence[Database]) -> None:
    found = _first_numbers(_all(books, "SELECT number, digest FROM bundles"))
    new.write_all("INSERT INTO bundles (digest) VALUES (?)", _numbered(found))


def _write_places(new: Database, books: Sequence[Database]) -> Numbers:
    """(assignment, task, symbol) -> the number of a blank in the new book; each book has them in the course's order."""
    titles: dict[Row, str] = {}
    for title, *place in _all(books, "SELECT title, assignment, task, symbol FROM places"):
        titles[tuple(place)] = max(titles.get(tuple(place), ""), title)
    order = _numbered(_first_numbers(_all(books, "SELECT number, assignment, task, symbol FROM places")))
    numbers = {place: number for number, place in enumerate(order, 1)}
    rows = ((number, *place, titles[place]) for place, number in numbers.items())
    new.write_all("INSERT INTO places (number, assignment, task, symbol, title) VALUES (?, ?, ?, ?, ?)", rows)
    return numbers


def _write_attempts(new: Database, books: Sequence[Database], places: Numbers) -> None:
    """Each grading once, with its results: a sound one rather than a broken one. One record at a time in memory."""
    found: dict[Row, Row] = {}
    for index, book in enumerate(books):
        rows = book.rows(f"SELECT number, broken, record, seconds, cpu_seconds, memory_mb, {ATTEMPT} FROM attempts")
        for number, broken, record, *rest in rows:
            measured, key = rest[:3], tuple(rest[3:])
            candidate = (broken, hashlib.sha256(record.encode()).digest(), *measured, index, number)
            found[key] = min(found.get(key, candidate), candidate)
    for number, key in enumerate(sorted(found), 1):
        *_, index, old = found[key]
        _copy_attempt(new, number, books[index], old, places)


def _copy_attempt(new: Database, number: int, book: Database, old: int, places: Numbers) -> None:
    columns = f"{ATTEMPT}, broken, record, seconds, cpu_seconds, memory_mb"
    ((*attempt,),) = book.rows(f"SELECT {columns} FROM attempts WHERE number=?", (old,))
    new.write(f"INSERT INTO attempts (number, {columns}) VALUES (?, {_marks(columns)})", (number, *attempt))
    scores = book.rows("SELECT assignment, score, points FROM scores WHERE attempt=?", (old,))
    new.write_all("INSERT INTO scores VALUES (?, ?, ?, ?)", ((number, *row) for row in scores))
    results = book.rows(
        "SELECT p.assignment, p.task, p.symbol, r.verdict, r.score, r.points, r.law, r.passed, r.examples"
        " FROM results r JOIN places p ON p.number=r.place WHERE r.attempt=?",
        (old,),
    )
    rows = ((number, places[row[:3]], *row[3:]) for row in results)
    new.write_all("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _all(books: Sequence[Database], question: str) -> Iterator[Row]:
    for book in books:
        yield from book.rows(question)


def _first_numbers(rows: Iterable[Row]) -> Numbers:
    """What a row says -> the smallest number that it has in any book."""
    found: Numbers = {}
    for number, *row in rows:
        found[tuple(row)] = min(found.get(tuple(row), number), number)
    return found


def _numbered(found: Numbers) -> list[Row]:
    """In the order of their numbers, and of what they say where two have the same."""
    return sorted(found, key=lambda row: (found[row], *row))


def _marks(columns: str) -> str:
    return ", ".join("?" for _ in columns.split(", "))


def _comparable(value: Any) -> tuple[bool, Any]:
    """NULL comes before everything else."""
    return (value is not None, value if value is not None else 0)
