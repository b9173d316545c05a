"""When a thing was handed in, as far as anything says so: `moment_of(database, what, moment)`.

The same files with and without a time are one hand-in. Else a class that was once graded without times would have an
attempt of each student that is never late.
"""

from __future__ import annotations

from autograder.classroom.gradebook_file import Database

SAME = "student=? AND (submission=? OR problem=? AND source=?)"


def moment_of(database: Database, what: tuple[str | None, ...], moment: str | None) -> str | None:
    """The moment, or the last one that is known from before; what was kept without a time has it from now on.

    `what` is (student, submission, problem, source).
    """
    if moment is None:
        ((known,),) = database.rows(f"SELECT MAX(moment) FROM hand_ins WHERE {SAME}", what)
        return None if known is None else str(known)
    database.write(f"UPDATE OR REPLACE hand_ins SET moment=? WHERE {SAME} AND moment IS NULL", (moment, *what))
    return moment
