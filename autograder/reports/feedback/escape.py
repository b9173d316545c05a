"""Write text into Markdown so that it stays text: `inline(text)`, `code(text)` and `fenced(text)`.

Nothing in what they are given can become a heading, a list, emphasis, a link, an image or HTML, by CommonMark or by
GitHub's rules on top of it.
"""

from __future__ import annotations

import functools
import re

from autograder.reports.markup import clean

MARKS = re.compile(
    r"""[\\`<|~$]                              # whatever stands beside them
    | (?<!\s)\* | \*(?!\s)                    # between spaces it is a star
    | (?<![^\W_])_                            # within a word it is an underscore
    | \](?=[(\[:])                            # the end of a link's words; without one, brackets are brackets
    | &(?=\#?\w+;) | (?<=www)\. | :(?=//) | (?<=[\w.+-])@(?=\w)""",
    re.IGNORECASE | re.VERBOSE,
)
OPENINGS = re.compile(r"[-+=#>\[]|[0-9]+[.)](?=\s|$)")  # only at the beginning of a line
TICKS = re.compile("`+")


def inline(text: str) -> str:
    """Text within a line; line ends and runs of spaces are one space, as a reader of Markdown sees them anyway."""
    return MARKS.sub(r"\\\g<0>", " ".join(clean(text).split()))


def opening(text: str) -> str:
    """Text that begins a line."""
    words = inline(text)
    first = OPENINGS.match(words)
    return words if first is None else f"{words[: first.end() - 1]}\\{words[first.end() - 1 :]}"


@functools.lru_cache(maxsize=1024)  # the same names of blanks stand in every student's letter
def code(text: str) -> str:
    """Code within a line, between more backticks than it holds in a row."""
    words = " ".join(clean(text).split())
    if not words:
        return ""
    ticks = "`" * (_longest(words) + 1)
    space = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{ticks}{space}{words}{space}{ticks}"


def fenced(text: str) -> str:
    """Lines of code between fences that none of them can close."""
    words = clean(text)
    fence = "`" * max(3, _longest(words) + 1)
    return f"{fence}text\n{words}\n{fence}"


def _longest(text: str) -> int:
    """The most backticks in a row."""
    return max((len(run) for run in TICKS.findall(text)), default=0)
