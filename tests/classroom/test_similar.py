"""Who wrote alike: copies in disguise come first, and what the task or the reference makes alike is no finding."""

from __future__ import annotations

import ast
import random
from collections.abc import Mapping
from functools import cache

import pytest

from autograder.classroom.similarity.findings import Terms, look, sameness
from autograder.classroom.similarity.fingerprints import LENGTH, Grams, Weights, candidates, grams_of
from autograder.classroom.similarity.page import CAUTION, similar_page
from autograder.classroom.similarity.sides import Texts, matching
from autograder.classroom.similarity.tokens import stream_of
from autograder.classroom.similarity.work import BESIDE, Work, work_of
from autograder.classroom.variants import FOLDER, plant, variants_of
from tests.classroom.similar_class import Files, disguised, own_work
from tests.the_course import COURSE

SCALARS = COURSE.assignments[0]
SYMBOLS = {file: [each.symbol for each in SCALARS.blanks if each.file == file] for file in SCALARS.files_with_blanks}
STUBS = {f"tinytorch/{file}": (SCALARS.stubs / file).read_text(encoding="utf-8") for file in SYMBOLS}
REFERENCE = {file: (COURSE.solutions / file).read_text(encoding="utf-8") for file in SYMBOLS}
STUDENTS, COPIES = 13, 4


def tokens(text: str) -> tuple[str, ...]:
    """Of the body of the first function of a text."""
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    return stream_of(node.body, [each.arg for each in node.args.args], ()).tokens


SAME = [
    ("names", "def f(x):\n a = x * 2\n return a", "def f(y):\n total = y * 2\n return total"),
    ("layout and comments", "def f(x):\n return (x)", "def f(x):\n # so\n\n return x  # it is"),
    ("types", "def f(x):\n a = x()\n return a", "def f(x: int) -> int:\n a: int = x()\n return a"),
    ("x += y", "def f(x):\n a = 1\n a += x\n return a", "def f(x):\n a = 1\n a = a + x\n return a"),
    ("a > b", "def f(a, b):\n return a > b", "def f(a, b):\n return b < a"),
    ("values that nobody reads", "def f(x):\n return x", "def f(x):\n q = 3.0\n 'text'\n pass\n return x"),
    ("code that never runs", "def f(x):\n return x", "def f(x):\n if False:\n  print(x)\n return x"),
    ("1 and 1.0", "def f(x):\n return x + 1", "def f(x):\n return x + 1.0"),
    ("a list and a generator", "def f(x):\n return [g(i) for i in x]", "def f(x):\n return (g(k) for k in x)"),
]


