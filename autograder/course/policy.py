"""What a student's file may not use, as data: each [[policy]] of an assignment.toml is a Rule.

    forbids = ["numpy", "numpy*.matmul", ".dot", "eval", "@"]  a module, a name in it, any `x.dot`, a builtin, `x @ y`
    where = ["tensors/loops.py", "2.3", "matmul_loop"]         files, tasks or blanks; all of the assignment without it
    scored = "zero"                                            or "notice", or the share of its points a blank keeps
    stays = true                                               holds in all later assignments as well
    why = "..."                                                what the student reads, here and in the handout

`read_rules` checks them; `Reader(rule)` asks a rule. How names are followed is in policy_names.py.
"""

from __future__ import annotations

import builtins
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Self

from autograder.course.model import Blank, Rule, Task
from autograder.course.symbols import did_you_mean
from autograder.course.tables import Table

OPERATOR = "@"
WORDS = {"zero": 0.0, "notice": None}
NAME = re.compile(r"@|\.?([A-Za-z_][\w*]*\.)*\w+")  # of the last part every letter stands there
WORD = re.compile(r"[^\W\d]\w*|@")
GETTERS = frozenset({"getattr", "__getattribute__", "attrgetter", "methodcaller", "vars", "__dict__"})
IMPORTERS = tuple(  # words by which a program gets at a module that it does not name, and what else stands there then
    (word, frozenset(others))
    for word, *others in (["__import__"], ["import_module"], ["modules", "sys"], ["globals"], ["builtins"])
)


def read_rules(top: Table, tasks: Sequence[Task], before: Iterable[Rule]) -> tuple[Rule, ...]:
    """The checked rules of one assignment, after those of earlier ones that stay."""
    own = [_rule(Table(f"{top.where}: policy {place}", values, KEYS), tasks) for place, values in _tables(top)]
    return (*(rule for rule in before if rule.stays), *own)


KEYS = ("forbids", "where", "scored", "stays", "why")


def _tables(top: Table) -> list[tuple[int, dict[str, object]]]:
    return [
        (place, dict(values)) for place, values in enumerate(top.tables("policy") if "policy" in top.values else (), 1)
    ]


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
    """A rule, ready to look at text and at names."""

    rule: Rule

    @cached_property
    def forbids_operator(self) -> bool:
        return OPERATOR in self.rule.forbids

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return re.compile("|".join(_pattern(name) for name in self.rule.forbids if name != OPERATOR) or r"(?!)")

    @cached_property
    def _said(self) -> tuple[frozenset[str], ...]:
        """The words of which a file holds all that says a forbidden name; a stub may say some of them."""
        names = [name for name in self.rule.forbids if name != OPERATOR and not _is_builtin(name)]
        return tuple(frozenset(WORD.findall(name)) for name in names)

    @cached_property
    def _made(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """(a builtin, or a word that a student writes to make a name at run time; what else has to be there)."""
        names = [name for name in self.rule.forbids if name != OPERATOR]
        roots = {frozenset(WORD.findall(name.partition(".")[0])) for name in names}
        plain = ((name, frozenset[str]()) for name in names if _is_builtin(name))
        return (*plain, *((getter, root) for root in roots for getter in GETTERS), *IMPORTERS)

    def forbids(self, path: str) -> bool:
        """Whether "numpy.linalg.norm" is forbidden, or lies in something that is."""
        return self._names.fullmatch(path) is not None

    def may_forbid(self, path: str) -> bool:
        """Whether a name that is made at run time, in something known, may be a forbidden one."""
        root = path.partition(".")[0]
        return any(name.partition(".")[0].rstrip("*") == root for name in self.rule.forbids)

    def may_be_in(self, words: Words) -> bool:
        """Whether files with these words can break the rule: most cannot, and need not be walked."""
        if any(needed <= words.all for needed in self._said) or (self.forbids_operator and OPERATOR in words.own):
            return True
        return any(word in words.own and others <= words.all for word, others in self._made)


@dataclass(frozen=True)
class Words:
    """The words of some files, as Python reads names: all (those of the stubs among them), and those of other lines."""

    all: frozenset[str]
    own: frozenset[str]

    @classmethod
    def of(cls, texts: Mapping[str, str], stubs: Mapping[str, str]) -> Self:
        given = [_given(stubs.get(file, "")) for file in texts]
        new = (
            line
            for text, (lines, _) in zip(texts.values(), given, strict=True)
            for line in text.split("\n")
            if line not in lines
        )
        own = words_of("\n".join(new))
        return cls(own.union(*(words for _, words in given)), own)


@lru_cache(maxsize=256)
def _given(stub: str) -> tuple[frozenset[str], frozenset[str]]:
    """The lines and the words of a stub."""
    return frozenset(stub.split("\n")), words_of(stub)


def words_of(text: str) -> frozenset[str]:
    """Every word of a text, and the operator."""
    return frozenset(WORD.findall(text if text.isascii() else unicodedata.normalize("NFKC", text)))


def _is_builtin(name: str) -> bool:
    return hasattr(builtins, name)


def _pattern(name: str) -> str:
    """What a forbidden name matches: itself, and what lies in it."""
    if name.startswith("."):
        name = f"*{name}"
    elif _is_builtin(name):
        name = f"builtins.{name}"
    return re.escape(name).replace(r"\*", ".*") + r"(?:\..*)?"


@lru_cache(maxsize=256)
def reader(rule: Rule) -> Reader:
    return Reader(rule)
