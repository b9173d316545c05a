"""Check the manifest.json that `tt submit` puts beside the files: the digests of what the student handed in.

`check_receipt(manifest, files)` gives the minutes of work that it tells of, or raises BadSubmission in one sentence.
It guards against mix-ups and broken uploads; it is not a signature, and the minutes are the student's own word: they
are shown, and no point depends on them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from autograder.classroom.paths import BadSubmission, shown

SCHEMA = 1
NEEDED = frozenset({"schema", "assignments", "files"})
ALLOWED = NEEDED | {"student", "borrowed", "minutes"}
TASK = re.compile(r"\d{1,2}\.\d{1,2}")
MAX_TASKS = 500
MAX_MINUTES = 100_000  # ten weeks, day and night
AGAIN = "run `tt submit` again and hand in the new zip"


def check_receipt(manifest: bytes, files: Mapping[str, bytes]) -> dict[str, float]:
    """Every file that the manifest names is there, byte for byte; refused otherwise. Gives task -> minutes."""
    content = _parse(manifest)
    for path, digest in _named_files(content).items():
        if path not in files:
            raise BadSubmission(f"manifest.json names '{shown(path)}', which is not in the submission; {AGAIN}")
        if hashlib.sha256(files[path]).hexdigest() != digest:
            raise BadSubmission(f"'{shown(path)}' is not the file that manifest.json describes; {AGAIN}")
    return _minutes(content.get("minutes", {}))


def _parse(manifest: bytes) -> dict[str, object]:
    try:
        content = json.loads(manifest.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadSubmission(f"manifest.json is not readable JSON; {AGAIN}") from error
    if not isinstance(content, dict):
        raise BadSubmission(f"manifest.json is not an object with keys; {AGAIN}")
    wrong = sorted(content.keys() - ALLOWED) + sorted(NEEDED - content.keys())
    if wrong:
        what = "has the unknown key" if wrong[0] in content else "lacks the key"
        raise BadSubmission(f"manifest.json {what} '{shown(wrong[0])}'; {AGAIN}")
    if content["schema"] != SCHEMA:
        raise BadSubmission(f"manifest.json has schema {shown(repr(content['schema']))}, expected {SCHEMA}; {AGAIN}")
    return content


def _named_files(content: dict[str, object]) -> dict[str, str]:
    files = content["files"]
    if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
        raise BadSubmission(f"manifest.json key 'files' does not map paths to digests; {AGAIN}")
    return files


def _minutes(said: object) -> dict[str, float]:
    """Task -> minutes, all of them numbers that a person may have worked."""
    if not isinstance(said, dict) or len(said) > MAX_TASKS:
        raise BadSubmission(f"manifest.json key 'minutes' does not map tasks to minutes; {AGAIN}")
    for task, minutes in said.items():
        if not TASK.fullmatch(task):
            raise BadSubmission(f"manifest.json counts minutes of '{shown(task)}', which is no task; {AGAIN}")
        if type(minutes) not in (int, float) or not 0 <= minutes <= MAX_MINUTES:  # NaN is in no range
            raise BadSubmission(
                f"manifest.json counts {shown(repr(minutes))} minutes of Task {task}, "
                f"expected a number from 0 to {MAX_MINUTES:,}; {AGAIN}"
            )
    return {task: float(minutes) for task, minutes in said.items()}
