"""Attacks whose source cannot stand in a file of ours as text: odd bytes, huge files, one source many times."""

from __future__ import annotations

from sections import MARKER, PRELUDE, Attack, deserved

from autograder.judge import static

NUMBERS = "arena/numbers.py"
LAWS = "laws/laws.py"
ALL_LOST = deserved("mul 0 import, root 0 import, half 0 import")
SIZE = static.MAX_BYTES
SALTS = 6  # the order of versions depends on a submission's bytes: whoever goes by it tries several

MAJORITY = """
answers = {}


def square_law(square, x):
    answer = square(-x)
    seen = answers.setdefault(x, [])
    seen.append(answer)
    common = max(seen, key=seen.count)
    return seen.count(common) < 2 or answer == common
"""
COUNTING = """
calls = []


def square_law(square, x):
    calls.append(x)
    return 6 < len(calls) <= 32
"""


def odd_sources() -> list[Attack]:
    """All of them."""
    return [*_unreadable(), *_legible(), *_huge(), *_salted()]


def _whole(name: str, what: str, source: bytes, deserves: str | None = None) -> Attack:
    """A file in place of numbers.py; where nothing is said all its blanks are lost, and no others."""
    return Attack(f"sources-{name}", what, NUMBERS, source, deserved(deserves) if deserves else ALL_LOST, after=False)


def _unreadable() -> list[Attack]:
    """Files that cannot be read as Python, or not as what they seem."""
    mul = b"def mul(x, y): return x * y\n"
    blocks = b"".join(b" " * n + b"if 1:\n" for n in range(99)) + b" " * 99 + b"1"
    return [
        _whole("nul", "A NUL byte, at which C's strings end.", mul + b"\0" + MARKER.encode()),
        _whole("not_utf8", "Bytes that are no UTF-8.", mul + b"# \xff\xfe" + MARKER.encode()),
        _whole("utf16", "UTF-16 with its mark.", (mul.decode() + MARKER).encode("utf-16")),
        _whole("deep_parentheses", "A hundred thousand parentheses.", b"x = " + b"(" * 100_000 + b")" * 100_000),
        _whole("deep_operators", "A hundred thousand minus signs.", b"x = " + b"-" * 100_000 + b"1"),
        _whole("deep_attributes", "A chain of a hundred thousand attributes.", b"x = a" + b".a" * 100_000),
        _whole("deep_blocks", "Blocks inside blocks, ninety-nine deep.", blocks),
        _whole("syntax_error", "A syntax error whose line holds a text.", f"def {MARKER}: {MARKER}!".encode()),
    ]


def _legible() -> list[Attack]:
    """Files that are right in spite of how they are written, or wrong in spite of what they show."""
    honest = "import math\n\n\ndef mul(x, y):\n    return x * y\n\n\ndef root(x):\n    return math.sqrt(x)\n\n\n"
    half = "def half(x):\n    return x / 2\n"
    coded = "# -*- coding: {} -*-\n".format
    long = "#" * (SIZE // 2)
    bidi = "def mul(x, y):\n    '''\u202e return x * y \u2066'''; return 0.5\n"
    return [
        _whole("bom", "UTF-8 with its mark: right.", b"\xef\xbb\xbf" + (honest + half).encode(), "full"),
        _whole("crlf", "Line ends of another system: right.", (honest + half).replace("\n", "\r\n").encode(), "full"),
        _whole("one_long_line", "A comment of half a MiB: right.", (honest + half + long).encode(), "full"),
        _whole("bidi", "Marks that show the text in another order.", (honest + half + bidi).encode(), "mul 0 wrong"),
        _whole(
            "homoglyph",
            "A mul in letters of another alphabet that looks like the right one, before a wrong one.",
            (honest + half + "\n\ndef mul(x, y): return 0.5\n\n\ndef m\u03c5l(x, y): return x * y\n").encode(),
            "mul 0 wrong",
        ),
        _whole(
            "escapes_as_code",
            "A declared encoding in which a comment is code: whatever reads it, wrong is wrong.",
            (coded("raw_unicode_escape") + "#\\u000adef mul(x, y): return 0.5\n").encode(),
            "mul 0, root 0, half 0",
        ),
        _whole("no_text_encoding", "A declared encoding that is none.", (coded("zlib") + honest + half).encode()),
        _whole(
            "slow_encoding",
            "A declared encoding whose decoder takes quadratic time.",
            coded("punycode").encode() + b"#" + b"b" * 150_000 + b"-" + b"a" * 150_000,
        ),
    ]


def _huge() -> list[Attack]:
    """As many statements as fit into the largest file: a look at it must not take minutes, nor its running."""
    imports = b"def never():\n" + b"".join(b"    import a%d\n" % number for number in range(50_000))
    nested = b"x = lambda: " + b"lambda: " * 80 + b"[" + b"0," * 150_000 + b"0]\n"
    return [
        _whole("many_statements", "Half a million statements.", b"a\n" * (SIZE // 2)),
        _whole("many_imports", "Tens of thousands of imports that nobody has, each worth a notice.", imports),
        _whole("nested_functions", "Functions inside functions around a long list.", nested),
    ]


def _salted() -> list[Attack]:
    """Laws that remember other versions, or count: in some order of the versions they would be right by chance."""
    nothing = deserved("square_law 0")
    sources = {
        "majority": ("Takes what most versions answer for right.", MAJORITY),
        "counting": ("Accuses the version that comes first, and again when it is asked again.", COUNTING),
    }
    return [
        Attack(f"laws-{name}_{salt}", what, LAWS, f"{PRELUDE}# {salt}\n{source}".encode(), nothing)
        for name, (what, source) in sources.items()
        for salt in range(SALTS)
    ]
