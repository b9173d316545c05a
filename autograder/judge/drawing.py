"""Draw inputs with hypothesis, the same ones for the same seed wherever and whenever it is done.

`draw(strategies, count, seed)` fills a bank; `simplest_failure(strategies, seed, fails)` looks for a simple failing
input to show. Nothing is written to hypothesis's database and no deadline of its own applies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException
from hypothesis.internal.conjecture import providers

from autograder.checks.registry import Strategies
from autograder.judge.frames import unpack
from autograder.sandbox import wire

Drawn = dict[str, Any]
SHRINK_EXAMPLES = 60


def draw(strategies: Strategies, also: tuple[Mapping[str, Any], ...], count: int, seed: int) -> list[Drawn]:
    """`count` distinct inputs (fewer where there are no more): `also` first, then the simplest, then drawn ones."""
    found: dict[bytes, Drawn] = {}

    def keep(raw: Mapping[str, Any]) -> None:
        drawn = as_stored({name: raw[name] for name in strategies})
        if len(found) < max(count, len(also)):
            found.setdefault(wire.encode(drawn), drawn)
        else:
            raise _Stop

    for given in also:
        keep(given)
    if strategies:
        with suppress(_Stop):
            _run(strategies, keep, seed, 2 * count + 10, (Phase.generate,))
    elif not found:
        keep({})
    return list(found.values())


def simplest_failure(strategies: Strategies, seed: int, fails: Callable[[Drawn], bool]) -> Drawn | None:
    """A simple input for which `fails`, within a budget of examples; None where it meets none."""
    known: dict[bytes, bool] = {}
    failing: list[Drawn] = []

    def attempt(raw: Mapping[str, Any]) -> None:
        drawn = as_stored({name: raw[name] for name in strategies})
        key = wire.encode(drawn)
        if key not in known:
            known[key] = len(known) < SHRINK_EXAMPLES and fails(drawn)
        if known[key]:
            failing.append(drawn)
            raise _Stop

    with suppress(_Stop, HypothesisException):
        _run(strategies, attempt, seed, SHRINK_EXAMPLES, (Phase.generate, Phase.shrink))
    return failing[-1] if failing else None  # hypothesis ends by running the simplest one again


def as_stored(drawn: Drawn) -> Drawn:
    """The input as a stored bank gives it back: tuples are lists."""
    stored: Drawn = unpack(wire.encode(drawn))
    return stored


class _Stop(Exception):
    """Raised in front of hypothesis: it takes the input for a failing one, shrinks it where it may, and stops."""


def _run(
    strategies: Strategies,
    body: Callable[[Mapping[str, Any]], None],
    seed: int,
    examples: int,
    phases: tuple[Phase, ...],
) -> None:
    settings = hypothesis.settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )

    @hypothesis.seed(seed)
    @settings
    @hypothesis.given(st.fixed_dictionaries(dict(strategies)))
    def run(drawn: Mapping[str, Any]) -> None:
        body(drawn)

    with _no_borrowed_constants():
        run()


@contextmanager
def _no_borrowed_constants() -> Iterator[None]:
    """Keep hypothesis from drawing constants that it finds in the modules that happen to be loaded.

    Without this the same seed gives other inputs in another process (a test pins it). Versions of hypothesis before
    6.131 do not borrow, and have none of these names.
    """
    if not hasattr(providers, "_get_local_constants"):
        yield
        return
    borrow, cache = providers._get_local_constants, providers.CONSTANTS_CACHE.cache
    nothing = type(borrow())()  # an empty set of constants
    cache.clear()
    providers._get_local_constants = lambda: nothing
    try:
        yield
    finally:
        providers._get_local_constants = borrow
        cache.clear()
