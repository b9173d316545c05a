"""Policies: what a submission may not use, in the ways that students write; what is given or unused is allowed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest

from autograder.classroom.variants import FOLDER, plant, variants_of
from autograder.course.model import Assignment, Course, Rule
from autograder.course.policy_reach import Sources
from autograder.course.policy_rule import AT_RUN_TIME, Breach, breaches
from autograder.judge.policy import hold
from autograder.judge.scoring import Line, blank_score
from autograder.judge.static import read_assignment, stub_files
from autograder.judge.verdicts import Verdict
from tests.the_course import COURSE

OPERATORS, LOOPS = "scalars/operators.py", "tensors/loops.py"
SCALARS, TENSORS = COURSE.assignments[0], COURSE.assignments[2]
NUMBERS = Rule(("numpy",), "no NumPy")
PRODUCT = next(rule for rule in TENSORS.policy if "@" in rule.forbids)


def texts(assignment: Assignment, stubs: bool = False) -> dict[str, str]:
    base = assignment.stubs if stubs else COURSE.solutions
    return {file: (base / file).read_text(encoding="utf-8") for file in assignment.files_with_blanks}


STUBS = {a.folder: {f: t for f, t in texts(a, stubs=True).items() if f not in a.kernels} for a in COURSE.assignments}
RIGHT = {a.folder: {f: t for f, t in texts(a).items() if f not in a.kernels} for a in COURSE.assignments}


def broken(assignment: Assignment, files: Mapping[str, str], *rules: Rule) -> list[Breach]:
    """The breaches of the manifest's rules, or of these."""
    under = replace(assignment, policy=rules) if rules else assignment
    return breaches(under, Sources(files, STUBS[assignment.folder], {file: tree(text) for file, text in files.items()}))


tree = cache(ast.parse)  # most files of two submissions are the same


def with_body(
    assignment: Assignment, file: str, symbol: str, body: str, top: str = "", end: str = ""
) -> dict[str, str]:
    """The right files with the body of one function exchanged, and lines put after the imports and at the end."""
    lines = RIGHT[assignment.folder][file].split("\n")
    parts = tree(RIGHT[assignment.folder][file]).body
    node = next(node for node in parts if isinstance(node, ast.FunctionDef) and node.name == symbol)
    last = max(each.end_lineno or 0 for each in parts if isinstance(each, ast.Import | ast.ImportFrom))
    inside = [f"    {line}" for line in body.split("\n")]
    new = [*lines[:last], top, *lines[last : node.body[0].lineno - 1], *inside, *lines[node.end_lineno :], end]
    return {**RIGHT[assignment.folder], file: "\n".join(new)}


@pytest.mark.parametrize("assignment", COURSE.assignments, ids=lambda each: each.folder)
def test_reference_and_stubs_keep_to_every_policy(assignment: Assignment) -> None:
    """Neither a breach nor a notice: what a rule forbids is no way that the course itself takes."""
    assert broken(assignment, RIGHT[assignment.folder]) == []
    assert broken(assignment, STUBS[assignment.folder]) == []


def variants(assignment: Assignment, right: bool) -> dict[str, dict[str, str]]:
    """The files of each of them, by name."""
    reference = {f"tinytorch/{file}": text.encode() for file, text in texts(assignment).items()}
    planted = {
        each.name: plant(each, reference) for each in variants_of(FOLDER / assignment.folder) if each.right is right
    }
    return {
        name: {file: files[f"tinytorch/{file}"].decode() for file in RIGHT[assignment.folder]}
        for name, files in planted.items()
    }


@pytest.mark.parametrize(
    "assignment",
    [SCALARS, *(pytest.param(each, marks=pytest.mark.slow) for each in COURSE.assignments[1:])],
    ids=lambda each: each.folder,
)
def test_right_variants_keep_to_every_policy(assignment: Assignment) -> None:
    for name, files in variants(assignment, True).items():
        assert [(name, str(each)) for each in broken(assignment, files)] == []