@pytest.mark.parametrize(("one", "two"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_what_says_the_same_has_the_same_tokens(one: str, two: str) -> None:
    assert tokens(one) == tokens(two)


def test_what_computes_something_else_has_other_tokens() -> None:
    texts = ["x - 1", "1 - x", "x + 1", "x - 2", "x.a - 1", "g(x) - 1", "x < 1", "x <= 1"]
    assert len({tokens(f"def f(x):\n return {text}") for text in texts}) == len(texts)


def test_short_pieces_say_nothing_and_long_ones_are_cut_into_grams() -> None:
    assert grams_of(tuple("abc")) == []
    assert grams_of(tuple("abcd")) == [tuple("abcd")]
    assert len(grams_of(tuple("abcdefghijkl"))) == 12 - LENGTH + 1


def test_what_many_have_weighs_little_and_what_is_known_nothing() -> None:
    grams = Grams()
    rare, common, known = grams.of(tuple("abcd")), grams.of(tuple("efgh")), grams.of(tuple("ijkl"))
    works = [common | rare, common | rare, common | known, common | known, common]
    weights = Weights.of(works, [known])
    assert weights.sum(rare) > 4 * weights.sum(common) > 0.0
    assert weights.sum(known) == 0.0


def work(name: str, files: Mapping[str, str]) -> Work:
    return work_of(name, {f"tinytorch/{file}": text.encode() for file, text in files.items()}, [SCALARS], STUBS)


@cache
def made_class() -> tuple[dict[str, Files], dict[str, str]]:
    """(everybody's files, copy -> whose it is): students who mix known solutions in their own manner, and copies."""
    reference = {f"tinytorch/{file}": text.encode() for file, text in REFERENCE.items()}
    right = [variant for variant in variants_of(FOLDER / SCALARS.folder) if variant.right]
    planted = [plant(variant, reference) for variant in right]
    choices = [
        REFERENCE,
        *({path.removeprefix("tinytorch/"): data.decode() for path, data in each.items()} for each in planted),
    ]
    files = {f"own{k:02}": own_work(choices, SYMBOLS, random.Random(k)) for k in range(STUDENTS)}
    sources = {f"copy{k}": f"own{3 * k:02}" for k in range(COPIES)}
    rng = random.Random(0)
    return files | {copy: disguised(files[source], SYMBOLS, rng) for copy, source in sources.items()}, sources


@cache
def works() -> tuple[Work, ...]:
    return tuple(work(name, files) for name, files in made_class()[0].items())


def test_every_copy_in_disguise_is_found_and_nobody_else() -> None:
    """Renamed, reordered, with comments, other loops and dead code; the others write by themselves."""
    report = look(works(), [work("the reference", REFERENCE)])
    found = {frozenset((pair.first, pair.second)) for pair in report.pairs}
    assert found == {frozenset(pair) for pair in made_class()[1].items()}
    assert {name for group in report.clusters for name in group} == {name for pair in found for name in pair}


def test_copies_rank_above_all_others_whatever_the_threshold() -> None:
    report = look(works(), [work("the reference", REFERENCE)], terms=Terms(0.05, 4.0))
    real = {frozenset(pair) for pair in made_class()[1].items()}
    ranked = [frozenset((pair.first, pair.second)) in real for pair in report.pairs]
    assert len(ranked) > COPIES and all(ranked[:COPIES]) and not any(ranked[COPIES:])


def test_who_writes_as_the_reference_does_is_told_apart_and_is_no_pair() -> None:
    copies = [work("one", REFERENCE), work("two", disguised(REFERENCE, SYMBOLS, random.Random(5)))]
    report = look([*works(), *copies], [work("the reference", REFERENCE)])
    assert {(pair.first, pair.second) for pair in report.as_known} == {
        ("one", "the reference"),
        ("two", "the reference"),
    }
    assert not {"one", "two"} & {name for pair in report.pairs for name in (pair.first, pair.second)}


def test_where_everybody_writes_alike_nobody_is_a_finding() -> None:
    same = made_class()[0]["own03"]
    report = look([work(f"s{k}", same) for k in range(30)], [work("the reference", REFERENCE)])
    assert (report.pairs, report.as_known) == ((), ())


def test_short_blanks_alone_are_no_finding() -> None:
    """Two students with the same few one-liners, which nobody else has, share too little to say anything."""
    few = {**{file: STUBS[f"tinytorch/{file}"] for file in SYMBOLS}}
    todo = 'raise NotImplementedError("Need to implement for Task 0.1")'
    few["scalars/operators.py"] = (
        few["scalars/operators.py"].replace(todo, "return y * x", 1).replace(todo, "return x + 0.0", 1)
    )
    report = look([*works(), work("one", few), work("two", few)], [work("the reference", REFERENCE)])
    assert not {"one", "two"} & {name for pair in report.pairs for name in (pair.first, pair.second)}


def test_a_sketch_finds_every_pair_that_comparing_all_finds() -> None:
    """Two works of 200 grams that share 140 or more are found among 60 that share less."""
    rng = random.Random(2)
    own = [frozenset(rng.sample(range(20_000), 200)) for _ in range(60)]
    own += [frozenset([*sorted(own[k])[:150], *rng.sample(range(20_000, 40_000), 50)]) for k in range(20)]
    weights = Weights.of(own, [])
    real = {
        (one, two)
        for one in range(80)
        for two in range(one + 1, 80)
        if weights.sum(own[one] & own[two]) >= 0.6 * min(weights.sum(own[one]), weights.sum(own[two]))
    }
    found = set(candidates(own, weights, 0.6, 20.0))
    assert len(real) == 20 and real <= found and len(found) < 2 * len(real)


def test_work_of_an_earlier_year_is_found_and_is_not_compared_with_itself() -> None:
    before = [work("earlier: ada", made_class()[0]["own09"]), work("earlier: bob", made_class()[0]["own09"])]
    now = [each for each in works() if each.student.startswith("own")]
    report = look(now, [work("the reference", REFERENCE)], before)
    assert {(pair.first, pair.second) for pair in report.pairs} == {
        ("own09", "earlier: ada"),
        ("own09", "earlier: bob"),
    }


def test_a_body_that_moved_into_a_helper_is_still_found() -> None:
    files = dict(made_class()[0]["own12"])
    graph = files["scalars/graph.py"]
    moved = (
        graph.replace("def topological_order(", "def search(")
        + "\n\ndef topological_order(root, parents):\n    return search(root, parents)\n"
    )
    pieces = work("x", {"scalars/graph.py": moved}).pieces
    assert {piece.symbol for piece in pieces} == {"topological_order", BESIDE}
    whole = work("y", {"scalars/graph.py": graph}).pieces[0]
    assert max(sameness(piece.stream.tokens, whole.stream.tokens) for piece in pieces) > 0.9


def test_the_stub_and_what_is_given_never_counts() -> None:
    assert work("nobody", {file: STUBS[f"tinytorch/{file}"] for file in SYMBOLS}).pieces == ()


def test_a_file_that_does_not_parse_is_told_and_the_rest_is_compared() -> None:
    broken = work("x", {**REFERENCE, "scalars/graph.py": "def f(:\n"})
    assert broken.unread == ("tinytorch/scalars/graph.py cannot be read as Python",)
    assert {piece.file for piece in broken.pieces} == {*SYMBOLS} - {"scalars/graph.py"}
    assert look([broken], []).unread == (("x", "tinytorch/scalars/graph.py cannot be read as Python"),)


def test_lines_that_say_the_same_are_marked_and_others_are_not() -> None:
    one = work("a", {"scalars/graph.py": made_class()[0]["own06"]["scalars/graph.py"]}).pieces[0]
    two = work("b", {"scalars/graph.py": made_class()[0]["copy2"]["scalars/graph.py"]}).pieces[0]
    first, second = matching(one.stream, two.stream)
    lines = made_class()[0]["copy2"]["scalars/graph.py"].split("\n")
    assert len(first) >= 5 and not any("unused_" in lines[line - 1] for line in second)


def test_the_page_escapes_everything_and_loads_nothing() -> None:
    name = '<script>alert("1")</script>'
    files = {file: text + "\n# </pre><img src=x>\n" for file, text in made_class()[0]["copy0"].items()}
    everybody = {**made_class()[0], name: files}
    report = look([*works(), work(name, files)], [work("the reference", REFERENCE)])

    def read(each: str) -> tuple[dict[str, bytes], Work]:
        return {f"tinytorch/{file}": text.encode() for file, text in everybody[each].items()}, work(
            each, everybody[each]
        )

    page = similar_page("00", report, Texts(read).sides, 40)
    assert name in {pair.second for pair in report.pairs} | {pair.first for pair in report.pairs}
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page
    assert "default-src 'none'; style-src 'sha256-" in page and "http" not in page.replace("http-equiv", "")
    assert CAUTION.replace("'", "&#x27;") in page and 'class="line same"' in page
