"""Show that the grader works here: a small class is handed in, graded the ordinary way, and compared with the truth.

`hand_in(order, folder)` writes the zips, `run_demo(order, handed_in, step)` grades them and gives a Demo: the records
and every score that the work does not deserve. Code that needs shutting in takes part only where the machine can.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.demo_class import Place, Pupil, demo_class
from autograder.classroom.gradebook import Record
from autograder.classroom.gradebook_file import GRADEBOOK
from autograder.classroom.grading import ClassRecords, Order, grade_class
from autograder.classroom.results_folder import make_folder
from autograder.classroom.submissions import find_submissions
from autograder.loop.submission_zip import write_zip
from autograder.reports.words import blanks_of
from autograder.sandbox.isolation import Level


@dataclass(frozen=True)
class Demo:
    """What came out: the class's records, who was left out, and one sentence per score that is not deserved."""

    records: ClassRecords
    left_out: tuple[str, ...]
    undeserved: tuple[str, ...]


@dataclass(frozen=True)
class HandedIn:
    """The zips in a folder, whose they are, and who was left out."""

    folder: Path
    pupils: tuple[Pupil, ...]
    left_out: tuple[str, ...]


def hand_in(order: Order, folder: Path) -> HandedIn:
    """Write one zip per pupil, the way `tt submit` does; those who need more isolation than there is are left out."""
    make_folder(folder)
    everybody = demo_class(order.course, str((order.out / GRADEBOOK).resolve()))
    pupils = tuple(pupil for pupil in everybody if order.level is not Level.NONE or not pupil.dangerous)
    for pupil in pupils:
        write_zip(folder / f"{pupil.name}.zip", _contents(order, pupil))
    return HandedIn(folder, pupils, tuple(pupil.name for pupil in everybody if pupil not in pupils))


def run_demo(order: Order, handed_in: HandedIn, step: Callable[[], None]) -> Demo:
    """Grade the class through the same path as `autograder grade` and judge the judgement."""
    records = grade_class(order, find_submissions(handed_in.folder), step)
    pupils = {pupil.name: pupil for pupil in handed_in.pupils}
    found = {r["student"]: _fault(pupils[r["student"]], r) for r in records if r["student"] in pupils}
    faults = (found[pupil.name] for pupil in handed_in.pupils)
    return Demo(records, handed_in.left_out, tuple(fault for fault in faults if fault))


def _contents(order: Order, pupil: Pupil) -> dict[str, bytes]:
    files = {f"tinytorch/{file}": source.encode() for file, source in sorted(pupil.files.items())}
    manifest = {
        "schema": 1,
        "assignments": [assignment.folder for assignment in order.assignments],
        "files": {path: hashlib.sha256(data).hexdigest() for path, data in files.items()},
        "borrowed": [],
    }
    return {"manifest.json": (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode()} | files


def _fault(pupil: Pupil, record: Record) -> str | None:
    """Why this score is not deserved; None where it is."""
    verdicts = {(blank["file"], blank["symbol"]): blank["verdict"] for _, _, blank in blanks_of(record)}
    failed = {place for place, verdict in verdicts.items() if verdict != "pass"}
    deserved = pupil.fails & verdicts.keys()
    if deserved - failed:
        return f"{pupil.name} passed {_names(deserved - failed)}, which is wrong in it"
    if not deserved and failed:
        return f"{pupil.name} is right, but {_names(failed)} did not pass"
    if deserved == verdicts.keys() and record["score"] > 0:
        return f"{pupil.name} has {record['score']:g} points for nothing"
    if deserved and deserved != verdicts.keys() and not 0 < record["score"] < record["points"]:
        return f"{pupil.name} has {record['score']:g} of {record['points']:g} points, expected a part of them"
    return None


def _names(places: Iterable[Place]) -> str:
    return ", ".join(sorted(symbol for _, symbol in places))
