"""What a student's file may not use, as data: each [[policy]] of an assignment.toml is a Rule.

    forbids = ["numpy", "numpy*.matmul", ".dot", "eval", "@"]  a module, a name in it, any `x.dot`, a builtin, `x @ y`
    where = ["tensors/loops.py", "2.3", "matmul_loop"]         files, tasks or blanks; all of the assignment without it
    scored = "zero"                                            or "notice", or the share of its points a blank keeps
    stays = true                                               holds in all later assignments as well
    why = "..."                                                what the student reads, here and in the handout

`read_rules` checks them; `reader(rule)` asks a rule about names. How names are followed is in policy_names.py.
"""

from __future__ import annotations

import builtins
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from autograder.course.model import Blank, Rule, Task
from autograder.course.symbols import did_you_mean
from autograder.course.tables import Table

KEYS = ("forbids", "where", "scored", "stays", "why")
WORDS = {"zero": 0.0, "notice": None}
NAME = re.compile(r"@|\.?([A-Za-z_][\w*]*\.)*\w+")  # of the last part every letter stands there
WORD = re.compile(r"[^\W\d]\w*|@")


def read_rules(top: Table, tasks: Sequence[Task], before: Iterable[Rule]) -> tuple[Rule, ...]:
    """The checked rules of one assignment, after those of earlier ones that stay."""
    tables = top.tables("policy") if "policy" in top.values else ()
    own = [_rule(Table(f"{top.where}: policy {place}", each, KEYS), tasks) for place, each in enumerate(tables, 1)]
    return (*(rule for rule in before if rule.stays), *own)


def _rule(table: Table, tasks: Sequence[Task]) -> Rule:
    forbids, where, why = table.texts("forbids"), table.texts("where", True), table.text("why")
    for name in forbids:
        if not NAME.fullmatch(name):
            table.refuse(f"'forbids' takes names such as 'numpy', 'numpy*.dot', '.dot' or '@' (got '{name}').")
    if not forbids:
        table.refuse("'forbids' must name at least one thing.")
    blanks = [blank for task in tasks for blank in task.blanks]
    known = [*(task.number for task in tasks), *(b.file for b in blanks), *(b.symbol for b in blanks)]
    for place in where:
        if place not in known:
            table.refuse(f"'where' names '{place}', no task, blank or file with blanks{did_you_mean(place, known)}")
    stays = table.values.get("stays", False)
    if not isinstance(stays, bool) or (stays and where):
        table.refuse(f"'stays' must be true or false, and a rule with 'where' cannot stay (got {stays!r}).")
    return Rule(forbids, why, _scored(table), where, stays)


def _scored(table: Table) -> float | None:
    """The share of its points that a blank keeps; None where the rule is only reported."""
    value = table.values.get("scored", "zero")
    if isinstance(value, str) and value in WORDS:
        return WORDS[value]
    if not isinstance(value, float) or not 0.0 < value < 1.0:
        table.refuse(f"'scored' must be 'zero', 'notice' or a share between 0 and 1 (got {value!r}).")
    return value


def holds_for(rule: Rule, blank: Blank) -> bool:
    """Whether a blank is under a rule."""
    return not rule.where or not {blank.symbol, blank.task, blank.file}.isdisjoint(rule.where)


@dataclass(frozen=True)
class Reader:
    """A rule, ready to look at names; `roots` are the words that each forbidden name begins with."""

    names: re.Pattern[str]
    roots: frozenset[str]

    def forbids(self, path: str) -> bool:
        """Whether "numpy.linalg.norm" is forbidden, or lies in something that is."""
        return self.names.fullmatch(path) is not None

    def may_forbid(self, path: str) -> bool:
        """Whether a name that is made at run time, such as "numpy.?", may be a forbidden one."""
        root, _, last = path.partition(".")
        return last == "?" and root in self.roots

    def may_be_broken_by(self, words: Collection[str]) -> bool:
        """Whether files that say these words can break the rule: most cannot, and need not be followed."""
        return not self.roots.isdisjoint(words)


@lru_cache(maxsize=256)
def reader(rule: Rule) -> Reader:
    names = re.compile("|".join(map(_pattern, rule.forbids)))
    return Reader(names, frozenset(WORD.findall(name)[0] for name in rule.forbids))


def _pattern(name: str) -> str:
    """What a forbidden name matches: itself, and what lies in it."""
    if name.startswith("."):
        name = f"*{name}"
    elif hasattr(builtins, name):
        name = f"builtins.{name}"
    return re.escape(name).replace(r"\*", ".*") + r"(?:\..*)?"


def words_of(text: str) -> frozenset[str]:
    """Every word of a text as Python reads names, and the operator."""
    return frozenset(WORD.findall(text if text.isascii() else unicodedata.normalize("NFKC", text)))