@pytest.mark.slow  # the right ones above are a small one of this kind
def test_a_wrong_variant_is_caught_by_what_it_gives_and_not_by_a_policy() -> None:
    for name, files in variants(SCALARS, False).items():
        assert [(name, str(each)) for each in broken(SCALARS, files)] == []


@pytest.mark.parametrize("assignment", COURSE.assignments, ids=lambda each: each.folder)
def test_every_policy_is_told_in_the_handout(assignment: Assignment) -> None:
    handout = plain((assignment.path / "README.md").read_text(encoding="utf-8"))
    before = COURSE.assignments[assignment.number - 1].policy if assignment.number else ()
    for rule in assignment.policy:
        if rule not in before:
            assert plain(rule.why) in handout


def plain(text: str) -> str:
    return " ".join(text.replace("`", "").casefold().split())


def test_a_policy_that_stays_holds_in_every_later_assignment() -> None:
    staying = [rule for rule in SCALARS.policy if rule.stays]
    assert staying and all(rule in later.policy for rule in staying for later in COURSE.assignments)
    assert NUMBERS.forbids not in [rule.forbids for rule in COURSE.assignments[1].policy]


DISGUISES = [  # (what it is, top of the file, body of mul, end of the file, the name that is told)
    ("another name of the module", "import numpy as xp", "return xp.multiply(x, y)", "", "numpy.multiply"),
    ("a name taken from it", "from numpy import multiply as times", "return times(x, y)", "", "numpy.multiply"),
    ("everything taken from it", "from numpy import *", "return multiply(x, y)", "", "numpy.multiply"),
    ("a module of the module", "import numpy.linalg as la", "return la.norm(x) * y", "", "numpy.linalg.norm"),
    ("imported inside", "", "import numpy\nreturn numpy.float64(x) * y", "", "numpy.float64"),
    ("a variable in between", "import numpy as np\nxp = np", "q = xp\nreturn q.multiply(x, y)", "", "numpy.multiply"),
    ("getattr of two halves", "import numpy", 'return getattr(numpy, "multi" + "ply")(x, y)', "", "numpy.multiply"),
    ("an f-string", "import numpy", 'n = "ply"\nreturn getattr(numpy, f"multi{n}")(x, y)', "", "numpy.multiply"),
    ("importlib", "import importlib", 'return importlib.import_module("numpy").multiply(x, y)', "", "numpy.multiply"),
    ("its dictionary", "import numpy", 'return vars(numpy)["multiply"](x, y)', "", "numpy.multiply"),
    ("a table", "import numpy as np\nTABLE = {1: [np.multiply]}", "return TABLE[1][0](x, y)", "", "numpy.multiply"),
    (
        "a helper",
        "import numpy as np\n\ndef h(a, b):\n    return np.multiply(a, b)",
        "return h(x, y)",
        "",
        "numpy.multiply",
    ),
    (
        "a default",
        "import numpy as np",
        "f = lambda a, b, g=np.multiply: g(a, b)\nreturn f(x, y)",
        "",
        "numpy.multiply",
    ),
    (
        "a method of a class, kept on self",
        "import numpy as np\n\nclass C:\n    def __init__(self):\n        self.f = np.multiply\n"
        "    def go(self, x, y):\n        return self.f(x, y)",
        "return C().go(x, y)",
        "",
        "numpy.multiply",
    ),
    ("bound again", "import numpy as np", "return x * y", "mul = np.multiply", "numpy.multiply"),
    ("bound in a branch", "import numpy as np", "return x * y", "if True:\n    mul = np.multiply", "numpy.multiply"),
    (
        "a decorator",
        "import numpy as np\n\n@np.vectorize\ndef h(a): return a",
        "return h(x) * y",
        "",
        "numpy.vectorize",
    ),
    (
        "a method of a parent",
        "import numpy as np\n\nclass P:\n    def go(self, x, y): return np.multiply(x, y)\n\nclass C(P): ...",
        "return C().go(x, y)",
        "",
        "numpy.multiply",
    ),
    (
        "an operator's method that calls a function of its own name",
        "from numpy import multiply as __mul__\n\nclass C(float):\n    def __mul__(self, y): return __mul__(self, y)",
        "return C(x) * y",
        "",
        "numpy.multiply",
    ),
    ("bound by an import", "import numpy", "return x * y", "from numpy import multiply as mul", "numpy.multiply"),
    (
        "set from outside",
        "",
        "return C().f(x, y)",
        "class C: ...\nimport numpy\nC.f = numpy.multiply",
        "numpy.multiply",
    ),
    ("letters that look alike", "import \uff4eumpy as np", "return np.multiply(x, y)", "", "numpy.multiply"),
    (
        "a parameter's default",
        "import numpy as np\n\ndef h(a, b, m=np):\n    return m.multiply(a, b)",
        "return h(x, y)",
        "",
        "numpy",
    ),
]


