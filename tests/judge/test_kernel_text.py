"""Files with kernels are taken from a submission by their text: what it may say, and what becomes of the rest."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from judged import blanks, verdicts
from tiny_course import write

from autograder.course.errors import UsageError
from autograder.course.kernel_text import Kernels, read_kernels
from autograder.course.manifest import load_course
from autograder.course.model import Course
from autograder.course.stubs import make_stub
from autograder.judge.bundle import make_bundle
from autograder.judge.grading import Grader
from autograder.loop.outcome import State, Verdict
from autograder.loop.progress import Progress
from autograder.loop.refused import refused_kernels
from autograder.loop.runner import Runner
from autograder.loop.workspace import Workspace
from autograder.sandbox.isolation import Level
from tests.known_seed import known_seed
from tests.the_course import COURSE, ROOT

STUB = '''\
"""Kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import cuda, float32, prange

from tinytorch.kernels.cpu.pointwise import WIDTH, position

Numbers = Any
ROWS = 4


def scale(f, out: Numbers, a: Numbers) -> None:
    """out[i] = f(a[i])."""
    # TODO: Implement for Task 0.1
    raise NotImplementedError("Need to implement for Task 0.1")


def other(out: Numbers) -> None:
    """Another blank."""
    # TODO: Implement for Task 0.1
    raise NotImplementedError("Need to implement for Task 0.1")


def given(x: int) -> int:
    return x
