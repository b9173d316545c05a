"""The course of this repository, read once per process: reading it parses every file of the reference."""

from __future__ import annotations

from pathlib import Path

from autograder.course.manifest import load_course

ROOT = Path(__file__).resolve().parents[1]
COURSE = load_course(ROOT)
