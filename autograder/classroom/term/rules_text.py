"""The rules of a class in words: `template(course)` is a class.toml to fill in, `sentences(rules)` says what holds."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.classroom.term.rules import Rules
from autograder.course.model import Course

TEMPLATE = """\
# The rules of the class. Take the # off a line and fill it in; `autograder term` shows what the rules say then.
# They change no record: what was judged stays as it is, and every sum is made of it anew.

# timezone = "Europe/Berlin"   # of the times below that name no zone
# attempt = "best"             # which attempt counts: "best", or "last" (the same score again is no later attempt);
#                              # one of unknown time is never late, and stands where it was last graded
# assignments = "00-02"        # those that count in this class; without this line all that were ever graded
# drop_lowest = 0              # so many assignments with the lowest share of points leave the sum; no hand-in is 0
# badges = true                # small honours in the reports, such as "comeback"

[late]
# grace_minutes = 0            # after the deadline
# percent_per_day = 0          # of the attempt's score, for each begun day (24 hours) after that
# most_days = 5                # what comes later counts 0, free days or not
# free_days = 0                # of each student over the term, spent in the order of time on whatever they help

[due]
{due}

# [[extension]]                # one for each student and assignment; it never makes a deadline earlier
# student = "ada"
# assignment = "{first}"
# until = 2026-09-21T23:59:00
# reason = "ill"
"""


def template(course: Course) -> str:
    """A file that changes nothing until somebody fills it in."""
    folders = [assignment.folder for assignment in course.assignments]
    width = max(map(len, folders))
    due = "\n".join(f"# {folder:<{width}} = 2026-09-{14 + day:02}T23:59:00" for day, folder in enumerate(folders))
    return TEMPLATE.format(due=due, first=folders[0])


def sentences(rules: Rules) -> Iterator[str]:
    """What holds for every assignment, one sentence per rule."""
    policy = rules.policy
    yield f"The {policy.attempt} attempt counts."
    if not rules.due:
        yield "Nothing is ever late: no assignment has a deadline."
    else:
        grace = f" and {policy.grace_minutes:g} minutes of grace" if policy.grace_minutes else ""
        yield f"After the deadline{grace}, each begun day (24 hours) takes {policy.percent_per_day:g} % of the score."
    if rules.due and policy.most_days is not None:
        yield f"What is more than {policy.most_days} days late counts 0."
    if rules.due and policy.free_days:
        yield f"Each student has {policy.free_days} free days, spent in the order of time on whatever they help."
    if rules.assignments is not None:
        yield f"These assignments count, and no others: {', '.join(sorted(rules.assignments))}."
    if rules.drop_lowest:
        yield f"Marks that leave the sum, the lowest ones: {rules.drop_lowest}."
    yield f"Badges are {'given' if rules.badges else 'not given'}."
