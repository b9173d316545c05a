"""Every attack gets exactly the points that it honestly deserves, and nothing that its code chose reaches a report."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from course import CANARIES
from graded import Grade, blanks, owner, reports
from odd_sources import odd_sources
from sections import MARKER, TOLD, Attack, attacks

from autograder.judge.bundle import Bundle
from autograder.judge.grading import Grader
from autograder.judge.records import BlankRecord

ATTACKS = {attack.id: attack for attack in (*attacks(), *odd_sources())}

LONGEST_REPORT = 100_000  # characters

every_attack = pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)


@every_attack
def test_an_attack_gets_exactly_what_it_deserves(grade: Grade, bundle: Bundle, attack: Attack) -> None:
    graded = blanks(grade(attack))
    points = {blank.symbol: blank.points for blank in owner(bundle, attack.file).blanks}
    points |= {symbol: deserved.points for symbol, deserved in attack.deserves.items()}
    assert {symbol: graded[symbol].score for symbol in points} == points, _shown(graded)
    assert "broken" not in {blank.verdict for blank in graded.values()}, "the attack passes for a fault of ours"
    verdicts = {symbol: graded[symbol].verdict for symbol, each in attack.deserves.items() if each.verdicts}
    assert all(verdict in attack.deserves[symbol].verdicts for symbol, verdict in verdicts.items()), _shown(graded)


@every_attack
def test_no_byte_that_the_code_chose_reaches_a_report(grade: Grade, attack: Attack, tmp_path: Path) -> None:
    for name, text in reports(grade(attack), tmp_path).items():
        assert len(text) < LONGEST_REPORT, name
        assert MARKER not in text, name
        assert not re.search(rf"\b{TOLD}\b", text), name
        assert not any(canary in text for canary in CANARIES), name


def test_after_all_attacks_a_right_submission_gets_full_marks(grader: Grader, bundle: Bundle) -> None:
    for record in grader.grade(bundle.reference):
        assert (record.folder, record.score) == (record.folder, record.points)


def test_every_attack_has_a_name_and_a_sentence_of_its_own() -> None:
    assert len(ATTACKS) == len([*attacks(), *odd_sources()])
    assert all(attack.what.endswith(".") for attack in ATTACKS.values())


def _shown(graded: Mapping[str, BlankRecord]) -> str:
    """What a blank did not get, and why."""
    return "\n".join(
        f"{blank.symbol}: {blank.score:g} of {blank.points:g}, {check.verdict}: {check.detail}"
        for blank in graded.values()
        for check in blank.checks
        if check.verdict not in ("pass", "todo")
    )
