"""How a letter begins: `opening(record)` says what passed, in as many words as it deserves."""

from __future__ import annotations

from autograder.reports.feedback.first import gain_of
from autograder.reports.feedback.phrase import Phrase, names
from autograder.reports.words import Record, blanks_of, several

ALMOST = 2  # so few blanks left are named
MOST_TASKS = 3  # so many whole tasks are named
UNWRITTEN = ("todo", "blocked")


def opening(record: Record) -> tuple[Phrase, ...]:
    """One sentence on what passed, one on what is our fault, if anything is."""
    blanks = [blank for _, _, blank in blanks_of(record)]
    broken = [blank["symbol"] for blank in blanks if blank["verdict"] == "broken"]
    judged = [blank for blank in blanks if blank["verdict"] != "broken"]
    said = [_passed(record, judged)] if judged else []
    if broken:
        said.append((*names(broken), " could not be judged through a fault of the grader's: that costs no points."))
    return tuple(said)


def _passed(record: Record, blanks: list[Record]) -> Phrase:
    left = [blank["symbol"] for blank in blanks if blank["verdict"] != "pass"]
    unwritten = sum(blank["verdict"] in UNWRITTEN for blank in blanks)
    passed, wrong = len(blanks) - len(left), len(left) - unwritten
    if not left:
        return (f"Everything passes, {_all(len(blanks))}: this is complete, and well done.",)
    if not any(gain_of(blank) for blank in blanks):
        return (f"Everything that gives points passes: well done. {_open(len(left))}",)
    if not passed:
        return _nothing(blanks, wrong)
    if len(left) <= ALMOST:
        return ("You are almost there: only ", *names(left), f" {'is' if len(left) == 1 else 'are'} left.")
    share = f"{passed} of {several(len(blanks), 'blank')} pass{'es' if passed == 1 else ''}"
    whole = _whole(record)
    if not wrong:
        return (f"Everything that could be judged is right: {share}{whole}. The rest is still to be written.",)
    rest = (
        f" {several(unwritten, 'blank')} {'is' if unwritten == 1 else 'are'} still to be written." if unwritten else ""
    )
    return (f"{share}{whole}. {several(wrong, 'blank')} want{'s' if wrong == 1 else ''} another look.{rest}",)


def _open(number: int) -> str:
    return f"Only {several(number, 'blank')} without points {'is' if number == 1 else 'are'} left."


def _all(number: int) -> str:
    return "the one blank that there is" if number == 1 else f"all {number} blanks"


def _nothing(blanks: list[Record], wrong: int) -> Phrase:
    if not wrong:
        return ("Nothing is written yet, so nothing is wrong: begin with the blank below.",)
    begun = "All blanks are" if wrong == len(blanks) else "1 blank is" if wrong == 1 else f"{wrong} blanks are"
    return (f"{begun} begun, and none passes yet. Take them one at a time, in the order below.",)


def _whole(record: Record) -> str:
    """ ", all of Task 0.1 and Task 0.3 among them": a task that is done is worth a word."""
    done = [
        f"Task {task['task']}"
        for assignment in record["assignments"]
        for task in assignment["tasks"]
        if task["blanks"] and all(blank["verdict"] == "pass" for blank in task["blanks"])
    ]
    if not done:
        return ""
    if len(done) > MOST_TASKS:
        return f", {len(done)} whole tasks among them"
    listed = done[0] if len(done) == 1 else f"{', '.join(done[:-1])} and {done[-1]}"
    return f", all of {listed} among them"
