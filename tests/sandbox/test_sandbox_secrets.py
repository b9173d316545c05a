"""What a worker knows: nothing of the process that spawned it, and the same for every worker."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pytest
from attacks import attack

from autograder.sandbox.isolation import probe
from autograder.sandbox.warm import Level, WarmParent

SEARCH = """
import gc, os, re, sys
canary = re.compile(rb"CANARY-[0-9a-f]{32}")
found = []
def look(where, data):
    if canary.search(data):
        found.append(where)
look("environment", repr(dict(os.environ)).encode())
look("arguments", repr([sys.argv, sys.orig_argv]).encode())
look("objects", repr([x for x in gc.get_objects() if type(x) in (list, tuple, dict) and len(x) < 50]).encode())
if args[0]:
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
        for line in maps:
            span, mode, *rest = line.split()
            if mode.startswith("r") and not line.rstrip().endswith(("[vvar]", "[vsyscall]", "[vvar_vclock]")):
                start, end = (int(x, 16) for x in span.split("-"))
                memory.seek(start)
                look(line, memory.read(end - start))
for folder, _, names in os.walk("."):
    for name in names:
        look(name, open(os.path.join(folder, name), "rb").read())
return found
"""


@pytest.fixture
def canary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A secret in this process's environment, memory and current folder."""
    secret = f"CANARY-{secrets.token_hex(16)}"
    monkeypatch.setenv("TINYTORCH_SECRET", secret)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text(secret)
    return secret


@pytest.mark.parametrize("level", list(Level), ids=lambda level: level.value)
def test_no_secret_of_the_judge_is_in_a_worker(level: Level, canary: str) -> None:
    found = probe()
    if list(Level).index(level) < list(Level).index(found.level):
        pytest.skip(found.reasons[list(Level).index(level)])
    # Without a fence a worker on Linux can read its whole memory; at the other levels even that is out of its reach.
    whole_memory = level is Level.NONE and Path("/proc/self/mem").exists()
    with WarmParent(level) as parent:
        assert canary in os.environ.values()
        assert attack(parent, SEARCH, whole_memory) == ["ok", []]


def test_the_search_would_find_a_secret(parent: WarmParent) -> None:
    state, found = attack(parent, "import os\nos.environ['X'] = 'CANARY-' + '0' * 32\n" + SEARCH, False)
    assert state == "ok" and "environment" in found


def test_no_descriptor_is_open_but_the_channel(parent: WarmParent) -> None:
    body = """
    import os, stat
    kinds = []
    for descriptor in range(64):
        try:
            kinds.append(stat.S_IFMT(os.fstat(descriptor).st_mode))
        except OSError:
            pass
    return [kinds.count(stat.S_IFCHR), kinds.count(stat.S_IFSOCK), len(kinds)]
    """
    assert attack(parent, body) == ["ok", [3, 1, 4]]


def test_the_environment_holds_what_we_put_there(parent: WarmParent) -> None:
    state, names = attack(parent, "import os\nreturn sorted(os.environ)")
    assert state == "ok"
    assert not {"PATH", "USER", "PWD", "LOGNAME", "SSH_AUTH_SOCK"} & set(names)
    assert {"HOME", "TMPDIR", "PYTHONHASHSEED"} <= set(names)


def test_every_worker_hashes_and_draws_alike(parent: WarmParent) -> None:
    body = """
    import random, numpy as np
    return [list({"a", "b", "c", "d", "e"}), random.random(), float(np.random.rand())]
    """
    assert attack(parent, body) == attack(parent, body)
