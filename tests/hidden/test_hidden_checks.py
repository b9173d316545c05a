"""Every blank has a hidden check and a mutant, and what students read of a check is a sentence."""

from __future__ import annotations

import ast
import importlib
from functools import cache

import pytest
from planted import COURSE, FOLDERS, submission, variants

from autograder.checks.registry import Check, checks_of
from autograder.classroom.variants import plant

LONGEST_LAW = 120


def checks(folder: str) -> tuple[Check, ...]:
    return checks_of(importlib.import_module(f"autograder.hidden.{COURSE.assignment(folder).slug}"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_blank_has_checks_and_every_check_a_blank(folder: str) -> None:
    assert {check.symbol for check in checks(folder)} == {blank.symbol for blank in COURSE.assignment(folder).blanks}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_blank_has_few_checks_and_a_check_a_name_of_its_own(folder: str) -> None:
    names = [check.name for check in checks(folder)]
    assert len(names) == len(set(names))
    symbols = [check.symbol for check in checks(folder)]
    assert max(symbols.count(symbol) for symbol in symbols) <= 10


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_a_blank_gives_is_checked_before_how_it_is_written(folder: str) -> None:
    plain = {check.symbol for check in checks(folder) if not check.structure}
    assert plain == {blank.symbol for blank in COURSE.assignment(folder).blanks}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_law_is_a_sentence(folder: str) -> None:
    for check in checks(folder):
        assert check.law.endswith("."), check.name
        assert len(check.law) <= LONGEST_LAW, check.name
        assert " " in check.law, check.name


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_blank_that_counts_has_a_mutant(folder: str) -> None:
    planted = {symbol for variant in variants(folder) if not variant.right for symbol in variant.symbols}
    assert {blank.symbol for blank in COURSE.assignment(folder).blanks if blank.points} <= planted


@pytest.mark.parametrize("folder", FOLDERS)
def test_variants_replace_blanks_only(folder: str) -> None:
    blanks = {(blank.file, blank.symbol) for blank in COURSE.assignment(folder).blanks}
    for variant in variants(folder):
        assert {(new.file, new.symbol) for new in variant.replacements} <= blanks, variant.name


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_variant_is_the_reference_or_another_variant(folder: str) -> None:
    right = submission(COURSE.assignment(folder))
    known = {meaning(right): "the reference"}
    for variant in variants(folder):
        planted = meaning(plant(variant, right))
        assert planted not in known, f"{variant.name} is {known[planted]}"
        known[planted] = variant.name


def test_there_are_many_wrong_variants_and_enough_right_ones() -> None:
    found = [variant for folder in FOLDERS for variant in variants(folder)]
    assert sum(not variant.right for variant in found) >= 70
    assert sum(variant.right for variant in found) >= 6


def meaning(files: dict[str, bytes]) -> str:
    """The files as syntax trees without docstrings and annotations: the same for sources that do the same steps."""
    return "\n".join(bare(source) for _, source in sorted(files.items()))


@cache
def bare(source: bytes) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:]
            node.returns = None
            arguments = [*node.args.args, node.args.vararg, node.args.kwarg]
            for argument in filter(None, arguments):
                argument.annotation = None
    return ast.dump(tree)
