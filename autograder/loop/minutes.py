"""How long a student has worked on each task, counted from checks: `note(memory, task, now)` and `minutes(memory)`.

Between two checks (`tt` makes one at each save) a person has worked, unless there were more than ten minutes between
them. The count stays on the student's machine until `tt submit` says that it goes along. It is for the student, and
for an instructor who wants to know which task takes long; no point depends on it.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.loop.memory import Memory
from autograder.loop.outcome import State, Verdict
from autograder.loop.workspace import name_of

PAUSE = 600.0  # seconds


def note(memory: Memory, verdicts: Iterable[Verdict], now: float) -> None:
    """Add the time since the last check to the task that was worked on; a longer pause, or a clock set back, adds 0."""
    task, passed = worked_on(list(verdicts), memory), now - memory.checked
    if task is not None and 0.0 < passed <= PAUSE:
        memory.worked[task] = round(memory.worked.get(task, 0.0) + passed, 1)
    memory.checked = now


def worked_on(verdicts: list[Verdict], memory: Memory) -> str | None:
    """The task that was checked alone; else that of a blank which changed its state, else of one that fails."""
    tasks = {verdict.blank.task for verdict in verdicts}
    if len(tasks) == 1:
        return tasks.pop()
    changed = [verdict for verdict in verdicts if _state(memory, verdict) not in (None, verdict.state.value)]
    failing = [verdict for verdict in verdicts if verdict.state is State.FAIL]
    return next((verdict.blank.task for verdict in (*changed, *failing)), None)


def minutes(memory: Memory, tasks: Iterable[str]) -> dict[str, int]:
    """Whole minutes for each of these tasks; those of less than half a minute are left out."""
    rounded = {task: round(memory.worked.get(task, 0.0) / 60.0) for task in tasks}
    return {task: count for task, count in rounded.items() if count}


def _state(memory: Memory, verdict: Verdict) -> str | None:
    return memory.verdicts.get(name_of(verdict.blank), {}).get("state")
