"""The errors that a person is meant to read: one sentence that says what was expected, what came and what to do.

CourseError                 anything below; shown as its text, never as a traceback
├── UsageError              exit code 2: the command was used wrongly, or its input is not what it takes
└── InternalError           exit code 3: our fault, not the student's
"""

from __future__ import annotations


class CourseError(Exception):
    """An error whose text is the whole message; `exit_code` is what the command ends with."""

    exit_code = 2


class UsageError(CourseError):
    """The command was used wrongly, or what it was given is not what it takes."""


class InternalError(CourseError):
    """Something of ours is broken; the student's work is not to blame."""

    exit_code = 3