'''
TODO = '    # TODO: Implement for Task 0.1\n    raise NotImplementedError("Need to implement for Task 0.1")\n'
WRITTEN = STUB.replace(TODO, "{}", 1)
TASKS = {"scale": "0.1", "other": "0.1"}


def read(body: str, top: str = "") -> Kernels:
    """The stub with `scale` written, and with more at the top level."""
    text = WRITTEN.replace("{}", "".join(f"    {line}\n" for line in body.split("\n"))) + top
    return read_kernels(ast.parse(text), text, STUB, TASKS)


def namespace(kernels: Kernels) -> dict[str, ast.stmt]:
    """Name -> definition in the file that is mounted."""
    return {node.name: node for node in ast.parse(kernels.data).body if isinstance(node, ast.FunctionDef)}


ALLOWED = [
    "for i in prange(out.size):\n    out[i] = f(a[i])",
    "for i in range(0, len(a), 2):\n    out[i] += a[i] if a[i] > 0 else -a[i]",
    "for i, x in enumerate(a):\n    out[i] = x\nelse:\n    out[0] = 0.0",
    "for x, y in zip(out, a):\n    f(x, y)",
    "for side in a.shape:\n    pass",
    "for _ in range(3):\n    continue",
    "i = 0\nwhile i < a.size and not (a[i] != a[i] or i >= 3):\n    i += 1\n    if i % 2 == 0:\n        break",
    "i, j = 1, 2\ni = j = 3\nout[i], out[j] = a[j], a[i]",
    "total: float = 0.0\nout[0] = total",
    "out[:] = 0.0\nout[1:3] = a[::2]\nout[-1] = a[0]",
    "out[0] = position(1, a.shape, (ROWS, WIDTH)) + given(x=2)",
    "scale(f, out, a)",
    "row = np.empty(a.shape[0] * ROWS, a.dtype)\nother(row)",
    "sums = np.zeros((2, 3), dtype=np.float32)",
    "out[0] = max(min(abs(a[0]), 1e300), float(a.ndim), -np.inf, np.pi)",
    "i = cuda.grid(1) + cuda.threadIdx.x * cuda.blockDim.y - cuda.gridsize(1)",
    "shared = cuda.shared.array((ROWS, WIDTH), float32)\nshared[0, 0] = float32(1.0)\ncuda.syncthreads()",
    "cuda.atomic.add(out, 0, a[0])",
    "'a text that says something'\nreturn",
    "return None",
    "return a[0] ** 2 // 3 << 1 & 7",
    "for i in range(3):\n    raise NotImplementedError('Need to implement for Task 0.1')",
]


@pytest.mark.parametrize("body", ALLOWED)
def test_what_kernels_are_made_of_is_taken_over_word_for_word(body: str) -> None:
    kernels = read(body)
    assert (kernels.refused, kernels.notices) == ({}, ())
    expected = ast.parse(WRITTEN.replace("{}", "".join(f"    {line}\n" for line in body.split("\n")))).body
    wanted = {node.name: ast.dump(node) for node in expected if isinstance(node, ast.FunctionDef)}
    assert {name: ast.dump(node) for name, node in namespace(kernels).items()} == wanted


FORBIDDEN = [
    *"""\
import os
from os import path
global out
nonlocal out
del out
raise ValueError(1)
raise
assert out[0]
yield out
await out
raise NotImplementedError('Need to implement for Task 0.2')
f(lambda: 1)
x = [i for i in a]
x = f(i for i in a)
x = [1]
x = {}
x = {1}
x = f'{a}'
x = 'a'
x = b'a'
x = 1j
x = ...
x = None
x = 1e999
x = (y := 1)
x, *y = a
f(*a)
f(**a)
x = a @ a
out @= a
x = 1 in a
x = a is a
x: int
x: evil() = 1
x: Evil = 1
cuda = 1
np = 1
range = 1
prange = 1
float32 = 1
max = 1
position = 1
given = 1
ROWS = 1
Numbers = 1
__x = 1
cuda.grid = 1
np.float32 = 1
np.float32[0] = 1
out.shape = (1,)
f.x = 1
f(1)[0] = 1
a.shape[0] = 1
x = np
x = cuda
x = cuda.threadIdx
x = max
x = given
x = Numbers
x = __name__
x = unknown
x = a.T
x = a.__class__
x = f.__globals__
x = a.dtype.type
x = cuda.gridDim.w
a.fill(1)
x = a.base
print(a)
open(1)
eval(a)
getattr(a, 1)
f(1)(2)
a[0](1)
np.save(1, a)
np.load(1)
np.dot(a, a)
cuda.jit(f)
cuda.to_device(a)
cuda.select_device(0)
math.exp(1.0)
unknown(1)
x = max(a, key=f)
x = prange(3)
x = np.empty(3, dtype='O')
x = np.empty(3, dtype=object)
x = (lambda: 1)()
""".splitlines(),
    "with out:\n    pass",
    "class A:\n    pass",
    "try:\n    pass\nexcept E:\n    pass",
    "def inner():\n    pass",
    "match out:\n    case 1:\n        pass",
    "async for i in out:\n    pass",
    "for cuda in a:\n    pass",
    "for out[0] in a:\n    pass",
    "for given, i in a:\n    pass",
    "for i in enumerate(prange(3)):\n    pass",
    f"x = {1 << 64}",
    "x = " + "-" * 600 + "1",
]


@pytest.mark.parametrize("body", FORBIDDEN)
def test_anything_else_is_refused_in_one_sentence_with_its_line(body: str) -> None:
    kernels = read(body)
    assert list(kernels.refused) == ["scale"] or "-" * 600 in body
    line = STUB[: STUB.index("    # TODO")].count("\n") + 1
    sentence = kernels.refused["scale"]
    assert sentence.startswith(f"line {line} has ") or "-" * 600 in body
    assert "\n" not in sentence and "; " in sentence


@pytest.mark.parametrize(
    "function",
    [
        "@njit\ndef scale(f, out, a):\n    pass",
        "def scale(f, out, *a):\n    pass",
        "def scale(f, out, **a):\n    pass",
        "def scale(f, out, a, *, b=1):\n    pass",
        "def scale(f, out, a, /):\n    pass",
        "def scale(f, out, a=[]):\n    pass",
        "def scale(f, out, a=evil()):\n    pass",
        "def scale(f, cuda, a):\n    pass",
        "def scale(f, range, a):\n    pass",
        "def scale(f, out: evil(), a):\n    pass",
        "def scale(f, out, a) -> Evil:\n    pass",
        "async def scale(f, out, a):\n    pass",
        "class scale:\n    pass",
        "if True:\n    def scale(f, out, a):\n        pass",
        "scale = given",
    ],
)
def test_a_kernel_is_a_plain_function_with_plain_parameters(function: str) -> None:
    text = STUB[: STUB.index("def scale")] + function + "\n\n\n" + STUB[STUB.index("def other") :]
    kernels = read_kernels(ast.parse(text), text, STUB, TASKS)
    assert list(kernels.refused) == ["scale"]
    assert "NotImplementedError" in ast.unparse(namespace(kernels)["scale"])


LEFT_OUT = [
    *"""\
import os
from numba import njit
import numpy
from math import *
print(1)
x = 3
x: int = 3
prange = range
cuda = None
float32 = 3
position = 3
scale = given
WIDTH = 3
ROWS = 5
Numbers = 3
BIG = 2 ** 10 ** 9
BIG = 10 ** 3
ZERO = 1 // 0
TEXT = 'a'
PAIR = 1, 2
ROWS += 1
A = B = 1
cuda.grid = given
del given
lambda: 1
BIG = 4000000000 * 4000000000 * 4000000000
""".splitlines(),
    "def cuda():\n    pass",
    "def range(n):\n    return n",
    "def prange(n):\n    return n",
    "def __getattr__(name):\n    pass",
    "class A:\n    pass",
    "if True:\n    ROWS = 5",
    "for i in 1, 2:\n    pass",
]


@pytest.mark.parametrize("top", LEFT_OUT)
def test_whatever_else_stands_at_the_top_level_is_left_out_with_a_notice(top: str) -> None:
    kernels = read("out[0] = ROWS", f"\n\n{top}\n")
    assert kernels.refused == {}
    assert kernels.data == read("out[0] = ROWS").data + b"\n" * (3 + top.count("\n"))
    (notice,) = kernels.notices
    assert notice.startswith("line ") and notice.endswith("left out when this is graded")


@pytest.mark.parametrize(
    ("top", "body"),
    [
        ("import math", "out[0] = math.exp(a[0])"),
        ("PANEL = -ROWS * 3 + 1 - 7 // 2", "out[0] = PANEL"),
        ("HALF = 0.5", "out[0] = HALF"),
        ("def helper(x):\n    return scale(x, x, x)", "out[0] = helper(1)"),
    ],
)
def test_a_student_may_add_constants_functions_and_two_imports(top: str, body: str) -> None:
    kernels = read(body, f"\n\n{top}\n")
    assert (kernels.refused, kernels.notices) == ({}, ())
    assert ast.dump(ast.parse(top).body[0]) in [ast.dump(node) for node in ast.parse(kernels.data).body]


def test_a_helper_that_is_refused_takes_along_what_calls_it() -> None:
    top = "\n\ndef first(x):\n    return second(x)\n\n\ndef second(x):\n    return open(x)\n"
    kernels = read("out[0] = first(1)", top)
    assert sorted(kernels.refused) == ["first", "scale", "second"]
    assert sorted(namespace(kernels)) == ["given", "other", "scale"]


def test_functions_stay_in_their_lines_so_that_a_line_can_be_named() -> None:
    top = "\n\ndef helper(x):\n    return x\n"
    kernels = read("# a comment\n\nout[0] = helper(1)\nprint(1)", top)
    text = kernels.data.decode()
    assert ast.unparse(namespace(kernels)["helper"]) in text
    written = WRITTEN.replace("{}", "    # a comment\n\n    out[0] = helper(1)\n    print(1)\n") + top
    for name in ("other", "given", "helper"):
        expected = next(n.lineno for n in ast.parse(written).body if isinstance(n, ast.FunctionDef) and n.name == name)
        assert namespace(kernels)[name].lineno == expected


def test_the_last_definition_counts_and_an_earlier_one_costs_nothing() -> None:
    first = "def scale(f, out, a):\n    print(1)\n\n\n"
    text = WRITTEN.replace("{}", "    out[0] = 1.0\n").replace("def scale", f"{first}def scale")
    kernels = read_kernels(ast.parse(text), text, STUB, TASKS)
    assert kernels.refused == {}
    assert "print" not in kernels.data.decode()


@pytest.mark.parametrize("text", ["", "# nothing\n", '"""Only this."""\n'])
def test_of_a_file_without_functions_the_stub_is_left(text: str) -> None:
    assert {
        name: ast.dump(node) for name, node in namespace(read_kernels(ast.parse(text), text, STUB, TASKS)).items()
    } == {node.name: ast.dump(node) for node in ast.parse(STUB).body if isinstance(node, ast.FunctionDef)}


def test_odd_line_ends_and_a_backslash_change_nothing() -> None:
    text = WRITTEN.replace("{}", "    out[0] = 1.0 + \\\n        a[0]\n    return \\\n\n").replace("\n", "\r\n")
    kernels = read_kernels(ast.parse(text), text, STUB, TASKS)
    assert kernels.refused == {}
    assert ast.dump(namespace(kernels)["scale"]) == ast.dump(
        next(node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))
    )


# --- in a course


MANIFEST = """\
title = "Kernels"
needs = []
owns = ["plain.py", "kernels.py", "training.py"]
given = ["plain.py"]
kernels = ["kernels.py"]

[exports.""]
"training.py" = ["train"]

[[task]]
n = 1
title = "Kernels"
[[task.blank]]
symbol = "double"
points = 1
hints = []
[[task.blank]]
symbol = "total"
points = 1
hints = []

[[task]]
n = 2
title = "Training"
[[task.blank]]
symbol = "train"
points = 1
hints = []
"""
KERNELS = '''\
"""Kernels."""

