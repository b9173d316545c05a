"""Turn a function into a check: `@check`, `@law_check`, and `@student_law` for the laws that students write.

Each decorator replaces the function by a frozen Check; `checks_of(module)` lists a module's checks in their order.
Nothing is registered anywhere else and nothing runs at import.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from hypothesis.strategies import SearchStrategy

from autograder.checks.compare import Comparison, exact

Scenario = Callable[..., Any]
Law = Callable[[Any, dict[str, Any]], str | None]
Strategies = Mapping[str, SearchStrategy[Any]]


class CheckError(Exception):
    """A check is written wrongly; the text says which and what to do."""


@dataclass(frozen=True)
class Variants:
    """Other versions of the functions in `file`, in words -> Python source, for judging a student's law."""

    file: str
    mutants: Mapping[str, str]
    right: Mapping[str, str]


@dataclass(frozen=True)
class Check:
    """One hidden property of the blank `symbol`; `law` is the sentence that students read.

    A check of `structure` looks at how the blank is written, and is run once all the blank's other checks pass.
    """

    symbol: str
    name: str
    law: str
    scenario: Scenario
    strategies: Strategies
    examples: int
    also: tuple[Mapping[str, Any], ...]
    seconds: float
    reveal: bool
    structure: bool
    compare: Comparison
    judge: Law | None = None
    variants: Variants | None = None

    def __reduce__(self) -> tuple[Callable[[str, str], Check], tuple[str, str]]:
        """A check travels between processes by name: its functions and strategies are code, not data."""
        return _named, (self.scenario.__module__, self.name)


def check(
    symbol: str,
    *,
    examples: int = 40,
    compare: Comparison | None = None,
    also: Sequence[Mapping[str, Any]] = (),
    seconds: float = 0.0,
    reveal: bool = True,
    structure: bool = False,
    **strategies: SearchStrategy[Any],
) -> Callable[[Scenario], Check]:
    """The scenario must give what the reference gives, by `compare` (default exact).

    `also` are inputs that are always in the bank; `seconds` bounds all examples together (by default the manifest's
    check_seconds); `reveal=False` keeps the failing input from the student; `structure=True` is for a check of how the
    blank is written, which code that does nothing may pass: it is run only where all the blank's other checks pass,
    and is `blocked` elsewhere.
    """
    options = _Options(symbol, strategies, examples, tuple(also), seconds, reveal, structure)
    return lambda scenario: _make(scenario, options, compare or exact())


def law_check(
    symbol: str,
    *,
    law: Law,
    examples: int = 40,
    also: Sequence[Mapping[str, Any]] = (),
    seconds: float = 0.0,
    reveal: bool = True,
    structure: bool = False,
    **strategies: SearchStrategy[Any],
) -> Callable[[Scenario], Check]:
    """`law(outputs, drawn)` judges the scenario's plain outputs: None where it holds, else a sentence of ours.

    Outputs are the student's: the sentence must not repeat them. An exception in `law` counts as an answer of the
    wrong form, so `law` may index and unpack outputs without looking first. The options are those of `check`.
    """
    options = _Options(symbol, strategies, examples, tuple(also), seconds, reveal, structure)
    return lambda scenario: _make(scenario, options, exact(), judge=law)


def student_law(
    symbol: str,
    *,
    file: str,
    mutants: Mapping[str, str],
    right: Mapping[str, str] | None = None,
    examples: int = 30,
    also: Sequence[Mapping[str, Any]] = (),
    seconds: float = 0.0,
    **strategies: SearchStrategy[Any],
) -> Callable[[Scenario], Check]:
    """The blank is a law that the student wrote: it must catch `mutants` and accuse none of `right`.

    The scenario calls it on `tt.proxy("scalars.operators.relu")`, ...: functions that are answered from `file`
    ("scalars/operators.py") of the reference, with one variant's functions in the place of those of the same name.
    Inputs are drawn; a variant is caught when the law is False, or fails an assertion, for any of them.
    """
    if not mutants:
        raise CheckError(f"the law '{symbol}' has no mutants; give at least one wrong implementation to catch.")
    options = _Options(symbol, strategies, examples, tuple(also), seconds, reveal=True, structure=False)
    variants = Variants(file, dict(mutants), {"the reference": "", **(right or {})})
    return lambda scenario: _make(scenario, options, exact(), variants=variants)


def checks_of(module: ModuleType) -> tuple[Check, ...]:
    """The checks that a module defines, in the order of the file."""
    return tuple(value for value in vars(module).values() if isinstance(value, Check))


def _named(module: str, name: str) -> Check:
    found: Check = getattr(importlib.import_module(module), name)
    return found


@dataclass(frozen=True)
class _Options:
    symbol: str
    strategies: Strategies
    examples: int
    also: tuple[Mapping[str, Any], ...]
    seconds: float
    reveal: bool
    structure: bool


def _make(
    scenario: Scenario,
    options: _Options,
    compare: Comparison,
    judge: Law | None = None,
    variants: Variants | None = None,
) -> Check:
    law = (scenario.__doc__ or "").strip().split("\n")[0].strip()
    if not law:
        raise CheckError(f"the check '{scenario.__name__}' has no docstring; its first line is the law students read.")
    if options.examples < 1:
        raise CheckError(f"the check '{scenario.__name__}' asks for {options.examples} examples; ask for 1 or more.")
    for name, value in options.strategies.items():
        if not isinstance(value, SearchStrategy):
            words = "file, mutants, right" if variants else f"reveal, structure, {'law' if judge else 'compare'}"
            raise CheckError(
                f"the check '{scenario.__name__}': '{name}' is neither a strategy nor an option "
                f"(examples, also, seconds, {words})."
            )
    for given in options.also:
        if given.keys() != options.strategies.keys():
            raise CheckError(
                f"the check '{scenario.__name__}': each of `also` must give {', '.join(options.strategies)}."
            )
    return Check(
        **vars(options),
        name=scenario.__name__,
        law=law,
        scenario=scenario,
        compare=compare,
        judge=judge,
        variants=variants,
    )
