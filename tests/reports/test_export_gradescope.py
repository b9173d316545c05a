"""results.json is what Gradescope's public specification says, and a fault of ours never is a score."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from autograder.reports.exports.folder import write_gradescope
from autograder.reports.exports.gradescope import FAILED, marked, no_results, results
from autograder.reports.words import blanks_of
from tests.reports import example
from tests.reports.gradescope_specification import SPECIFICATION


def sound() -> dict[str, Any]:
    """One of each verdict but the one that is our fault."""
    record = example.mixed()
    for _, _, blank in blanks_of(record):
        if blank["verdict"] == "broken":
            blank["verdict"] = "wrong"
    return record


def test_a_result_keeps_to_the_specification() -> None:
    for record in (sound(), example.perfect("bob"), example.refused("eve", "it is damaged")):
        jsonschema.validate(results(record, aside={"attempt": 2}), SPECIFICATION)


def test_every_blank_is_a_test_with_its_score_and_verdict() -> None:
    record = sound()
    tests = results(record)["tests"]
    for test, (assignment, task, blank) in zip(tests, blanks_of(record), strict=True):
        assert (test["score"], test["max_score"]) == (blank["score"], blank["points"])
        assert test["status"] == ("passed" if blank["verdict"] == "pass" else "failed")
        assert test["number"].startswith(task["task"] + ".")
        assert test["tags"] == [assignment["folder"], f"Task {task['task']}", blank["verdict"]]
    assert len({test["number"] for test in tests}) == len(tests)
    assert sum(test["score"] for test in tests) == record["score"]


def test_the_reference_s_answers_are_not_told_unless_they_are_asked_for() -> None:
    hidden, shown = (json.dumps(results(sound(), expected=expected)) for expected in (False, True))
    assert "expected  6.0" in shown
    assert "expected  6.0" not in hidden


def test_a_fault_of_ours_has_no_score_so_gradescope_shows_an_error() -> None:
    for content in (results(example.mixed()), no_results(FAILED)):
        assert "score" not in content and "tests" not in content
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(content, SPECIFICATION)
        jsonschema.validate(content | {"score": 1.0}, SPECIFICATION)
        assert "no score of 0" in content["output"]


def test_a_hand_in_that_cannot_be_read_scores_nothing_and_says_why() -> None:
    content = results(example.refused("eve", "it is <b>damaged</b>"))
    assert (content["score"], content["tests"]) == (0, [])
    assert "&lt;b&gt;damaged" in content["output"]


def test_a_student_s_file_names_cannot_mark_anything_up() -> None:
    text = "x](http://evil) <script> `a` **b** # h\n- list &amp;"
    assert marked(text) == (
        r"x\]\(http://evil\) &lt;script&gt; \`a\` \*\*b\*\* \# h \- list &amp;amp;"
    )  # fmt: skip
    record = sound() | {"notices": [{"path": text, "what": "left aside"}]}
    output = results(record)["output"]
    assert "<script>" not in output and marked(text) in output


def test_each_student_s_file_lies_in_a_folder_of_the_name(tmp_path: Path) -> None:
    assert write_gradescope(tmp_path, [sound(), example.perfect("bob")], expected=False) == 2
    content = json.loads((tmp_path / "bob" / "results.json").read_text())
    assert content == results(example.perfect("bob"))
