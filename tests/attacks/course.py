"""The course that the attacks are made on: `write_course(root)` writes it, `attack_hidden` holds its hidden checks.

Small on purpose: a function on floats, one that must refuse, functions on lists, on arrays and on an object, a law, a
compiled kernel, and a password that nobody can compute. Its words VAULT... lie in the hidden checks, in the bank and
in a later layer's reference, and nowhere that a student's code may look.
"""

from __future__ import annotations

from pathlib import Path

from autograder.course.manifest import load_course
from autograder.course.model import Course
from autograder.course.stubs import make_stub

HIDDEN_PACKAGE = "attack_hidden"
PASSWORD = "VAULT-password-9d51"  # the reference's answer to `password()`
CANARIES = (PASSWORD, "VAULT-hidden-77ac", "VAULT-later-c20e")

LIMITS = """
[limits]
load_seconds = 1.0
call_seconds = 0.25
check_seconds = 0.3
submission_seconds = 6.0
memory_mb = 256
files_mb = 4
output_mb = 2
"""


def manifest(
    title: str, owns: dict[str, dict[str, int]], given: tuple[str, ...] = (), limits: str = LIMITS, exports: str = ""
) -> str:
    """An assignment.toml: file -> blank -> points, one task per file with blanks."""
    head = f'title = "{title}"\nneeds = []\nowns = {[*given, *owns]}\ngiven = {list(given)}\n{limits}{exports}'
    tasks = ""
    for n, (file, blanks) in enumerate(owns.items(), start=1):
        tasks += f'\n[[task]]\nn = {n}\ntitle = "{file}"\n'
        tasks += "".join(f'[[task.blank]]\nsymbol = "{s}"\npoints = {p}\nhints = []\n' for s, p in blanks.items())
    return head + tasks


