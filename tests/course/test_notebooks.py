"""A student's notebook shows no solution, its bytes depend on the source alone, and solved it runs on the reference."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import notebooks
from autograder.course.errors import UsageError
from autograder.course.manifest import load_course
from autograder.course.notebooks import FIRST, is_untouched, make_notebook
from tests.course.small_course import FILES, write_course
from tests.the_course import COURSE, ROOT

SOURCES = notebooks.sources(COURSE)
NAMES = sorted(SOURCES)
SOURCE = (
    FILES["notebooks/src/00_numbers.py"]
    + """
# %% nbgrader={"grade": true, "grade_id": "t", "locked": true, "points": 1, "schema_version": 3, "solution": false}
assert half(2.0) == 1.0
### BEGIN HIDDEN TESTS
assert half(-4.0) == -2.0
### END HIDDEN TESTS
"""
)


def test_solutions_and_hidden_tests_are_gone_and_the_rest_is_there() -> None:
    text = make_notebook(SOURCE, "00_numbers").decode()
    for secret in ("secret_half", "SOLUTION", "HIDDEN", "-4.0", "jupytext", '"outputs": [\n'):
        assert secret not in text
    cells = json.loads(text)["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code", "code", "code"]
    assert "".join(cells[2]["source"]).splitlines() == [
        "def half(x):",
        "    # TODO: write this cell",
        '    raise NotImplementedError("Need to write this cell")',
    ]
    assert cells[3]["metadata"]["editable"] is False


def test_the_bytes_are_stable_and_the_cell_ids_come_from_name_place_and_content() -> None:
    first = make_notebook(SOURCE, "00_numbers")
    assert first == make_notebook(SOURCE, "00_numbers") and first.endswith(b"}\n")
    ids = [cell["id"] for cell in json.loads(first)["cells"]]
    assert len(set(ids)) == len(ids)
    other = [cell["id"] for cell in json.loads(make_notebook(SOURCE, "01_other"))["cells"]]
    assert not set(ids) & set(other)
    changed = [
        cell["id"] for cell in json.loads(make_notebook(SOURCE.replace("# # N", "# # M"), "00_numbers"))["cells"]
    ]
    assert changed[0] != ids[0] and changed[1:] == ids[1:]


def test_an_edit_of_a_generated_notebook_shows() -> None:
    made = make_notebook(SOURCE, "00_numbers")
    assert is_untouched(made)
    assert not is_untouched(made.replace(b"Numbers", b"Letters"))
    assert not is_untouched(b"{}") and not is_untouched(b"")


def test_a_solved_notebook_keeps_its_answers() -> None:
    assert b"secret_half" in make_notebook(SOURCE, "00_numbers", solved=True)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    ### END SOLUTION\n", "", r"a new cell begins before '### END SOLUTION'"),
        ("    ### BEGIN SOLUTION\n", "", r"expected '### BEGIN SOLUTION' and '### END SOLUTION' by turns"),
        ("### BEGIN SOLUTION", "## BEGIN  SOLUTION", r"by turns \(got '## BEGIN  SOLUTION'\)"),
        ("### END SOLUTION", "### END HIDDEN TESTS", r"by turns \(got '### END HIDDEN TESTS'\)"),
        ("### END HIDDEN TESTS\n", "", r"the last '### BEGIN HIDDEN TESTS' is never ended"),
        (
            '"solution": true',
            '"solution": false',
            r"nbgrader refuses the notebook: Solution region detected in a non-sol",
        ),
        ('"grade_id": "t"', '"grade_id": "a"', r"nbgrader refuses the notebook: .*[Dd]uplicate"),
    ],
)
def test_a_wrong_source_is_one_sentence_with_its_file(old: str, new: str, sentence: str) -> None:
    assert old in SOURCE
    with pytest.raises(UsageError, match=rf"^notebooks/src/00_numbers.py:.*{sentence}") as caught:
        make_notebook(SOURCE.replace(old, new, 1), "00_numbers")
    assert "\n" not in str(caught.value)


def test_with_an_address_on_github_a_notebook_has_a_badge_for_colab() -> None:
    source = f"# %% [markdown]\n# # N\n#\n# <badge>\n#\n# Text.\n\n# %%\n{FIRST}\n"
    address = "https://github.com/someone/their-course"
    badge = "colab.research.google.com/github/someone/their-course/blob/main/notebooks/00_numbers.ipynb"
    with_badge, first = (
        "".join(c["source"]) for c in json.loads(make_notebook(source, "00_numbers", address=address))["cells"]
    )
    assert badge in with_badge and f'COURSE = "{address}"' in first
    without, first = ("".join(c["source"]) for c in json.loads(make_notebook(source, "00_numbers"))["cells"])
    assert without == "# N\n\nText." and 'COURSE = ""' in first


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_a_paragraph_begins_like_a_list(name: str) -> None:
    """Markdown ends a paragraph at a line that begins with "1. " or "- ", wherever the line was broken."""
    item = r"(?:\d+[.)]|[-+*>]) "
    source = SOURCES[name].read_text(encoding="utf-8")
    assert re.findall(rf"(?m)^# (?!{item}|%%|  )\S.*\n# ((?:1[.)]|[-+*]) .*)$", source) == []


def test_a_source_must_be_named_like_its_assignment(tmp_path: Path) -> None:
    write_course(tmp_path)
    (tmp_path / "notebooks/src/00_numbers.py").rename(tmp_path / "notebooks/src/numbers.py")
    with pytest.raises(UsageError, match=r"notebooks/src/numbers.py must be called like its assignment's folder"):
        notebooks.sources(load_course(tmp_path))


@pytest.mark.parametrize("name", [NAMES[0], *(pytest.param(name, marks=pytest.mark.slow) for name in NAMES[1:])])
def test_the_course_notebooks_run_on_the_reference(tmp_path: Path, name: str) -> None:
    solved = make_notebook(SOURCES[name].read_text(encoding="utf-8"), name, solved=True)
    (tmp_path / f"{name}.ipynb").write_bytes(solved)
    paths = [str(ROOT / "solutions"), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbmake", "-q", "-p", "no:cacheprovider", f"{name}.ipynb"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
