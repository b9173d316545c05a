"""`autograder --log FILE --log-level LEVEL`: what happened, for a person and for a program."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.cli import instructor
from autograder.cli.instructor_log import log_to
from autograder.course.log import LOG, note

WRONG = ("status", "--out", "nowhere")  # a command that ends with one sentence


@pytest.fixture(autouse=True)
def quiet_afterwards() -> Iterator[None]:
    yield
    for handler in LOG.handlers[:]:
        LOG.removeHandler(handler)
        handler.close()
    LOG.setLevel(logging.NOTSET)


def test_a_file_gets_every_event_as_json_and_stderr_only_those_of_its_level(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to("warning", tmp_path / "log.jsonl")
    note("graded", submission="5f3a", seconds=0.41)
    note("process died", logging.WARNING, why='by "signal 9"\nand so on')
    shown = capsys.readouterr().err
    assert re.fullmatch(r'\d\d:\d\d:\d\d warning process died why="by \\"signal 9\\"\\nand so on"\n', shown)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line.pop("time")[-1] for line in lines] == ["Z", "Z"]
    assert lines == [
        {"level": "info", "event": "graded", "submission": "5f3a", "seconds": 0.41},
        {"level": "warning", "event": "process died", "why": 'by "signal 9"\nand so on'},
    ]


def test_the_file_grows_and_says_how_a_command_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log.jsonl"
    for _ in range(2):
        with pytest.raises(SystemExit):
            instructor.main(["--log", str(log), *WRONG])
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(event["event"], event["code"]) for event in events] == [("ended", 2)] * 2
    assert capsys.readouterr().err.count("\n") == 2, "the log adds nothing to the error's sentence"


def test_a_log_that_cannot_be_written_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = {tmp_path / "nowhere" / "log": 2, Path("/dev/full"): 3}
    for place, code in cases.items():
        with pytest.raises(SystemExit) as ended:
            instructor.main(["--log", str(place), *WRONG])
        assert ended.value.code == code
        err = capsys.readouterr().err
        assert f"{place} cannot be written" in err
        assert "Traceback" not in err
