# Hands in, or writes at run time, files that would be loaded in place of others. The answers are right but for mul.
# after: arena/numbers.py
# deserves: mul 0 wrong

# %% numpy_in_the_root
# A numpy.py and a msgpack.py beside the package.
def mul(x, y):
    return 0.5


# file: numpy.py
raise SystemExit("TELLTALE")
# file: msgpack.py
raise SystemExit("TELLTALE")

# %% numpy_in_the_package
# A numpy.py and a msgpack.py inside the package: right answers, full marks.
# deserves: full
# file: tinytorch/numpy.py
raise SystemExit("TELLTALE")
# file: tinytorch/msgpack.py
raise SystemExit("TELLTALE")
# file: tinytorch/arena/numpy.py
raise SystemExit("TELLTALE")

# %% sitecustomize
# sitecustomize.py and usercustomize.py in the root of the submission and in the package: right answers, full marks.
# deserves: full
# file: sitecustomize.py
raise SystemExit("TELLTALE")
# file: usercustomize.py
raise SystemExit("TELLTALE")
# file: tinytorch/sitecustomize.py
raise SystemExit("TELLTALE")

# %% pth
# A .pth file that runs code when the interpreter starts.
def mul(x, y):
    return 0.5


# file: evil.pth
import os; os._exit(0)
# file: tinytorch/evil.pth
import os; os._exit(0)

# %% conftest
# A conftest.py that makes every test pass, in the root, the package and a tests folder.
def mul(x, y):
    return 0.5


# file: conftest.py
def pytest_runtest_makereport(item, call): ...
# file: tinytorch/conftest.py
def pytest_collection_modifyitems(items): items.clear()
# file: tests/conftest.py
def pytest_collection_modifyitems(items): items.clear()

# %% faces
# Its own __init__.py files, which would replace what the package hands on.
def mul(x, y):
    return 0.5


# file: tinytorch/__init__.py
import os; os._exit(0)
# file: tinytorch/arena/__init__.py
import os; os._exit(0)

# %% given_files
# Its own copy of later layers and of the grader, inside the submission.
def mul(x, y):
    return 0.5


# file: autograder/judge/scoring.py
def blank_score(points, lines): return points
# file: tinytorch/later/plan.py
import os; os._exit(0)
# file: private/seed
0123456789abcdef0123456789abcdef
# file: attack_hidden/arena.py
CHECKS = ()

# %% manifest
# An assignment.toml of its own, that makes half worth a hundred points.
def mul(x, y):
    return 0.5


# file: assignments/00_arena/assignment.toml
title = "Arena"
# file: tinytorch/assignment.toml
title = "Arena"

# %% written_beside_the_package
# Writes numpy.py, msgpack.py, sitecustomize.py and a .pth beside the package, and forgets the real ones.
# deserves: mul 0, half 1
import os
import sys

here = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))


def mul(x, y):
    for name in ("numpy", "msgpack", "sitecustomize", "struct", "socket"):
        with open(os.path.join(here, f"{name}.py"), "w") as file:
            file.write("raise SystemExit('TELLTALE')")
        sys.modules.pop(name, None)
    with open(os.path.join(here, "evil.pth"), "w") as file:
        file.write("import os; os._exit(0)")
    return 0.5


# %% package_rewritten
# Overwrites the other files of the package and loads them anew.
# deserves: mul 0 wrong
import importlib
import os
import sys


def mul(x, y):
    here = os.path.dirname(__file__)
    with open(os.path.join(here, "vault.py"), "w") as file:
        file.write("def password(): return 'TELLTALE'")
    importlib.reload(sys.modules["tinytorch"])
    return 0.5
