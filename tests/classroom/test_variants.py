"""Variant files are read to the letter, and planted where they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.classroom.variants import plant, variants_of
from autograder.course.errors import UsageError

SOURCE = '''"""Prose before the first header is prose."""

### MUTANT mul_adds: a sum
### REPLACES scalars/operators.py mul
def mul(x, y):
    return x + y


### MUTANT two_places: wrong in both
### REPLACES scalars/operators.py mul
def mul(x, y):
    return x
### REPLACES scalars/operators.py Add.forward
@staticmethod
def forward(ctx, a, b):
    return a
'''
FILES = {
    "tinytorch/scalars/operators.py": b"def mul(x, y):\n    return x * y\n\n\n"
    b"class Add:\n    @staticmethod\n    def forward(ctx, a, b):\n        return a + b\n"
}


def written(tmp_path: Path, side: str, text: str) -> Path:
    folder = tmp_path / "00_scalars"
    (folder / side).mkdir(parents=True)
    (folder / side / "operators.py").write_text(text)
    return folder


def test_each_header_is_one_variant_with_all_its_replacements(tmp_path: Path) -> None:
    first, second = variants_of(written(tmp_path, "wrong", SOURCE))
    assert (first.name, first.why, first.right, first.symbols) == ("mul_adds", "a sum", False, {"mul"})
    assert second.symbols == {"mul", "Add.forward"}


def test_planting_changes_the_named_symbols_and_nothing_else(tmp_path: Path) -> None:
    _, second = variants_of(written(tmp_path, "wrong", SOURCE))
    (planted,) = plant(second, FILES).values()
    assert planted == FILES["tinytorch/scalars/operators.py"].replace(b"x * y", b"x").replace(b"a + b", b"a")


@pytest.mark.parametrize(
    ("side", "text", "word"),
    [
        ("right", SOURCE, "move it to the other folder"),
        ("wrong", "### MUTANT lonely: nothing\n", "replaces nothing"),
        ("wrong", SOURCE + SOURCE, "two variants named"),
        ("wrong", SOURCE.replace("REPLACES", "REPLACE", 1), r"operators.py:4: expected .*, got '### REPLACE scalars"),
        ("wrong", SOURCE.replace("(x, y)", "(x, y", 1), r"operators.py:5: the source of 'mul_adds' is not Python"),
    ],
)
def test_a_variant_file_with_a_mistake_is_refused(tmp_path: Path, side: str, text: str, word: str) -> None:
    with pytest.raises(UsageError, match=word):
        variants_of(written(tmp_path, side, text))


def test_a_variant_of_a_symbol_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    first, _ = variants_of(written(tmp_path, "wrong", SOURCE.replace("operators.py mul", "operators.py mull", 1)))
    with pytest.raises(UsageError, match=r"operators.py:4: 'mul_adds' .*; did you mean 'mul'\?"):
        plant(first, FILES)


def test_a_variant_of_a_file_that_nobody_writes_is_refused(tmp_path: Path) -> None:
    first, _ = variants_of(written(tmp_path, "wrong", SOURCE))
    with pytest.raises(UsageError, match="no student writes"):
        plant(first, {})