@pytest.mark.parametrize(
    ("top", "body", "end", "name"), [case[1:] for case in DISGUISES], ids=[case[0] for case in DISGUISES]
)
def test_a_disguise_is_seen_through(top: str, body: str, end: str, name: str) -> None:
    files = with_body(SCALARS, OPERATORS, "mul", body, top, end)
    found = {each.blank.symbol: each for each in broken(SCALARS, files, NUMBERS)}
    assert found["mul"].certain and found["mul"].name in (name, "numpy")
    assert files[OPERATORS].split("\n")[found["mul"].line - 1].strip()


ALLOWED = [
    ("an import that nothing uses", "import numpy as np", "return x * y", ""),
    (
        "a test at the end",
        "import numpy as np",
        "return x * y",
        'if __name__ == "__main__":\n    print(np.pi * mul(1, 2))',
    ),
    (
        "a function that no blank calls",
        "import numpy as np\n\ndef plot(x):\n    return np.array(x)",
        "return x * y",
        "",
    ),
    (
        "an older version above",
        "import numpy as np\n\ndef h(a):\n    return np.abs(a)\n\ndef h(a):\n    return a",
        "return h(x) * y",
        "",
    ),
    ("a type", "import numpy as np", "z: np.float64 = x * y\nreturn z", ""),
    ("a parameter of that name", "", "return (lambda numpy: numpy * y)(x)", ""),
    ("a comment and a text", "", "# numpy.multiply(x, y)\n'numpy'\nreturn x * y", ""),
    ("an attribute of that name", "", "return x.numpy() * y if hasattr(x, 'numpy') else x * y", ""),
]


@pytest.mark.parametrize(("top", "body", "end"), [case[1:] for case in ALLOWED], ids=[case[0] for case in ALLOWED])
def test_what_does_not_use_it_breaks_nothing(top: str, body: str, end: str) -> None:
    assert broken(SCALARS, with_body(SCALARS, OPERATORS, "mul", body, top, end), NUMBERS) == []


PRODUCTS = {
    "the operator": ("x, y = np.array(a), np.array(b)\nout[:] = x @ y", "the operator @"),
    "in place": ("x = np.array(a)\nx @= b", "the operator @"),
    "matmul by another name": ("from numpy import matmul as plus\nout[:] = plus(a, b)", "numpy.matmul"),
    "in linalg": ("out[:] = np.linalg.multi_dot([a, b])", "numpy.linalg.multi_dot"),
    "a method": ("out[:] = np.array(a).dot(b)", ".dot"),
    "einsum": ('out[:] = np.einsum("ij,jk->ik", a, b)', "numpy.einsum"),
    "the operator module": ("import operator\nout[:] = operator.matmul(np.array(a), b)", "operator.matmul"),
    "the backend that is given": (
        "from tinytorch.tensors import numpy_backend as nb\nnb.x(out)",
        "tinytorch.tensors.numpy_backend",
    ),
    "a helper": ("out[:] = helper(a, b)", "the operator @"),
}


