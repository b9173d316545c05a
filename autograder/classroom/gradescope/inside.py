"""What runs on Gradescope: grade /autograder/submission, write /autograder/results/results.json.

    python -m autograder.classroom.gradescope.inside [--check]

It opens the bundle, finds the strongest sandbox there is, grades, and says in Gradescope's words what came out. Where
we fail, or nothing shuts a student's code in, the file has no score. `--check` only tries whether it could grade.
"""

from __future__ import annotations

import json
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.classroom.gradescope.metadata import handed_in
from autograder.classroom.gradescope.uploads import upload
from autograder.classroom.grading import Order, grade_class
from autograder.classroom.paths import shown
from autograder.classroom.scale.sealed import Opened, opened
from autograder.classroom.submissions import Source
from autograder.course.errors import CourseError
from autograder.reports.exports.gradescope import FAILED, marked, no_results, results
from autograder.reports.files import write_file
from autograder.sandbox.isolation import Level, Probe, probe

HOME = Path("/autograder")
DONE, OURS = 0, 3
FEW = 8
UNSAFE = (
    "Your work was not judged: nothing on this machine can shut a program in, so running it would be unsafe. "
    "This is no score of 0. Tell your instructor, who sees the reason in the autograder's output."
)


def main(arguments: list[str], home: Path = HOME) -> int:
    """The exit code: 0 where there is a result, 3 where there is none, by our fault."""
    try:
        if "--check" in arguments:
            _check(home)
            return DONE
        content = judged(home)
    except CourseError as error:
        print(f"autograder: {error}")
        content = no_results(FAILED)
    except Exception:  # whatever it is, it is ours, and a student must not get a 0 for it
        traceback.print_exc(file=sys.stdout)
        content = no_results(FAILED)
    if "--check" not in arguments:
        _write(home, content)
    return DONE if "score" in content else OURS


def judged(home: Path) -> dict[str, Any]:
    """The content of results.json for what lies in the submission's folder."""
    settings = _settings(home)
    found = _sandbox()
    if found.level is Level.NONE and not settings["weak"]:
        return no_results(UNSAFE, {"sandbox": found.level.value})
    when = handed_in(home / "submission_metadata.json")
    with opened(home / "source" / "bundle.zip", settings["fingerprint"]) as bundle:
        record, unplaced = _record(bundle, home, found.level, whole=settings["whole"])
    return _with(results(record, aside=when.facts), _unplaced(unplaced), when.sentence)


def _record(bundle: Opened, home: Path, level: Level, *, whole: bool) -> tuple[dict[str, Any], Sequence[str]]:
    """The record, and the files of the upload that had no place in it."""
    with tempfile.TemporaryDirectory(prefix="tinytorch-results-") as out:
        order = Order(bundle.course, bundle.assignments, level, bundle.private, Path(out), 1, whole, bundle.hidden)
        with upload(home / "submission", order.handed_in) as given:
            (record,) = grade_class(order, [Source("submission", given.path)], lambda: None)
            return record, given.unplaced


def _unplaced(files: Sequence[str]) -> str:
    if not files:
        return ""
    names = ", ".join(marked(shown(file)) for file in files[:FEW]) + (" and more" if len(files) > FEW else "")
    return f"Left aside, because their place is not clear: {names}. Upload the zip that `tt submit` makes."


def _with(content: dict[str, Any], *sentences: str) -> dict[str, Any]:
    """The content, with more for the student to read; it changes no score."""
    if "score" in content:
        content["output"] = "\n\n".join([content["output"], *filter(None, sentences)])
    return content


def _check(home: Path) -> None:
    settings, found = _settings(home), _sandbox()
    with opened(home / "source" / "bundle.zip", settings["fingerprint"]) as bundle:
        folders = ", ".join(assignment.folder for assignment in bundle.assignments)
    print(f"Ready to grade {folders}.")
    if found.level is Level.NONE and not settings["weak"]:  # where submissions run it may be another
        print("Where this is the level, nothing can shut a student's code in, and nothing will be graded.")


def _sandbox() -> Probe:
    """The best level, with a word to the instructor: what is printed goes to Gradescope's output for them."""
    found = probe()
    print(f"Sandbox: {found.level.value}", *found.reasons, sep="\n  ", flush=True)
    return found


def _settings(home: Path) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads((home / "source" / "settings.json").read_text(encoding="utf-8"))
    return settings


def _write(home: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, indent=1, allow_nan=False) + "\n"
    write_file(home / "results" / "results.json", [text])
    print("A result was written." if "score" in content else content["output"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
