"""A guess before the cell is run, and the truth after it: `reveal(guess, truth)`."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any

NEAR = 0.03  # of the truth: a guess that is as near is right


def reveal(guess: Any, truth: Any, what: str = "It is") -> None:
    """Say the truth, and how near the guess came.

    >>> reveal(3, 3)
    It is 3. You said so.
    >>> reveal(40.0, 10.0, "Seconds:")
    Seconds: 10. You said 40: 4 times too much.
    >>> reveal(None, 0.25)
    It is 0.25. No guess: that is allowed, but less fun.
    """
    print(f"{what} {shown(truth)}. {answer(guess, truth)}")


def answer(guess: Any, truth: Any) -> str:
    """What to say of the guess."""
    if guess is None:
        return "No guess: that is allowed, but less fun."
    if not (is_number(guess) and is_number(truth)):
        return "You said so." if alike(guess) == alike(truth) else f"You said {shown(guess)}."
    if math.isclose(guess, truth, rel_tol=0.0 if isinstance(truth, Integral) else NEAR, abs_tol=1e-9):
        return "You said so." if shown(guess) == shown(truth) else f"You said {shown(guess)}: right."
    if not (min(guess, truth) > 0 or max(guess, truth) < 0):
        return f"You said {shown(guess)}."
    factor, side = max(guess / truth, truth / guess), "much" if abs(guess) > abs(truth) else "little"
    off = f"{factor:,.2g} times" if factor >= 2 else f"{100 * (factor - 1):.2g} %"
    return f"You said {shown(guess)}: {off} too {side}."


def alike(value: Any) -> Any:
    """The value without what does not count: (3, 4) or [3, 4], "no" or "No"."""
    if isinstance(value, list | tuple):
        return tuple(map(alike, value))
    return value.strip().lower() if isinstance(value, str) else value


def is_number(value: Any) -> bool:
    """Whether it is a whole or a real number that a float can hold; True and False are answers, not numbers."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def shown(value: Any) -> str:
    """The value, a number with few digits.

    >>> shown(65533), shown(1234.5678), shown(1e-20)
    ('65,533', '1,235', '1e-20')
    """
    if not is_number(value):
        return str(value)
    if isinstance(value, Integral):
        return f"{int(value):,}"
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e9 else f"{value:.4g}"