FILES = {
    "tinytorch/.keep": "",
    "assignments/00_arena/assignment.toml": manifest(
        "Arena",
        {
            "arena/numbers.py": {"mul": 2, "root": 2, "half": 1},
            "arena/lists.py": {"falling": 1, "extremes": 1},
            "arena/arrays.py": {"scale": 3},
            "arena/objects.py": {"Counter.step": 1},
            "arena/vault.py": {"password": 1},
        },
        exports='\n[exports."arena"]\n"arena/numbers.py" = ["mul"]\n',  # so that `import tinytorch` runs numbers.py
    ),
    "assignments/01_laws/assignment.toml": manifest("Laws", {"laws/laws.py": {"square_law": 3}}, ("laws/plain.py",)),
    "assignments/02_kernels/assignment.toml": manifest(
        "Kernels", {"kernels/sums.py": {"total": 1}}, (), '\n[limits]\npreload = ["numpy", "numba"]\n'
    ),
    "assignments/03_later/assignment.toml": manifest("Later", {"later/plan.py": {"plan": 1}}),
    "solutions/tinytorch/arena/numbers.py": '''\
"""Numbers."""


def mul(x, y):
    """The product."""
    ### BEGIN SOLUTION 1
    return x * y
    ### END SOLUTION


def root(x):
    """The square root; ValueError below 0."""
    ### BEGIN SOLUTION 1
    if x < 0:
        raise ValueError("no root below 0")
    return x**0.5
    ### END SOLUTION


def half(x):
    """x / 2."""
    ### BEGIN SOLUTION 1
    return x / 2
    ### END SOLUTION
''',
    "solutions/tinytorch/arena/lists.py": '''\
"""Lists."""


def falling(xs):
    """xs in falling order."""
    ### BEGIN SOLUTION 2
    return sorted(xs, reverse=True)
    ### END SOLUTION


def extremes(xs):
    """{"least": the smallest, "most": the largest}."""
    ### BEGIN SOLUTION 2
    return {"least": min(xs), "most": max(xs)}
    ### END SOLUTION
''',
    "solutions/tinytorch/arena/arrays.py": '''\
"""Arrays."""


def scale(xs, k):
    """k times xs, in the dtype of xs."""
    ### BEGIN SOLUTION 3
    return xs * xs.dtype.type(k)
    ### END SOLUTION
''',
    "solutions/tinytorch/arena/objects.py": '''\
"""Objects."""


class Counter:
    """Counts up from a start."""

    def __init__(self, start):
        self.count = start

    def step(self, by):
        """Add `by` and return the count."""
        ### BEGIN SOLUTION 4
        self.count += by
        return self.count
        ### END SOLUTION
''',
    "solutions/tinytorch/arena/vault.py": f'''\
"""What nobody can know."""


def password():
    """The password."""
    ### BEGIN SOLUTION 5
    return "{PASSWORD}"
    ### END SOLUTION
''',
    "solutions/tinytorch/laws/plain.py": "def square(x):\n    return x * x\n",
    "solutions/tinytorch/laws/laws.py": '''\
"""Laws."""


def square_law(square, x):
    """True where square squares x."""
    ### BEGIN SOLUTION 1
    return bool(square(x) == square(-x) and square(x) == x * x)
    ### END SOLUTION
''',
    "solutions/tinytorch/kernels/sums.py": '''\
"""Sums, compiled."""

import numba
import numpy as np


def total(xs):
    """The sum of xs."""
    ### BEGIN SOLUTION 1
    return float(xs.sum())
    ### END SOLUTION
''',
    "solutions/tinytorch/later/plan.py": '''\
"""What comes later."""


def plan():
    """The plan."""
    ### BEGIN SOLUTION 1
    return "VAULT-later-c20e"
    ### END SOLUTION
''',
    "attack_hidden/__init__.py": "",
    "attack_hidden/arena.py": '''\
"""Hidden checks; VAULT-hidden-77ac."""

import numpy as np
from autograder.checks import check, close, law_check, same_error
from autograder.checks import strategies as draw
from hypothesis import strategies as st

NUMBERS = st.floats(-10.0, 10.0).filter(lambda x: abs(x) > 0.1)


@check("mul", examples=12, compare=close(rtol=1e-12), x=NUMBERS, y=NUMBERS)
def mul_is_the_product(tt, x, y):
    """mul(x, y) is x times y."""
    return tt.arena.numbers.mul(x, y)


@check("mul", examples=8, compare=close(rtol=1e-12), reveal=False, x=NUMBERS)
def mul_by_three(tt, x):
    """mul(x, 3) is three times x."""
    return tt.arena.numbers.mul(x, 3.0)


@check("root", examples=8, compare=close(rtol=1e-12), x=st.floats(1.0, 10.0))
def root_squared(tt, x):
    """root(x) squared is x."""
    return tt.arena.numbers.root(x)


@check("root", examples=4, compare=same_error(), x=st.floats(-10.0, -1.0))
def root_refuses(tt, x):
    """root refuses numbers below 0."""
    return tt.catch(lambda: tt.arena.numbers.root(x))


@check("half", examples=3, x=NUMBERS)
def half_of_it(tt, x):
    """half(x) is x / 2."""
    return tt.arena.numbers.half(x)


def falls(out, drawn):
    if sorted(out) != sorted(drawn["xs"]):
        return "other elements than were given"
    return None if all(a >= b for a, b in zip(out, out[1:])) else "the order does not fall"


@law_check("falling", law=falls, examples=8, reveal=False, xs=st.lists(NUMBERS, min_size=2, max_size=6, unique=True))
def falling_falls(tt, xs):
    """Elements never rise."""
    return tt.arena.lists.falling(xs)


@check("extremes", examples=6, reveal=False, xs=st.lists(NUMBERS, min_size=2, max_size=6))
def extremes_are_found(tt, xs):
    """extremes(xs) are the smallest and the largest."""
    return tt.arena.lists.extremes(xs)


ARRAYS = st.lists(st.integers(1, 9), min_size=6, max_size=6)


@check("scale", examples=4, reveal=False, xs=ARRAYS, k=st.integers(2, 5))
def scale_doubles(tt, xs, k):
    """scale keeps float64."""
    return tt.arena.arrays.scale(np.array(xs, np.float64).reshape(2, 3), k)


@check("scale", examples=4, reveal=False, xs=ARRAYS, k=st.integers(2, 5))
def scale_singles(tt, xs, k):
    """scale keeps float32."""
    return tt.arena.arrays.scale(np.array(xs, np.float32).reshape(2, 3), k)


@check("scale", examples=4, reveal=False, xs=ARRAYS, k=st.integers(2, 5))
def scale_whole(tt, xs, k):
    """scale keeps int64."""
    return tt.arena.arrays.scale(np.array(xs, np.int64).reshape(2, 3), k)


@check("Counter.step", examples=6, reveal=False, start=st.integers(0, 99), by=st.integers(1, 9))
def steps_add_up(tt, start, by):
    """Two steps add twice."""
    counter = tt.arena.objects.Counter(start)
    return counter.step(by), counter.step(by), counter.count


@check("password", examples=1, reveal=False)
def password_opens(tt):
    """password() is the password."""
    return tt.arena.vault.password()
''',
    "attack_hidden/laws.py": '''\
"""Hidden checks of a student's law."""

from autograder.checks import student_law
from hypothesis import strategies as st


@student_law(
    "square_law",
    file="laws/plain.py",
    examples=6,
    x=st.floats(2.0, 10.0),
    mutants={
        "the number itself": "def square(x):\\n    return x",
        "twice the square": "def square(x):\\n    return 2 * x * x",
        "a square with its sign": "def square(x):\\n    return x * abs(x)",
    },
    right={"a square of the size": "def square(x):\\n    return abs(x) * abs(x)"},
)
def square_law_catches(tt, x):
    """square_law catches wrong squares."""
    return tt.laws.laws.square_law(tt.proxy("laws.plain.square"), x)
''',
    "attack_hidden/kernels.py": '''\
"""Hidden checks of a kernel."""

import numpy as np
from autograder.checks import check, close
from hypothesis import strategies as st


FOUR = st.lists(st.floats(1.0, 2.0), min_size=4, max_size=4)


@check("total", examples=3, compare=close(rtol=1e-12), seconds=2.0, xs=FOUR)  # one attack compiles
def total_adds(tt, xs):
    """total adds."""
    return tt.kernels.sums.total(np.array(xs))
''',
    "attack_hidden/later.py": '''\
"""Hidden checks of what comes later."""

from autograder.checks import check


@check("plan", examples=1)
def plan_is_the_plan(tt):
    """plan() is the plan."""
    return tt.later.plan.plan()
''',
}


def write_course(root: Path) -> Course:
    """Write the course, its stubs and its checks, and load it."""
    _write(root, FILES)
    course = load_course(root)
    for assignment in course.assignments:
        for file in assignment.files_with_blanks:
            source = (course.solutions / file).read_text(encoding="utf-8")
            _write(assignment.stubs, {file: make_stub(source, assignment.number, file)})
    return course


def _write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
