"""What Gradescope says about a hand-in: `handed_in(path)` reads submission_metadata.json, for information only.

The file is Gradescope's, its form "subject to change", and no score depends on it: what is not there, or not of the
expected kind, is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class HandedIn:
    """A sentence for the student, "" where nothing is known, and facts to keep with the result."""

    sentence: str
    facts: Mapping[str, Any]


def handed_in(path: Path) -> HandedIn:
    """How often, when, and whether after the due date."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return HandedIn("", {})
    told = told if isinstance(told, dict) else {}
    assignment = told.get("assignment")
    moment = _moment(told.get("created_at"))
    due = _moment(assignment.get("due_date")) if isinstance(assignment, dict) else None
    earlier = told.get("previous_submissions")
    facts: dict[str, Any] = {}
    words = []
    if isinstance(earlier, list):
        facts["attempt"] = len(earlier) + 1
        words.append(f"Attempt {facts['attempt']}")
    if moment and due:
        facts |= {"moment": moment.isoformat(), "due": due.isoformat(), "late": moment > due}
        words.append("handed in after the due date" if moment > due else "handed in by the due date")
    sentence = ", ".join(words)
    return HandedIn(f"{sentence[:1].upper()}{sentence[1:]}." if words else "", facts)


def _moment(text: object) -> datetime | None:
    """A moment with its zone."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
