"""Somebody else's backend: an installed package offers it under the entry point group `tinytorch.backends`."""

from __future__ import annotations

import importlib
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from tinytorch.tensors.backend import BackendError, available, backend, missing

import tinytorch as tt

SOURCE = """\
from tinytorch.tensors.numpy_backend import NumpyBackend


class Counting(NumpyBackend):
    name = "counting"
    calls = 0

    def map(self, f, a):
        self.calls += 1
        return super().map(f, a)


backend = Counting()


class Lame:
    def map(self, f, a): ...
    zip = matmul = map


lame = Lame()
"""
POINTS = """\
[tinytorch.backends]
counting = plugin_of_somebody:backend
lame = plugin_of_somebody:lame
broken = plugin_of_somebody:nothing
cpu = plugin_of_somebody:backend
"""
PROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "plugin-of-somebody"
version = "1.0"

[project.entry-points."tinytorch.backends"]
counting = "plugin_of_somebody:backend"

[tool.setuptools]
py-modules = ["plugin_of_somebody"]
"""


@pytest.fixture
def nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is loaded here is forgotten afterwards."""
    module = importlib.import_module("tinytorch.tensors.backend")
    monkeypatch.setattr(module, "_loaded", dict(module._loaded))
    monkeypatch.delitem(sys.modules, "plugin_of_somebody", raising=False)


@pytest.fixture
def installed(tmp_path: Path, nothing_loaded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The package, as an installer would leave it."""
    (tmp_path / "plugin_of_somebody.py").write_text(SOURCE, encoding="utf-8")
    info = tmp_path / "plugin_of_somebody-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin-of-somebody\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()


def test_tensors_live_and_learn_on_it(installed: None) -> None:
    x = tt.tensor([1.0, -2.0], device="counting", requires_grad=True)
    y = (x.relu() * 3.0).sum()
    y.backward()
    assert x.grad is not None
    assert (x.device, y.item(), x.grad.tolist()) == ("counting", 3.0, [3.0, 0.0])
    assert backend("counting").calls > 0  # type: ignore[attr-defined]
    assert x.detach().to("numpy").device == "numpy"
    assert tt.ones(2).to("counting").device == "counting"


def test_it_is_among_those_that_can_be_used_and_those_that_cannot_are_not(installed: None) -> None:
    names = available()
    assert "counting" in names
    assert not {"lame", "broken"} & {*names}
    assert missing("counting") == missing("numpy")


def test_a_name_of_ours_stays_ours(installed: None) -> None:
    assert backend("cpu").name == "cpu"


REFUSED = {
    "lame": "the backend 'lame' of plugin_of_somebody:lame lacks reduce, gather, scatter, which all have",
    "broken": "the backend 'broken' of plugin_of_somebody:nothing cannot be loaded: .*no attribute 'nothing'",
    "other": "expected a device among broken, counting, cpu, cuda, lame, numpy, python, got 'other'",
}


@pytest.mark.parametrize("name", REFUSED)
def test_one_that_cannot_be_used_says_why(name: str, installed: None) -> None:
    with pytest.raises(BackendError, match=REFUSED[name]) as error:
        tt.ones(2, device=name)
    assert "\n" not in str(error.value)


@pytest.mark.slow
def test_a_package_that_pip_has_installed_is_found(
    tmp_path: Path, nothing_loaded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if find_spec("setuptools") is None:
        pytest.skip("setuptools, which builds the package, is not installed")
    project, place = tmp_path / "project", tmp_path / "place"
    project.mkdir()
    (project / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (project / "plugin_of_somebody.py").write_text(SOURCE, encoding="utf-8")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-build-isolation", "--no-deps"]
    subprocess.run([*command, "--target", str(place), str(project)], check=True, timeout=300)
    monkeypatch.syspath_prepend(place)
    importlib.invalidate_caches()
    assert "counting" in available()
    assert (tt.ones(2, device="counting") * 2.0).tolist() == [2.0, 2.0]


TRAIN = """
import sys
sys.path.insert(0, sys.argv[1])
import tinytorch as tt
from tinytorch.data.digits import load_digits
from tinytorch.tensors.classifier import Network, train_batch

images, labels, *_ = load_digits()
train_batch(Network((64, 16, 10), 0), tt.tensor(images[:32].reshape(32, 64)), tt.tensor(labels[:32]), 0.1)
assert "numba" not in sys.modules
tt.ones(2, device="cpu")
assert "numba" in sys.modules
"""


def test_numba_is_imported_when_its_backend_is_first_used() -> None:
    """Not by `import tinytorch`, and not by training with NumPy."""
    source = str(Path(tt.__file__).parents[1])
    done = subprocess.run([sys.executable, "-c", TRAIN, source], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
