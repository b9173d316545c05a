"""A page with all pictures of the course, drawn by the student's own code: `gallery_page(workspace)` -> a Gallery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from autograder.loop.viz import ask, locked, sentence, todo
from autograder.loop.viz_entries import ENTRIES, IMPORTS, Entry
from autograder.loop.workspace import Workspace

SECONDS = 300.0
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>tinytorch: all pictures</title>
<style>
:root{{--ink:#1f2937;--soft:#4b5563;--page:#ffffff;--code:#f3f4f6;--edge:#d1d5db;--link:#0072b2}}
@media (prefers-color-scheme:dark){{
  :root{{--ink:#e5e7eb;--soft:#9ca3af;--page:#0b1220;--code:#1f2937;--edge:#374151;--link:#56b4e9}}}}
body{{font-family:Helvetica,Arial,'Liberation Sans',sans-serif;line-height:1.5;color:var(--ink);background:var(--page);
  max-width:50rem;margin:2rem auto 4rem;padding:0 1rem}}
h1{{font-size:1.7rem;margin-bottom:.3rem}}
h2{{font-size:1.25rem;margin:3rem 0 .5rem;padding-bottom:.3rem;border-bottom:1px solid var(--edge)}}
h3{{font-size:1.05rem;margin:2rem 0 .2rem}} p{{margin:.3rem 0}} .soft{{color:var(--soft)}} a{{color:var(--link)}}
nav ul{{columns:16rem;padding-left:1.1rem;margin:.5rem 0}}
pre{{background:var(--code);border-radius:8px;padding:.6rem .9rem;overflow-x:auto;font-size:.82rem;line-height:1.45;
  font-family:Menlo,Consolas,'DejaVu Sans Mono',monospace}}
figure{{margin:.8rem 0;overflow-x:auto}} figure svg{{display:block;max-width:100%;height:auto}}
details{{margin:.3rem 0}} summary{{cursor:pointer;color:var(--soft);font-size:.85rem}}
.narrow{{display:none}}
@media (max-width:640px){{
  figure svg{{max-width:none}} figure>div{{min-width:38rem}} .narrow{{display:block}}
  figure .tt-film .tt-bar{{position:sticky;left:0;width:calc(100vw - 2rem)}}}}
</style>
</head>
<body>
<h1>All pictures</h1>
<p>Each is drawn by the code above it, with your own tinytorch, after these lines:</p>
<pre>{imports}</pre>
<p class="soft narrow">Pictures wider than your screen can be moved sideways.</p>
<nav><ul>
{contents}
</ul></nav>
{sections}
</body>
</html>
"""


@dataclass(frozen=True)
class Gallery:
    """The page; and for each title why it is not drawn, None where it is.

    unfinished  whether a blank or an error was in the way of one
    """

    html: str
    states: dict[str, str | None]
    unfinished: bool


def gallery_page(workspace: Workspace, entries: tuple[Entry, ...] = ENTRIES) -> Gallery:
    """Run the code of every entry, and put what it draws on a page."""
    requests = [{"what": "code", "code": f"{IMPORTS}\n{entry.code}", "needs": entry.needs} for entry in entries]
    answers = ask(workspace, requests, SECONDS)
    drawn = list(zip(entries, answers, strict=True))
    states = {entry.title: missing(workspace, entry, answer) for entry, answer in drawn}
    parts = []
    for layer, some in groupby(drawn, key=lambda pair: pair[0].layer):
        parts.append(f"<h2>{escape(heading(workspace, layer))}</h2>")
        parts += [section(entry, answer, states[entry.title]) for entry, answer in some]
    contents = "\n".join(f'<li><a href="#{anchor(entry)}">{escape(entry.title)}</a></li>' for entry in entries)
    html = PAGE.format(imports=escape(IMPORTS), contents=contents, sections="\n".join(parts))
    return Gallery(html, states, any(is_unfinished(workspace, entry, answer) for entry, answer in drawn))


def heading(workspace: Workspace, layer: int) -> str:
    titles = {assignment.number: assignment.title for assignment in workspace.course.assignments}
    return f"Assignment {layer:02}: {titles[layer]}" if layer in titles else f"Assignment {layer:02}"


def section(entry: Entry, answer: Mapping[str, Any], state: str | None) -> str:
    """One picture with its title, what it shows, its code, and the same in words; or why it is not there."""
    head = f'<h3 id="{anchor(entry)}">{escape(entry.title)}</h3>\n<p>{escape(entry.sentence)}</p>'
    if state is not None:
        return f'{head}\n<p class="soft">Not drawn: {escape(state)}</p>'
    return (
        f"{head}\n<pre>{escape(entry.code)}</pre>\n<figure>{answer['body']}</figure>\n"
        f"<details><summary>In words</summary><pre>{escape(answer['words'])}</pre></details>"
    )


def missing(workspace: Workspace, entry: Entry, answer: Mapping[str, Any]) -> str | None:
    """Why there is no picture; None where there is one."""
    if "words" in answer:
        return None
    if "todo" in answer:
        return f"{todo(workspace, answer)}."
    if "missing" in answer:
        return f"{locked(workspace, answer['missing'])}."
    if later := later_layer(workspace, entry):
        return f"It comes with assignment {later}, which is not unlocked."
    return sentence(str(answer.get("wrong") or answer.get("error") or answer.get("ours")))


def is_unfinished(workspace: Workspace, entry: Entry, answer: Mapping[str, Any]) -> bool:
    """Whether a blank or an error is in the way, not an assignment that is still to come."""
    if "words" in answer or "missing" in answer:
        return False
    return "todo" in answer or later_layer(workspace, entry) is None


def later_layer(workspace: Workspace, entry: Entry) -> str | None:
    """The folder of the picture's assignment, where that is not unlocked: its code may use more than viz of it."""
    ahead = (a for a in workspace.course.assignments if a.number == entry.layer and not workspace.is_unlocked(a))
    return next((assignment.folder for assignment in ahead), None)


def anchor(entry: Entry) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in entry.title.lower()).split())
