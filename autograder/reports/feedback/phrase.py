"""Sentences of which some words are code: a Phrase is text and Code one after the other, shown by each page its way.

`phrase("`tt check` says more")` splits at backticks; `names(symbols)` lists symbols as code. Standard
library only, for it goes to students too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

NAMED = 8  # symbols in one sentence; of more the rest is a number


class Code(str):
    """Words of a phrase that are code."""

    __slots__ = ()


Phrase: TypeAlias = "tuple[str, ...]"


def phrase(text: str, **values: str) -> Phrase:
    """The text with `{name}` filled in, its parts between backticks as Code; what is filled in is never looked at."""
    return tuple(
        Code(part.format(**values)) if isinstance(part, Code) else part.format(**values) for part in marked(text)
    )


def marked(text: str) -> Phrase:
    """A sentence of ours that is kept as text: what stands between backticks is Code."""
    return tuple(Code(part) if place % 2 else part for place, part in enumerate(text.split("`")) if part)


def spoken(words: Phrase) -> str:
    """A phrase as plain text, code between backticks."""
    return "".join(f"`{part}`" if isinstance(part, Code) else part for part in words)


def names(symbols: Sequence[str], most: int = NAMED) -> Phrase:
    """ "`mul`, `inv` and 3 more"."""
    shown = symbols[:most]
    parts: list[str] = []
    for place, symbol in enumerate(shown):
        last = place == len(symbols) - 1
        parts += [" and " if last else ", "] if place else []
        parts.append(Code(symbol))
    if len(symbols) > most:
        parts.append(f" and {len(symbols) - most} more")
    return tuple(parts)


def ended(text: str) -> str:
    """A sentence of somebody else's with a full stop."""
    text = text.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."