@pytest.mark.parametrize(("body", "name"), PRODUCTS.values(), ids=PRODUCTS)
def test_the_product_of_02_is_written_as_a_loop(body: str, name: str) -> None:
    top = "import numpy as np\n\ndef helper(a, b):\n    return np.array(a) @ np.array(b)\n"
    found = broken(TENSORS, with_body(TENSORS, LOOPS, "matmul_loop", body, top))
    assert [each.blank.symbol for each in found] == ["matmul_loop"]
    assert found[0].name.startswith(name)


def test_other_blanks_of_that_file_may_multiply_matrices() -> None:
    files = with_body(TENSORS, LOOPS, "reduce_loop", "return np.array(a) @ np.array(a)", "import numpy as np")
    assert broken(TENSORS, files, PRODUCT) == []


def test_the_product_of_03_is_refused_as_text_of_a_kernel() -> None:
    """The rule for kernels is narrower than any policy: np.matmul is none of its words, and @ no operator."""
    kernels = COURSE.assignments[3]
    stubs = stub_files(COURSE.assignments)
    path = "tinytorch/kernels/cpu/matmul.py"
    for product in ("out[:] = a @ b", "out[:] = np.matmul(a, b)", "out[:] = np.dot(a, b)"):
        source = stubs[path].decode().replace('raise NotImplementedError("Need to implement for Task 3.2")', product)
        reading = read_assignment(COURSE, stubs, kernels.number, {path: source.encode()})
        assert reading.settled["matmul_rows"].verdict is Verdict.POLICY


def test_a_name_that_is_made_at_run_time_is_told_as_a_doubt() -> None:
    files = with_body(
        SCALARS, OPERATORS, "mul", "return getattr(math, NAMES[x])(y) + getattr(os, input())()", "import os"
    )
    rule = Rule(("os.system",), "no programs")
    (found,) = broken(SCALARS, files, rule)
    assert (found.certain, found.name) == (False, AT_RUN_TIME)
    held = hold(replace(SCALARS, policy=(rule,)), Sources(files, STUBS[SCALARS.folder]))
    assert held.refused == {} and "a person has to see" in held.notices[0][1]


UNSEEN = {
    "a text that is computed": ('return __import__("".join(map(chr, [110, 117])) + "mpy").pi', "", ["__import__"]),
    "a module out of a table": ('import sys\nreturn sys.modules["num" + "py"].pi', "", []),
    "a function put where another was": ("return x * y", 'import numpy\nglobals()["mul"] = numpy.multiply', []),
}


@pytest.mark.parametrize(("body", "end", "told"), UNSEEN.values(), ids=UNSEEN)
def test_what_no_reader_of_text_can_see(body: str, end: str, told: list[str]) -> None:
    """Who hides a name on purpose can: that is left to the checks and the sandbox, and of some a person is told."""
    files = with_body(SCALARS, OPERATORS, "mul", body, "", end)
    assert broken(SCALARS, files, NUMBERS) == []
    assert [each.name for each in broken(SCALARS, files)] == told


def test_what_is_nested_deeply_hides_nothing() -> None:
    deep = "q = x" + ".a" * 600 + "\nimport numpy\nreturn numpy.pi"
    assert [each.name for each in broken(SCALARS, with_body(SCALARS, OPERATORS, "mul", deep), NUMBERS)] == ["numpy.pi"]


def test_names_that_lead_round_and_round_are_followed_to_an_end() -> None:
    """Every name may be any other: each is followed once, and not in all the ways that lead to it."""
    names = [f"a{k}" for k in range(12)]
    ring = "\n".join(f"{name} = {' or '.join(names)}" for name in names)
    files = with_body(SCALARS, OPERATORS, "mul", "return a0.pi", f"import numpy\n{ring} or numpy")
    assert {each.name for each in broken(SCALARS, files, NUMBERS)} == {"numpy"}


