"""The text that is compiled: what is changed in your kernel, and that nothing else is."""

from __future__ import annotations

import ast
import functools
import importlib
import linecache
import math
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba import cuda, float32, prange
from tinytorch.kernels.cpu.pointwise import map_flat, map_strided, zip_flat
from tinytorch.kernels.cpu.reduce import reduce_strided
from tinytorch.kernels.lowering import cuda_text_of, text_of
from tinytorch.kernels.sources import LoweringError
from tinytorch.tensors import elementary
from tinytorch.tensors.backend import plain

from tinytorch.scalars import operators
from tinytorch.scalars.pointwise import pointwise

HALF, WHOLE = 0.5, 3
TABLE = {"a": 1.0}


def body(text: str, name: str) -> str:
    """What a function of the text does, without its decorator."""
    found = next(each for each in ast.parse(text).body if isinstance(each, ast.FunctionDef) and each.name == name)
    return "\n".join(ast.unparse(line) for line in found.body)


def lowered(f: Any, dtype: str = "float32") -> str:
    """What becomes of a float function, built into `map_flat` or `zip_flat`."""
    kernel = zip_flat if plain(f).__code__.co_argcount == 2 else map_flat
    return body(text_of(kernel, dtype, f)[1], plain(f).__name__)


# --- Numbers


def halved(x: float) -> float:
    return x * 0.5 - 1e-07


def squared(x: float) -> float:
    return x**2 - 3


def of_globals(x: float) -> float:
    return x * HALF + WHOLE


def at_most(x: float) -> float:
    return x if x < math.inf else np.pi


def with_default(x: float, slope: float = HALF) -> float:
    return x * slope


def fill(out: Any) -> None:
    for i in range(out.size):
        out[i] = 2.5
        out[2] = 1


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_float_becomes_a_number_of_the_kernels_kind(dtype: str) -> None:
    name, text = text_of(map_flat, dtype, halved)
    assert body(text, "halved") == "return x * REAL(0.5) - REAL(1e-07)"
    assert f"REAL = np.{dtype}\n" in text
    assert name == "map_flat"


def test_a_whole_number_in_a_float_function_is_a_float() -> None:
    assert lowered(squared) == "return x ** REAL(2.0) - REAL(3.0)"


def test_a_whole_number_in_a_kernel_stays_whole() -> None:
    assert body(text_of(fill, "float32")[1], "fill").split("\n") == [
        "for i in range(out.size):",
        "    out[np.uintp(i)] = REAL(2.5)",
        "    out[2] = 1",
    ]


def test_a_number_from_outside_stands_in_the_text() -> None:
    assert lowered(of_globals) == "return x * REAL(0.5) + REAL(3.0)"
    assert "def with_default(x, slope=REAL(0.5)):" in text_of(map_flat, "float32", with_default)[1]


def test_infinity_and_pi_are_numbers_of_the_kernels_kind() -> None:
    assert lowered(at_most) == f"return x if x < REAL(math.inf) else REAL({math.pi!r})"


def of_a_place(factor: float) -> Any:
    def scaled(x: float, by: float = factor) -> float:
        return x * by

    return scaled


def test_a_default_is_what_it_was_when_the_function_was_made() -> None:
    assert "def scaled(x, by=REAL(7.0)):" in text_of(map_flat, "float32", of_a_place(7.0))[1]


# --- Functions


def by_name(x: float) -> float:
    return exp(x) + math.sqrt(x)


def helper(x: float) -> float:
    return x + 1


@pointwise
def lifted(x: float) -> float:
    """With a docstring, and annotations."""
    y: float = helper(x)
    z: float
    z = float(y)
    return helper(z)


def test_in_float32_a_function_of_math_becomes_a_polynomial() -> None:
    text = text_of(map_flat, "float32", operators.exp)[1]
    assert "math.exp" not in text
    assert body(text, "exp") == "return exp_2(x)"  # and that is the polynomial
    assert lowered(by_name) == "return exp(x) + math.sqrt(x)"


def test_in_float64_it_stays() -> None:
    assert lowered(operators.exp, "float64") == "return math.exp(x)"
    assert lowered(by_name, "float64") == "return math.exp(x) + math.sqrt(x)"


def test_a_function_that_calls_another_brings_it_along_once_and_before_itself() -> None:
    text = text_of(map_flat, "float64", lifted)[1]
    assert [each.name for each in ast.parse(text).body if isinstance(each, ast.FunctionDef)] == [
        "helper",
        "lifted",
        "map_flat",
    ]
    assert body(text, "lifted") == "y = helper(x)\npass\nz = REAL(y)\nreturn helper(z)"
    assert body(text, "helper") == "return x + REAL(1.0)"


def test_f_is_built_in() -> None:
    text = text_of(zip_flat, "float32", operators.mul)[1]
    assert "def zip_flat(out, a, b):" in text
    assert body(text, "zip_flat").endswith("out[np.uintp(i)] = mul(a[np.uintp(i)], b[np.uintp(i)])")


def test_an_answer_of_yes_or_no_becomes_a_bool() -> None:
    text = text_of(zip_flat, "float64", operators.lt)[1]
    assert body(text, "answer") == "return lt(x, y) != 0"
    assert "= answer(a[np.uintp(i)], b[np.uintp(i)])" in text


