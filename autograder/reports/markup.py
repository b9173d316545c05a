"""Build HTML that cannot be broken by what stands in it: every text is escaped unless it is Markup already.

`tag("p", "a < b", class_="note")` gives `<p class="note">a &lt; b</p>`; children may be text, Markup, None or lists.
`clean(text)` is what any page makes of characters that no text should hold.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import TypeAlias


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = "str | Iterable[Child] | None"

VOID = frozenset({"meta", "br"})
# Control characters, halves of pairs, other ends of lines, and what makes text run backwards.
ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")


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
        return Markup(html.escape(clean(children)))
    return Markup("".join([join(child) for child in children]))


def clean(text: str) -> str:
    """The text with a replacement mark for each character that cannot be written, or would hide or turn others."""
    return text if text.isprintable() else ODD.sub("\N{REPLACEMENT CHARACTER}", text)


def _attribute(key: str, value: str | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(clean(str(value)))}"'
