"""What a notebook shows of a check: `verdict(workspace, "1.2", told, link)`; `tt check --json` has told it.

What is wrong comes with the law that it breaks and the input; blanks of which there is no more to say share a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from autograder.loop.workspace import Workspace, is_stub
from autograder.notebook.cards import Card, Link, Paragraph


def verdict(workspace: Workspace, line: str, told: dict[str, Any], link: Callable[[str], Link]) -> Card:
    """How many of the blanks pass, and what is to be known of the others."""
    blanks, problems = told["blanks"], told["problems"]
    passed = [blank for blank in blanks if blank["state"] == "pass"]
    wrong = [blank for blank in blanks if blank["state"] == "fail" and not blank["note"]]
    kind = "passed" if len(passed) == len(blanks) else "failed" if wrong or problems else "todo"
    return Card(
        f"{line}: {len(passed)} of {len(blanks)} blanks pass their tests",
        *(trouble(problem, link) for problem in problems),
        *(f"`{blank['symbol']}`: wrong{failing(blank)}" for blank in wrong),
        *(trouble(refused(found), link) for found in told["imports"]),
        *rest(workspace, [blank for blank in blanks if blank not in (*passed, *wrong)]),
        f"`tt check {line}` in a terminal shows everything." if kind == "failed" else "",
        kind=kind,
    )


def trouble(problem: dict[str, str], link: Callable[[str], Link]) -> Paragraph:
    """What kept the tests from running, with a link to "tinytorch/scalars/laws.py:31 in f"."""
    place, space, inside = problem["where"].partition(" ")
    line = place.partition(":")[2]
    return (link(place) if line.isdecimal() else place), f"{space}{inside}: {problem['message']}"


def refused(found: dict[str, str]) -> dict[str, str]:
    """The same for an import that works here, and that a submission may not have."""
    return {"where": found["where"], "message": f"grading will not take `{found['module']}`: {found['reason']}"}


REST = {  # what to say of the blanks that neither pass nor fail a test
    "fail": "Not run",
    "todo": "Not written yet",
    "waits": "Waiting for other blanks",
    "borrowed": "Borrowed from the reference",
    "unknown": "No test could say",
}


def rest(workspace: Workspace, blanks: list[dict[str, Any]]) -> Iterator[str]:
    """A line for each kind."""
    for state, words in REST.items():
        names = [f"`{blank['symbol']}`" for blank in blanks if standing(workspace, blank) == state]
        if names:
            yield f"{words}: {', '.join(names)}."


def standing(workspace: Workspace, blank: dict[str, Any]) -> str:
    """Its state; a written blank is "todo" where its tests need another one that is not: that "waits"."""
    here = [found for found in workspace.course.task(blank["task"]).blanks if found.symbol == blank["symbol"]]
    return "waits" if blank["state"] == "todo" and not is_stub(workspace, here[0]) else str(blank["state"])


def failing(blank: dict[str, Any]) -> str:
    """The law that the first failing test is about, the input, and what came."""
    for test in blank["tests"]:
        failure = test.get("failure")
        if failure:
            inputs = ", ".join(f"{name} = {value}" for name, value in failure["inputs"].items())
            seen = {"input": inputs, "expected": failure["expected"], "got": failure["got"]}
            told = [f"{what}: {words}" for what, words in seen.items() if words]
            return "\n".join([f". {test['law']}", *(told or [failure["message"]])])
    return ""