def test_sums_may_be_regrouped_only_where_that_is_allowed() -> None:
    strict, loose = (text_of(reduce_strided, "float64", operators.add, loose=loose)[1] for loose in (False, True))
    assert "reassoc" not in strict
    assert loose.count("reassoc") == 2  # in the kernel and in f, but not in `position`


# --- Names


def step(x: float) -> float:
    """`map_strided` has a variable of this name."""
    return 1.0 if x > 0.0 else 0.0


def max(x: float, y: float) -> float:
    return x if x > y else y


def test_a_float_function_may_be_called_as_a_variable_of_the_kernel_is() -> None:
    text = text_of(map_strided, "float64", step)[1]
    assert "= step_2(a[np.uintp(place + j * step)])" in text


def test_a_float_function_may_be_called_as_a_function_of_python_is() -> None:
    text = text_of(zip_flat, "float64", max)[1]
    assert "def max_2(x, y):" in text
    assert "max(side, 1)" in text_of(map_strided, "float64", halved)[1]


# --- Loops and indices


def turned(out: Any, a: Any) -> None:
    for i in prange(a.shape[0]):
        for j in range(a.shape[1]):
            out[j, i] = a[i, j] + a[i, -1]
            out[j:, 0] = a[i, 1:]


def test_a_turn_of_a_prange_has_a_signed_number_and_an_index_none() -> None:
    assert body(text_of(turned, "float32")[1], "turned").split("\n") == [
        "for i_turn in prange(a.shape[0]):",
        "    i = np.int64(i_turn)",
        "    for j in range(a.shape[1]):",
        "        out[np.uintp(j), np.uintp(i)] = a[np.uintp(i), np.uintp(j)] + a[np.uintp(i), -1]",
        "        out[j:, 0] = a[np.uintp(i), 1:]",
    ]


def of_a_tuple(x: float) -> float:
    last = -1
    return (1.0, 2.0)[last] * x


def test_a_float_function_may_count_from_the_end() -> None:
    assert lowered(of_a_tuple) == "last = -REAL(1.0)\nreturn (REAL(1.0), REAL(2.0))[last] * x"


def on_a_gpu(out: Any, a: Any) -> None:
    shared = cuda.shared.array(32, float32)
    i = cuda.grid(1)
    shared[i] = math.exp(a[i])
    out[i] = shared[i] * 0.5


def test_on_a_gpu_indices_and_functions_of_math_stay() -> None:
    name, text = cuda_text_of(on_a_gpu, "float64")
    assert body(text, name).split("\n") == [
        "shared = cuda.shared.array(32, REAL)",
        "i = cuda.grid(1)",
        "shared[i] = math.exp(a[i])",
        "out[i] = shared[i] * REAL(0.5)",
    ]


# --- The whole


@pytest.mark.parametrize("f", [operators.add, elementary.gelu_back, elementary.where], ids=lambda f: f.__name__)
def test_the_text_is_the_same_each_time(f: Any) -> None:
    assert text_of(map_flat, "float32", f) == text_of(map_flat, "float32", f)


def test_what_differs_differs_in_the_text() -> None:
    texts = {
        text_of(map_flat, dtype, f, parallel=parallel, loose=loose)
        for dtype in ("float32", "float64")
        for f in (operators.exp, operators.log)
        for parallel in (False, True)
        for loose in (False, True)
    }
    assert len(texts) == 16


# --- What is refused


def of_a_table(x: float) -> float:
    return x * TABLE["a"]


def closure(factor: float) -> Any:
    def f(x: float) -> float:
        return x * factor

    return f


def doubled(function: Any) -> Any:
    @functools.wraps(function)
    def twice(x: float) -> float:
        return 2.0 * float(function(x))

    return twice


@doubled
def decorated(x: float) -> float:
    return x


@functools.cache
def remembered(x: float) -> float:
    return x


def with_another(x: float) -> float:
    def helper(y: float) -> float:
        return y + 2

    return helper(x)


REFUSED = {
    "a function that a decorator has changed": (decorated, "stand by themselves, got <function decorated"),
    "a function that remembers": (remembered, "stand by themselves, got <functools._lru_cache_wrapper"),
    "a function inside a function": (with_another, "stand by themselves, got <function with_another"),
    "a value that is no number": (of_a_table, "of_a_table uses TABLE, a dict: in a kernel only numbers, functions"),
    "a lambda": (lambda x: x, "stand by themselves|source of .* cannot be read"),
    "a closure": (closure(2.0), "a kernel is made of functions that stand by themselves, got <function closure"),
    "a function without a source": (math.sin, "the source of <built-in function sin> cannot be read"),
    "a partial function": (functools.partial(helper), "the source of functools.partial"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_built_in_is_refused_in_one_sentence(name: str) -> None:
    f, sentence = REFUSED[name]
    with pytest.raises(LoweringError, match=sentence) as error:
        text_of(map_flat, "float32", f)
    assert "\n" not in str(error.value)


def test_a_function_whose_file_has_changed_is_not_taken_for_what_stands_there_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file_that_changes.py"
    path.write_text("def one(x):\n    return x + 1.0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    one = importlib.import_module("file_that_changes").one
    path.write_text("def two(x):\n    return x + 2.0  # other\n", encoding="utf-8")
    linecache.checkcache(str(path))
    with pytest.raises(LoweringError, match="the file of one has changed since it was imported: start Python anew"):
        text_of(map_flat, "float32", one)
