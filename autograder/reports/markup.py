"""Build HTML that cannot be broken by what stands in it: every text is escaped unless it is Markup already.

`tag("p", "a < b", class_="note")` gives `<p class="note">a &lt; b</p>`; children may be text, Markup, None or lists.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TypeAlias


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[Child] | None"

VOID = frozenset({"meta", "br"})


def tag(name: str, /, *children: Child, **attributes: str | bool) -> Markup:
    """One element; `class_` is class, other underscores are dashes, True is an attribute without a value."""
    opening = name + "".join(_attribute(key, value) for key, value in attributes.items() if value is not False)
    return Markup(f"<{opening}>" if name in VOID else f"<{opening}>{join(children)}</{name}>")


def join(children: Child) -> Markup:
    """All children one after the other, escaped where they are plain text."""
    if children is None:
        return Markup("")
    if isinstance(children, Markup):
        return children
    if isinstance(children, str):
        return Markup(html.escape(children))
    return Markup("".join(join(child) for child in children))


def _attribute(key: str, value: str | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'
