"""A run log can be read at any time, also after a crash; TensorBoard gets the same numbers."""

from __future__ import annotations

import json
import math
import struct
import sys
from pathlib import Path

import pytest
from tinytorch.tensors.tensor import Tensor
from tinytorch.training.runlog import RunLog, TensorBoard

from tinytorch.logfile import read_log


def test_what_is_written_can_be_read_before_the_log_is_closed(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "run.jsonl")
    log.write("epoch", epoch=1, loss=Tensor(0.5), names=["a", "b"])
    (row,) = read_log(tmp_path / "run.jsonl")
    assert row.pop("seconds") >= 0
    assert row == {"event": "epoch", "epoch": 1, "loss": 0.5, "names": ["a", "b"]}
    log.close()


def test_every_line_is_strict_json_also_of_numbers_that_it_has_no_word_for(tmp_path: Path) -> None:
    with RunLog(tmp_path / "a") as log:
        log.write("step", a=math.nan, b=math.inf, c=-math.inf, d=1e308)

    def refuse(word: str) -> None:
        raise ValueError(word)

    json.loads((tmp_path / "a").read_text(), parse_constant=refuse)
    (row,) = read_log(tmp_path / "a")
    assert math.isnan(row["a"]) and (row["b"], row["c"], row["d"]) == (math.inf, -math.inf, 1e308)


def test_events_can_be_picked_by_name(tmp_path: Path) -> None:
    with RunLog(tmp_path / "a") as log:
        for step in range(3):
            log.write("step", step=step)
        log.write("epoch", epoch=1)
    assert [row["step"] for row in read_log(tmp_path / "a", "step")] == [0, 1, 2]
    assert len(read_log(tmp_path / "a")) == 4


def test_a_log_that_was_cut_anywhere_gives_its_whole_lines_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with RunLog(path) as log:
        for step in range(3):
            log.write("step", step=step, text="\u00e9\n")
    text = path.read_bytes()
    for length in (0, 1, *range(len(text) // 3, len(text), 9), len(text) - 1):
        path.write_bytes(text[:length])
        lines = text[:length].count(b"\n")
        assert [row["step"] for row in read_log(path)] == [*range(lines)]
        with RunLog(path) as log:
            log.write("step", step=9)
        assert [row["step"] for row in read_log(path)] == [*range(lines), 9]


def test_a_file_that_is_no_log_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('{"event": "x"}\nepoch 1\n')
    with pytest.raises(ValueError, match=r"line 2 of .*a is not JSON: is it the log of a run\?"):
        read_log(tmp_path / "a")


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    RunLog(tmp_path / "runs" / "first" / "run.jsonl").close()
    assert read_log(tmp_path / "runs" / "first" / "run.jsonl") == []


def records(path: Path) -> list[bytes]:
    """What an event file holds: 8 bytes of length, 4 of check sum, the record, 4 of check sum."""
    contents, found = path.read_bytes(), []
    while contents:
        (length,) = struct.unpack("<Q", contents[:8])
        found.append(contents[12 : 12 + length])
        contents = contents[16 + length :]
    return found


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tensorboard_gets_the_numbers_under_event_and_name(tmp_path: Path) -> None:
    proto = pytest.importorskip("tensorboardX.proto.event_pb2", reason="tensorboardX is not installed")
    log = TensorBoard(tmp_path / "first")
    log.write("epoch", epoch=1, step=30, loss=Tensor(0.5), why="text")
    log.write("epoch", epoch=2, loss=0.25)
    log.close()
    (file,) = (tmp_path / "first").iterdir()
    events = [proto.Event.FromString(record) for record in records(file)]
    found = [(v.tag, v.simple_value, event.step) for event in events for v in event.summary.value]
    assert found == [("epoch/loss", 0.5, 30), ("epoch/loss", 0.25, 2)]


def test_tensorboard_without_its_package_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    with pytest.raises(ModuleNotFoundError, match="needs the package tensorboardX: pip install tensorboardX"):
        TensorBoard(tmp_path)