from tinytorch.plain import once


def double(out, a):
    """out[i] = 2 a[i]."""
    ### BEGIN SOLUTION 1
    for i in range(len(a)):
        out[i] = once(a[i]) + a[i]
    ### END SOLUTION


def total(out, a):
    """out[0] = the sum of 2 a[i]."""
    ### BEGIN SOLUTION 1
    double(out, a)
    for i in range(1, len(a)):
        out[0] += out[i]
    ### END SOLUTION
'''
TRAINING = '''\
"""Training."""

from tinytorch import plain


def train(n):
    """n."""
    ### BEGIN SOLUTION 2
    return plain.once(n)
    ### END SOLUTION
'''
HIDDEN = '''\
"""Checks."""

from autograder.checks import check
from hypothesis import strategies as st

NUMBERS = st.lists(st.integers(0, 9), min_size=1, max_size=4)


@check("double", examples=4, a=NUMBERS)
def doubles(tt, a):
    """Twice each number."""
    out = tt.builtin.list([0] * len(a))
    tt.kernels.double(out, a)
    return out


@check("total", examples=4, a=NUMBERS)
def totals(tt, a):
    """Twice the sum."""
    out = tt.builtin.list([0] * len(a))
    tt.kernels.total(out, a)
    return out[0]


@check("train", examples=4, n=st.integers(1, 9))
def trains(tt, n):
    """n."""
    return tt.training.train(n)
