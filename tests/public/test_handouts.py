"""The handouts are true: their examples run as printed, their tasks are the manifest's, their pictures are there."""

from __future__ import annotations

import ast
import doctest
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.public.tower import COURSE, ROOT

HANDOUTS = [assignment.path / "README.md" for assignment in COURSE.assignments]
NOTEBOOKS = sorted((ROOT / "notebooks" / "src").glob("*.py"))
PICTURES = sorted((ROOT / "assignments").glob("*/pictures/*.svg"))
FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REFERENCE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
SVG = "{http://www.w3.org/2000/svg}"
OPTIONS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL


def folder(path: Path) -> str:
    return path.parent.name


@pytest.mark.parametrize("path", HANDOUTS, ids=folder)
def test_the_examples_run_as_printed(path: Path) -> None:
    """All Python blocks of a handout, from the top down, in one namespace."""
    names: dict[str, object] = {"__name__": "handout"}
    text = path.read_text(encoding="utf-8")
    blocks = list(FENCE.finditer(text))
    assert blocks
    for block in blocks:
        line = text[: block.start()].count("\n") + 1
        if not block[1].startswith(">>> "):
            exec(compile("\n" * line + block[1], str(path), "exec"), names)
            continue
        test = doctest.DocTestParser().get_doctest(block[1], names, path.name, str(path), line)
        said: list[str] = []
        runner = doctest.DocTestRunner(optionflags=OPTIONS, verbose=False)
        runner.run(test, out=said.append, clear_globs=False)
        assert runner.failures == 0, "".join(said)
        names.update(test.globs)


@pytest.mark.parametrize("path", HANDOUTS, ids=folder)
def test_every_task_has_its_section_and_names_its_blanks_and_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sections = {part[:3]: part for part in text.split("\n### Task ")[1:]}
    assignment = COURSE.assignment(path.parent.name)
    assert list(sections) == [task.number for task in assignment.tasks]
    for task in assignment.tasks:
        section = sections[task.number]
        assert section.startswith(f"{task.number} {task.title}\n")
        assert f"`tt check {task.number}`" in section
        missing = [blank.symbol for blank in task.blanks if not is_named(blank.symbol, section)]
        assert missing == []
        assert [blank.file for blank in task.blanks if Path(blank.file).name not in section] == []


def is_named(symbol: str, section: str) -> bool:
    """`Mul.forward` may be said as `forward` and `Mul`, and a table may show a call: `exp_back(x, d)`."""
    named = {part for name in re.findall(r"`([\w.]+)[`(]", section) for part in name.split(".")}
    return set(symbol.split(".")) <= named


@pytest.mark.parametrize("number", [1, 2])
def test_an_operation_is_added_in_under_30_lines(number: int) -> None:
    """The example that a handout gives runs with the others; here it is counted."""
    section = (COURSE.assignment(number).path / "README.md").read_text(encoding="utf-8").split("## Add an operation")[1]
    block = FENCE.search(section)
    assert block
    assert len(block[1].strip().splitlines()) < 30
    assert "gradcheck" in {node.id for node in ast.walk(ast.parse(block[1])) if isinstance(node, ast.Name)}


@pytest.mark.parametrize("path", [*HANDOUTS, *NOTEBOOKS], ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_reference_to_a_picture_leads_somewhere(path: Path) -> None:
    base = path.parent.parent if path in NOTEBOOKS else path.parent  # a notebook lies one folder above its source
    references = REFERENCE.findall(path.read_text(encoding="utf-8"))
    assert references
    assert [target for _, target in references if not (base / target).is_file()] == []
    assert all(words.strip() for words, _ in references)  # what a screen reader reads


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_every_picture_is_shown_and_stands_alone(picture: Path) -> None:
    text = picture.read_text(encoding="utf-8")
    root = ET.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert (root.findtext(f"{SVG}title") or "").strip()
    assert (root.findtext(f"{SVG}desc") or "").strip()
    assert not re.search(r"(href|src)\s*=|@import|url\((?!#)", text)
    users = [
        path for path in [*HANDOUTS, *NOTEBOOKS] if f"pictures/{picture.name})" in path.read_text(encoding="utf-8")
    ]
    assert users