def test_a_line_of_the_stub_is_no_excuse_in_a_blank() -> None:
    """What is given may stand in the file, and be called; whoever copies it into a blank has used it."""
    stub = STUBS[SCALARS.folder][OPERATORS] + "\nimport math\n\ndef given(x, y):\n    return math.prod((x, y))\n"
    rule = Rule(("math.prod",), "no product")
    for body, found in (("return given(x, y)", []), ("return math.prod((x, y))", ["math.prod"])):
        files = with_body(SCALARS, OPERATORS, "mul", body)
        files[OPERATORS] += stub.removeprefix(STUBS[SCALARS.folder][OPERATORS])
        under = replace(SCALARS, policy=(rule,))
        told = breaches(under, Sources(files, STUBS[SCALARS.folder] | {OPERATORS: stub}))
        assert [each.name for each in told] == found


def test_the_place_in_the_file_of_the_blank_is_told_first() -> None:
    files = with_body(SCALARS, OPERATORS, "mul", "return h(x, y) + numpy.pi", "import numpy\nfrom .laws import h")
    files["scalars/laws.py"] = "import numpy\n\ndef h(x, y):\n    return numpy.multiply(x, y)\n"
    assert [(each.file, each.name) for each in broken(SCALARS, files, NUMBERS)] == [(OPERATORS, "numpy.pi")]


def test_a_blank_answers_for_itself_alone() -> None:
    files = with_body(SCALARS, OPERATORS, "mul", "import numpy\nreturn numpy.multiply(x, y)")
    assert [each.blank.symbol for each in broken(SCALARS, files)] == ["mul"]  # prod calls mul


def read(course: Course, files: Mapping[str, str]) -> tuple[dict[str, str], dict[str, float], list[str]]:
    """(details of what is settled as policy, shares that are kept, notices) of a submission of 00."""
    found = read_assignment(
        course, stub_files(course.assignments), 0, {f"tinytorch/{f}": t.encode() for f, t in files.items()}
    )
    settled = {symbol: each.detail for symbol, each in found.settled.items() if each.verdict is Verdict.POLICY}
    return settled, {symbol: each.share for symbol, each in found.kept.items()}, [what for _, what in found.notices]


def ruled(*rules: Rule) -> Course:
    return replace(COURSE, assignments=(replace(SCALARS, policy=rules), *COURSE.assignments[1:]))


def test_a_breach_is_told_by_file_line_and_reason() -> None:
    files = with_body(SCALARS, OPERATORS, "mul", "return np.multiply(x, y)", "import numpy as np")
    line = 1 + files[OPERATORS].split("\n").index("    return np.multiply(x, y)")
    settled, _, notices = read(ruled(NUMBERS), files)
    assert settled == {"mul": f"tinytorch/{OPERATORS}: line {line} uses numpy.multiply; no NumPy"}
    assert notices == []


def test_a_notice_costs_nothing_and_a_share_is_kept() -> None:
    files = with_body(SCALARS, OPERATORS, "mul", 'return eval("x * y")')
    told = read(ruled(Rule(("eval",), "it is looked at", None)), files)
    assert told[:2] == ({}, {}) and told[2][0].startswith("mul: line ") and "it is looked at" in told[2][0]
    settled, kept, _ = read(ruled(Rule(("eval",), "why", 0.5), Rule(("eval",), "why", 0.25)), files)
    assert (settled, kept) == ({}, {"mul": 0.25})


def test_a_share_of_the_points_is_kept_of_what_is_earned() -> None:
    lines = [Line(Verdict.PASS), Line(Verdict.WRONG), Line(Verdict.POLICY, "policy")]
    assert blank_score(8.0, lines, 0.5) == 2.0
    assert blank_score(8.0, lines[:2]) == 4.0


def test_a_stub_stays_a_stub() -> None:
    files = {**STUBS[SCALARS.folder]}
    files[OPERATORS] += "\nimport numpy as np\nglobals().update(mul=np.multiply)\n"
    assert read(ruled(NUMBERS), files)[0] == {}
