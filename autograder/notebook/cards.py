"""A few lines for the reader of a notebook: a box where it can show one, text where it cannot."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from autograder.loop.workspace import Workspace

BOX = (
    "border-left:4px solid {colour};padding:.4em .9em;margin:.3em 0;background:rgba(127,127,127,.09);"
    "border-radius:4px;font-size:105%;line-height:1.5"
)
COLOURS = {"todo": "#b45309", "passed": "#047857", "failed": "#b91c1c", "plain": "#2563eb"}


@dataclass(frozen=True)
class Link:
    """A place in a file: what it is called, and the address that leads there from the notebook."""

    name: str
    address: str


Paragraph = str | tuple[str | Link, ...]


class Card:
    """A heading and paragraphs; words between ` ` are code, a Link is a link. `kind` is its colour."""

    def __init__(self, heading: str, *paragraphs: Paragraph, kind: str = "todo") -> None:
        self.heading, self.kind = heading if heading.endswith("?") else f"{heading}.", kind
        self.paragraphs = [(part,) if isinstance(part, str) else part for part in paragraphs if part]

    def __repr__(self) -> str:
        lines = ("".join(map(plain, paragraph)) for paragraph in self.paragraphs)
        return "\n".join([plain(self.heading), *lines])

    def _repr_html_(self) -> str:
        lines = ("".join(map(marked, paragraph)) for paragraph in self.paragraphs)
        box = BOX.format(colour=COLOURS[self.kind])
        return f'<div style="{box}">' + "<br>".join([f"<b>{marked(self.heading)}</b>", *lines]) + "</div>"


def plain(part: str | Link) -> str:
    return part.name if isinstance(part, Link) else part.replace("`", "")


def marked(part: str | Link) -> str:
    """HTML with code for what stands between ` `; a line's end is one on the page too."""
    if isinstance(part, Link):
        address = escape(part.address, quote=True)
        return f'<a href="{address}" target="_blank" style="white-space:nowrap">{escape(part.name)}</a>'
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(part)).replace("\n", "<br>")


def link(workspace: Workspace | None, place: str, name: str = "", *, vscode: bool = False) -> Link:
    """The link to "tinytorch/scalars/operators.py:31" from the folder that the notebook is in.

    JupyterLab counts a file's lines from 0 and calls that `#line=30`; VS Code reads `#L31`.
    """
    file, _, line = place.partition(":")
    root = workspace.root if workspace else Path.cwd()
    address = quote(os.path.relpath(root / file, Path.cwd()).replace(os.sep, "/"))
    if not line:
        return Link(name or file, address)
    return Link(f"{name or file}, line {line}", f"{address}#L{line}" if vscode else f"{address}#line={int(line) - 1}")
