"""Small classes laid out as learning platforms export them: trees of files, written as a folder or as a zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.reports.grades import Person
from tests.classroom.hostile import GOOD

Tree = Mapping[str, bytes]

ROSTER = (
    Person("ada", "Ada Lovelace", "ada@example.edu", ids={"canvas": "501", "github": "ada-l", "moodle": "901"}),
    Person("grace", "Hopper, Grace", "grace@example.edu", ids={"canvas": "502", "github": "ghopper", "sis": "1906"}),
)


def work(word: str) -> bytes:
    """What a student wrote, told from others by a word."""
    return f"def mul(x, y):\n    return x * y  # {word}\n".encode()


def handed_in(word: str) -> bytes:
    """The zip of a student."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(GOOD, work(word))
    return data.getvalue()


def as_folder(tree: Tree, path: Path) -> Path:
    for name, data in tree.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def as_zip(tree: Tree, path: Path) -> Path:
    path = path.with_name(path.name + ".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in tree.items():
            archive.writestr(name, data)
    return path


CANVAS = {
    "lovelaceada_501_7001_scalars-submission.zip": handed_in("ada first"),
    "lovelaceada_501_10002_scalars-submission-1.zip": handed_in("ada second"),
    "lovelaceada_501_7003_screen_shot_1_2.png": b"a picture",
    "hoppergrace_LATE_502_7004_scalars-submission.zip": handed_in("grace"),
    "turingalan_503_text.html": b"<p>My dog ate it.</p>",
}
MOODLE = {
    "Ada Lovelace_901_assignsubmission_file_/try 10.zip": handed_in("ada second"),
    "Ada Lovelace_901_assignsubmission_file_/try 9.zip": handed_in("ada first"),
    "Ada Lovelace_901_assignsubmission_onlinetext_/onlinetext.html": b"hello",
    "Grace Hopper_902_assignsubmission_file/tinytorch/scalars/operators.py": work("grace"),
}
MOODLE_FLAT = {
    "Ada Lovelace_901_assignsubmission_file_try 10.zip": handed_in("ada second"),
    "Ada Lovelace_901_assignsubmission_file_try 9.zip": handed_in("ada first"),
    "Grace Hopper_902_assignsubmission_file_my_work_1.zip": handed_in("grace"),
}
NBGRADER = {
    "submitted/ada/00_scalars/timestamp.txt": b"2026-09-14 21:59:00.123456 UTC\n",
    "submitted/ada/00_scalars/scalars.zip": handed_in("ada second"),
    "submitted/ada/00_scalars/scalars.ipynb": b"{}",
    "submitted/ada/01_autograd/timestamp.txt": b"2026-09-13 12:00:00 America/Los_Angeles",
    "submitted/ada/01_autograd/scalars.zip": handed_in("ada first"),
    "submitted/grace/00_scalars/timestamp.txt": b"2026-09-15 01:02:03",
    f"submitted/grace/00_scalars/{GOOD}": work("grace"),
}
METADATA = b"""\
---
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: ''
    :email: ada@example.edu
  :created_at: 2026-09-14 14:59:00.123456000 -07:00
  :score: 0.0
  :results:
    tests:
    - name: 'x'
      :created_at: 1999-01-01 00:00:00 Z
  :history:
  - :id: 3
    :created_at: 2026-09-01 00:00:00 Z
submission_12:
  :submitters:
  - :name: "Grace \\u0048opper"
    :sid: '1906'
    :email: null
  - :name: Ada Lovelace
    :email: ada@example.edu
  :created_at: 2026-09-15 01:02:03 Z
submission_13:
  :submitters:
  - :name: Nobody
"""
GRADESCOPE = {
    "submission_metadata.yml": METADATA,
    f"submission_11/{GOOD}": work("ada"),
    f"submission_12/{GOOD}": work("grace and ada"),
}