'''


def stub_of(source: str) -> str:
    return make_stub(source, 0, "the file")


def small_course(root: Path, manifest: str = MANIFEST, kernels: str = KERNELS) -> Course:
    """One file of kernels, one of other blanks, which `import tinytorch` loads, and a given one."""
    write(root, {"tinytorch/.keep": "", "assignments/00_numbers/assignment.toml": manifest})
    sources = {"plain.py": "def once(x):\n    return x\n", "kernels.py": kernels, "training.py": TRAINING}
    for file, source in sources.items():
        write(root, {f"solutions/tinytorch/{file}": source})
        write(root, {f"assignments/00_numbers/stubs/tinytorch/{file}": stub_of(source)})
    return load_course(root)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, level: Level) -> Iterator[Grader]:
    """A grader of the small course."""
    root = tmp_path_factory.mktemp("kernel course")
    write(root, {"kernel_hidden/__init__.py": "", "kernel_hidden/numbers.py": HIDDEN})
    course = small_course(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(root)
        bundle = make_bundle(course, course.assignments, known_seed(root / "private"), level, hidden="kernel_hidden")
        with Grader(bundle, level) as grader:
            yield grader


def judged(grader: Grader, kernels: str = KERNELS, training: str = TRAINING) -> dict[str, str]:
    """Symbol -> verdict of what does not pass."""
    files = {"tinytorch/kernels.py": kernels.encode(), "tinytorch/training.py": training.encode()}
    return verdicts(blanks(grader.grade(files)))


def test_the_reference_passes_as_a_submission(graded: Grader) -> None:
    assert judged(graded) == {}


def test_a_blank_that_breaks_the_rule_is_policy_and_the_others_go_on(graded: Grader) -> None:
    wrong = KERNELS.replace("    for i in range(1,", "    print(1)\n    for i in range(1,")
    files = {"tinytorch/kernels.py": wrong.encode(), "tinytorch/training.py": TRAINING.encode()}
    record = blanks(graded.grade(files))
    assert verdicts(record) == {"total": "policy"}
    assert record["total"].checks[0].detail == (
        "tinytorch/kernels.py: line 18 has a print; "
        "take it out when you have seen enough: machine code and threads tell nobody"
    )


def test_a_kernel_that_calls_a_refused_one_is_blocked(graded: Grader) -> None:
    assert judged(graded, KERNELS.replace("once(a[i])", "float('nan')")) == {"double": "policy", "total": "blocked"}


def test_the_student_is_told_the_same_before_handing_in(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    wrong, stub = KERNELS.replace("    for i in range(1,", "    print(1)\n    for i in range(1,"), stub_of(KERNELS)
    ((name, why),) = refused_kernels(wrong, stub, course.assignments[0])
    assert (name, why.split(";")[0]) == ("total", "line 18 has a print")
    assert list(refused_kernels("def total(", stub, course.assignments[0])) == []


def test_a_refused_kernel_does_not_pass_before_handing_in_either(tmp_path: Path) -> None:
    """Its tests may pass; a blank that is no kernel, and the kernel beside it, are as their tests say."""
    course = small_course(tmp_path)
    wrong = KERNELS.replace("    for i in range(1,", "    print(1)\n    for i in range(1,")
    write(tmp_path, {"tinytorch/kernels.py": wrong, "tinytorch/training.py": TRAINING})
    progress = Progress(Runner(Workspace(course)))
    passing = tuple(Verdict(blank, State.PASS) for blank in course.assignments[0].blanks)
    settled = progress.settled(passing, progress.workspace.memory())
    assert [(each.blank.symbol, each.state, each.note) for each in settled] == [
        ("double", State.PASS, ""),
        ("total", State.FAIL, "grading will not take it"),
        ("train", State.PASS, ""),
    ]


def test_statements_beside_the_kernels_are_left_out_with_a_notice(graded: Grader) -> None:
    files = {
        "tinytorch/kernels.py": f"{KERNELS}\n\nonce = None\nraise SystemExit\n".encode(),
        "tinytorch/training.py": TRAINING.encode(),
    }
    record = graded.grade_fully(files)
    assert verdicts(blanks(record.assignments)) == {}
    assert [(notice.path, notice.what.split(" is ")[0]) for notice in record.notices] == [
        ("tinytorch/kernels.py", "line 23"),
        ("tinytorch/kernels.py", "line 24"),
    ]


def test_a_worker_that_judges_kernels_holds_no_other_code_of_the_student(graded: Grader) -> None:
    """A file that spoils a given function when it is imported spoils the tasks of its own kind only."""
    spoils = TRAINING.replace("from tinytorch import plain\n", "from tinytorch import plain\n\nplain.once = abs\n")
    spoils = spoils.replace("abs", "lambda x: -x")
    assert judged(graded, training=spoils) == {"train": "wrong"}


def test_a_blank_that_is_not_written_is_todo(graded: Grader) -> None:
    stub = stub_of(KERNELS)
    assert judged(graded, stub) == {"double": "todo", "total": "todo"}


# --- the manifest


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('["kernels.py"]', '["kernel.py"]', "'kernels' names 'kernel.py', which is no file with blanks; did you mean"),
        ('["kernels.py"]', '["plain.py"]', "'kernels' names 'plain.py', which is no file with blanks"),
        ('["kernels.py"]', '"kernels.py"', "'kernels' must be a list of texts (got 'kernels.py')."),
        (
            '\n[[task]]\nn = 2\ntitle = "Training"\n',
            "",
            "task 0.1 has blanks in 'kernels' and in other files; make two tasks of it.",
        ),
    ],
)
def test_a_mistake_in_the_key_is_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in MANIFEST
    with pytest.raises(UsageError) as caught:
        small_course(tmp_path, MANIFEST.replace(old, new))
    assert sentence in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_with_kernels_holds_plain_functions(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'kernels.py', but line 23 is no import, assignment or plain function"):
        small_course(tmp_path, kernels=f"{KERNELS}\n\nclass A:\n    pass\n")


def test_the_kernels_of_the_reference_are_within_the_rule() -> None:
    for assignment in COURSE.assignments:
        for file in assignment.kernels:
            source = (ROOT / "solutions" / "tinytorch" / file).read_text(encoding="utf-8")
            tasks = {blank.symbol: blank.task for blank in assignment.blanks}
            kernels = read_kernels(ast.parse(source), source, make_stub(source, assignment.number, file), tasks)
            assert (kernels.refused, kernels.notices) == ({}, ()), file
