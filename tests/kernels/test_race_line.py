"""`python -m tinytorch.tensors.race`: a line for each device, also for one on which nothing can be measured yet."""

from __future__ import annotations

import pytest
from tinytorch.tensors import race
from tinytorch.tensors.backend import BackendError


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (NotImplementedError("Need to implement for Task 3.5"), "not written yet: Need to implement for Task 3.5"),
        (BackendError("device 'cuda' needs a GPU"), "device 'cuda' needs a GPU"),
    ],
)
def test_why_there_is_no_time_is_one_sentence(
    error: Exception, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A blank that is still a stub, and a device that is not there."""

    def cannot(device: str) -> race.Lap:
        raise error

    monkeypatch.setattr(race, "timed_training", cannot)
    assert race.main(["cuda"]) == 0
    _, said = capsys.readouterr().out.splitlines()
    assert said.startswith("cuda ") and said.endswith(line)
