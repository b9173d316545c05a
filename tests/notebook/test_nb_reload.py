"""A file that is saved while the notebook lives is loaded before the next cell, also into values made before."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.notebook.renew import renew
from tests.notebook.conftest import Notebook

Write = Callable[[str], ModuleType]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write the module and import it, the next time renew it."""
    path = tmp_path / "nb_renewed.py"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def written(source: str) -> ModuleType:
        path.write_text(source, encoding="utf-8")
        if "nb_renewed" in sys.modules:
            renew(sys.modules["nb_renewed"])
        else:
            spec = importlib.util.spec_from_file_location("nb_renewed", path)
            assert spec and spec.loader
            sys.modules["nb_renewed"] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules["nb_renewed"])
        return sys.modules["nb_renewed"]

    yield written
    sys.modules.pop("nb_renewed", None)


STUB, DONE = "raise NotImplementedError", "return 'done'"
# What a module defines, with {} for the body of the blank; and what calls it through a value that was there before.
KINDS: dict[str, tuple[str, Callable[[Any], Callable[[], Any]]]] = {
    "a function": ("def f():\n    {}\n", lambda m: m.f),
    "behind a decorator that keeps it inside": (
        "from functools import wraps\ndef twice(f):\n    @wraps(f)\n    def g():\n        return f()\n    return g\n"
        "@twice\ndef f():\n    {}\n",
        lambda m: m.f,
    ),
    "what such a decorator hands on as __wrapped__": (
        "from functools import wraps\ndef twice(f):\n    @wraps(f)\n    def g():\n        return f()\n    return g\n"
        "@twice\ndef f():\n    {}\n",
        lambda m: m.f.__wrapped__,
    ),
    "behind a cache": ("from functools import cache\n@cache\ndef f():\n    {}\n", lambda m: m.f),
    "a function that holds itself": (
        "def make():\n    def f(n=1):\n        if n:\n            return f(n - 1)\n        {}\n"
        "    return f\nf = make()\n",
        lambda m: m.f,
    ),
    "a method": ("class A:\n    def f(self):\n        {}\n", lambda m: m.A().f),
    "a static method": ("class A:\n    @staticmethod\n    def f():\n        {}\n", lambda m: m.A.f),
    "a class method": ("class A:\n    @classmethod\n    def f(cls):\n        {}\n", lambda m: m.A().f),
    "a property": (
        "class A:\n    @property\n    def p(self):\n        {}\n",
        lambda m: (lambda a: lambda: a.p)(m.A()),
    ),
    "a class with __slots__": (
        "class A:\n    __slots__ = ('x',)\n    def __init__(self):\n        self.x = 1\n    def f(self):\n        {}\n",
        lambda m: (lambda a: lambda: a.f())(m.A()),
    ),
    "a method of a class above": (
        "class A:\n    def f(self):\n        {}\nclass B(A):\n    pass\n",
        lambda m: (lambda b: lambda: b.f())(m.B()),
    ),
    "a value that the module makes": ("class A:\n    def f(self):\n        {}\na = A()\n", lambda m: m.a.f),
    "a frozen dataclass": (
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass A:\n    x: int = 3\n"
        "    def f(self):\n        {}\n",
        lambda m: (lambda a: lambda: a.f())(m.A()),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_that_is_filled_in_works_in_what_was_there_before(write: Write, kind: str) -> None:
    source, held = KINDS[kind]
    call = held(write(source.format(STUB)))
    with pytest.raises(NotImplementedError):
        call()
    write(source.format(DONE))
    assert call() == "done"


def test_a_method_that_begins_to_call_super_finds_the_class_of_old_values(write: Write) -> None:
    source = "class A:\n    def f(self):\n        return 'A'\nclass B(A):\n    def f(self):\n        {}\n"
    old = write(source.format(STUB)).B()
    module = write(source.format("return super().f() + 'B'"))
    assert old.f() == "AB" and module.B().f() == "AB"
    assert isinstance(old, module.B)


def test_old_values_stay_instances_also_of_classes_that_a_new_class_stands_on(write: Write) -> None:
    before = write("class A:\n    pass\na = A()\n")
    kept, old = before.A, before.a
    module = write("class A:\n    pass\na = A()\nclass B(A):\n    pass\n")
    assert module.A is kept and isinstance(old, module.A) and module.a is old
    assert issubclass(module.B, kept)


def test_what_a_class_has_lost_is_gone_and_a_constant_is_the_new_one(write: Write) -> None:
    module = write("N = 1\nclass A:\n    x = 1\n    def f(self):\n        return N\n")
    old = module.A()
    write("N = 2\nclass A:\n    def f(self):\n        return N\n")
    assert old.f() == 2 and not hasattr(old, "x")


def test_a_file_that_ends_with_an_error_leaves_the_module_as_it_was(write: Write) -> None:
    module = write("N = 1\ndef f():\n    return N\n")
    for source, error in [("N = 2\n1 / 0\n", ZeroDivisionError), ("def f(:\n", SyntaxError)]:
        with pytest.raises(error):
            write(source)
        assert module.f() == 1 and module.N == 1


# --- In a notebook


def test_saving_is_enough(notebook: Notebook) -> None:
    notebook.run("from tinytorch.scalars import operators\nfrom tinytorch.scalars.operators import mul")
    assert notebook.run("mul(2.0, 3.0)").error == "NotImplementedError"
    notebook.course.write_solution("mul")
    ran = notebook.run("print(mul(2.0, 3.0), operators.mul is mul)")
    assert ran.printed == "Loaded anew: tinytorch.scalars.operators.\n6.0 True\n"
    assert notebook.run("print(mul(2.0, 3.0))").printed == "6.0\n", "and it says so once"


def test_a_file_that_python_refuses_keeps_the_version_before_until_it_is_mended(notebook: Notebook) -> None:
    notebook.course.write_solution("mul")
    notebook.run("from tinytorch.scalars.operators import mul")
    path = notebook.course.file("scalars/operators.py")
    good = path.read_text(encoding="utf-8")
    path.write_text(good + "def f(:\n", encoding="utf-8")
    ran = notebook.run("print(mul(2.0, 3.0))")
    line = good.count("\n") + 1
    where = f"Not loaded, the version before stays: tinytorch/scalars/operators.py, line {line}: "
    assert ran.printed.startswith(where) and ran.printed.endswith("\n6.0\n") and ran.printed.count("\n") == 2
    path.unlink()
    gone = notebook.run("print(mul(2.0, 3.0))").printed
    assert gone == (
        "Not loaded, the version before stays: tinytorch/scalars/operators.py: No such file or directory.\n6.0\n"
    )
    path.write_text(good + "1 / 0\n", encoding="utf-8")
    ends = notebook.run("print(mul(2.0, 3.0))").printed
    assert ends == f"{where}ZeroDivisionError: division by zero.\n6.0\n"
    path.write_text(good.replace("return x * y", "return y * x"), encoding="utf-8")
    assert notebook.run("print(mul(2.0, 3.0))").printed.startswith("Loaded anew: ")


def test_the_stop_button_ends_a_file_that_never_ends_and_the_version_before_stays(notebook: Notebook) -> None:
    """Raised here where the reader would press it; the file is not tried again until it is saved."""
    notebook.course.write_solution("mul")
    notebook.run("from tinytorch.scalars.operators import mul")
    path = notebook.course.file("scalars/operators.py")
    good = path.read_text(encoding="utf-8")
    path.write_text(good + "raise KeyboardInterrupt\n", encoding="utf-8")
    line = good.count("\n") + 1
    assert notebook.run("print(mul(2.0, 3.0))").printed == (
        f"Not loaded, the version before stays: tinytorch/scalars/operators.py, line {line}: stopped there.\n6.0\n"
    )
    assert notebook.run("print(mul(2.0, 3.0))").printed == "6.0\n"
    path.write_text(good.replace("return x * y", "return y * x"), encoding="utf-8")
    assert notebook.run("print(mul(2.0, 3.0))").printed.startswith("Loaded anew: ")


def test_borrowing_works_while_a_file_of_the_students_does_not(notebook: Notebook) -> None:
    notebook.run("import tinytorch.scalars.graph")
    path = notebook.course.file("scalars/operators.py")
    path.write_text(path.read_text(encoding="utf-8") + "def f(:\n", encoding="utf-8")
    assert "from the reference" in notebook.run("%borrow 00").text
    assert notebook.run("from tinytorch.scalars.operators import mul\nprint(mul(2.0, 3.0))").printed == "6.0\n"
    assert "your own layers" in notebook.run("%borrow none").text
    assert notebook.run("from tinytorch.scalars.operators import mul").error == "SyntaxError"


def test_a_file_saved_while_a_cell_runs_is_loaded_before_the_next_one(notebook: Notebook) -> None:
    path = notebook.course.file("scalars/operators.py")
    notebook.run(
        "from tinytorch.scalars.operators import neg\nfrom pathlib import Path\n"
        f"path = Path({str(path)!r})\npath.write_text(path.read_text().replace('raise NotImplementedError', 'return'))"
    )
    assert notebook.run("print(neg(1.0))").printed == (
        "Loaded anew: tinytorch.scalars.operators.\nNeed to implement for Task 0.1\n"
    )


def test_two_files_that_need_each_others_new_names_are_loaded_in_the_order_that_works(notebook: Notebook) -> None:
    notebook.run("import tinytorch.scalars.graph, tinytorch.scalars.operators")
    graph, operators = notebook.course.file("scalars/graph.py"), notebook.course.file("scalars/operators.py")
    graph.write_text("from tinytorch.scalars.operators import brand_new\n" + graph.read_text(encoding="utf-8"))
    operators.write_text(operators.read_text(encoding="utf-8") + "brand_new = 7\n")
    ran = notebook.run("print(tinytorch.scalars.graph.brand_new)")
    assert ran.printed.startswith("Loaded anew: ") and ran.printed.endswith("\n7\n") and ran.printed.count("\n") == 2


def test_a_layer_that_is_unlocked_in_a_terminal_is_there_in_the_next_cell(notebook: Notebook) -> None:
    notebook.course.write_solution("mul", "neg", "countdown", "first")
    notebook.run("import tinytorch\nimport tinytorch.scalars")
    assert notebook.run("from tinytorch.autograd import Square").error == "ModuleNotFoundError"
    done = notebook.course.tt("start", "01")
    assert done.returncode == 0, done.stdout + done.stderr
    ran = notebook.run("from tinytorch.autograd import Square\nSquare.forward(2.0)")
    assert "Square.forward is a blank in tinytorch/autograd/functions.py" in ran.text


def test_where_a_part_of_a_compiled_kernel_changes_the_package_is_imported_anew(notebook: Notebook) -> None:
    compiler = notebook.course.file("kernels/compiler.py")
    compiler.parent.mkdir()
    compiler.write_text("from tinytorch.scalars.operators import mul\nTABLE = [mul]\n", encoding="utf-8")
    names = "from tinytorch.kernels import compiler\nfrom tinytorch.scalars.operators import mul\nmine = [1]\nold = mul"
    notebook.run(names)
    notebook.course.write_solution("mul")
    ran = notebook.run("print(mul(2.0, 3.0), compiler.TABLE[0] is mul, mine)")
    assert ran.printed == (
        "tinytorch was loaded anew, since a compiled part changed; make values from before again.\n6.0 True [1]\n"
    )
    compiler.write_text("1 / 0\n", encoding="utf-8")
    failed = notebook.run("print(mul(2.0, 3.0))").printed
    assert failed.startswith(
        "Not loaded, the version before stays: tinytorch/kernels/compiler.py, line 1: ZeroDivision"
    )
    assert failed.endswith("\n6.0\n")
