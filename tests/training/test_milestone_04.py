"""The milestone of assignment 04 on the reference: reached, told truthfully, drawn."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest
from tinytorch.training import Picture, decision_boundary

import tinytorch as tt
from tinytorch import nn

FILE = Path(__file__).resolve().parents[2] / "assignments" / "04_nn" / "milestone.py"


@pytest.fixture
def milestone() -> ModuleType:
    spec = importlib.util.spec_from_file_location("milestone_04", FILE)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_spiral_is_followed_to_over_99_percent(milestone: ModuleType, tmp_path: Path) -> None:
    del milestone.GOALS["digits"]
    assert milestone.main(["--out", str(tmp_path)]) == 0
    assert (tmp_path / "spiral.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.slow
def test_digits_are_read_to_over_97_percent(milestone: ModuleType, tmp_path: Path) -> None:
    del milestone.GOALS["spiral"]
    assert milestone.main(["--out", str(tmp_path)]) == 0


def test_who_falls_short_is_told_so(milestone: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    milestone.GOALS.clear()
    milestone.GOALS["digits"] = (0.97, lambda: (0.97, Picture("<svg/>")))
    assert milestone.main(["--out", str(tmp_path)]) == 1
    assert "digits: 97.0% right, over 97% wanted: falls short" in capsys.readouterr().out
    assert milestone.main(["--out", str(tmp_path), "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert told["reached"] is False and told["accuracy"] == 0.97 and told["picture"].endswith("digits.svg")


def test_what_is_not_written_yet_is_one_sentence(
    milestone: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def unwritten() -> None:
        raise NotImplementedError("Need to implement for Task 4.7")

    milestone.GOALS["digits"] = (0.97, unwritten)
    assert milestone.main(["--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err.endswith("is not written yet: Need to implement for Task 4.7\n")


def test_the_border_is_where_the_model_says() -> None:
    """Left of 0 the first class is the larger one: the first cells of every row have its colour, the last the other."""
    model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.9))
    with tt.no_grad():
        model[0].weight.copy_(tt.tensor([[-1.0, 0.0], [1.0, 0.0]]))
        model[0].bias.zero_()
    points, labels = tt.tensor([[-1.0, -1.0], [1.0, 1.0]]), tt.tensor([0, 1])
    cells = [
        line for line in decision_boundary(model, points, labels).svg.split("\n") if "--c" in line and "<rect x" in line
    ]
    areas = [line for line in cells if "stroke" not in line]
    assert [("--c0" in left, "--c1" in right) for left, right in zip(areas[::2], areas[1::2], strict=True)] == [
        (True, True)
    ] * 90
    assert model.training


def test_points_outside_a_plane_are_refused() -> None:
    with pytest.raises(ValueError, match=r"points of shape \(m, 2\), at least one, got \(1, 3\)"):
        decision_boundary(nn.Linear(3, 2), tt.zeros(1, 3), tt.tensor([0]))
