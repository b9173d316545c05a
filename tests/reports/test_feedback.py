"""A letter says what passed, what changed and how points count; the page and the Markdown say the same."""

from __future__ import annotations

import dataclasses
import html
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from markdown_it import MarkdownIt

from autograder.judge.judgement import Place, raised
from autograder.judge.session import Outcome
from autograder.reports.feedback.blanks import UNWRITTEN
from autograder.reports.feedback.changes import changes
from autograder.reports.feedback.help import Help
from autograder.reports.feedback.letter import Feedback, absent_feedback, feedback_of
from autograder.reports.feedback.markdown import feedback_markdown
from autograder.reports.feedback.marks import counting
from autograder.reports.feedback.opening import opening
from autograder.reports.feedback.phrase import Phrase, spoken
from autograder.reports.grades import Attempt, Column, Grade, Mark, Override, Person
from autograder.reports.html import feedback_page
from autograder.reports.words import word_for
from tests.reports import example
from tests.reports.letters import blank, blocked, record

SITE = "https://github.com/someone/course/blob/main"


def grade(*marks: Mark, **more: Any) -> Grade:
    return Grade(Person("ada", "Ada L."), marks, 7.5, 15.0, **more)


def attempt(number: int = 1, **more: Any) -> Attempt:
    known = {"submission": "ab" * 32, "source": "ada.zip", "moment": None, "score": 8.0, "points": 8.0, "counted": 8.0}
    return Attempt(number, **(known | more))


def mark(*attempts: Attempt, **more: Any) -> Mark:
    return Mark("00_scalars", "Scalars", 8.0, 8.0, attempts, len(attempts) - 1 if attempts else None, **more)


def letters() -> dict[str, Feedback]:
    """A letter of each kind."""
    mixed = example.mixed()
    before = example.mixed() | {"bundle": "ef" * 32}
    before["assignments"][0]["tasks"][0]["blanks"][2] |= {"verdict": "pass", "score": 1.0}
    graded = grade(mark(attempt(), attempt(2, days_late=2, free_days=1, counted=7.0)), badges=("comeback: Scalars",))
    help = Help({("0.1", "relu"): 2}, SITE)
    return {
        "mixed": feedback_of(mixed, expected=True, previous=before, grade=graded, help=help),
        "perfect": feedback_of(example.perfect("grace"), expected=False),
        "refused": feedback_of(example.refused("eve", "it is damaged"), expected=False),
        "absent": absent_feedback(Person("ada"), (Column("00_scalars", "Scalars", 8.0, "2026-09-14T21:59:00Z"),)),
    }


def said(lines: tuple[Phrase, ...]) -> list[str]:
    return [spoken(line) for line in lines]


def leaves(value: Any) -> Iterator[str]:
    """Every text of a letter; a verdict by its word."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            inner = getattr(value, field.name)
            if field.name == "verdict":
                yield word_for(inner).word
            elif field.name != "link":
                yield from leaves(inner)
    elif isinstance(value, Mapping):
        yield from (f"{amount} {word_for(verdict).word}" for verdict, amount in value.items())
    elif isinstance(value, tuple):
        for inner in value:
            yield from leaves(inner)
    elif isinstance(value, str):
        yield value


def text_of(markup: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", markup, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.mark.parametrize("kind", letters())
def test_page_and_markdown_say_every_text_of_the_letter(kind: str) -> None:
    letter = letters()[kind]
    page = text_of(feedback_page(letter))
    markdown = text_of(MarkdownIt("commonmark").render(feedback_markdown(letter)))
    for leaf in leaves(letter):
        words = " ".join(leaf.split())
        assert words in page
        assert words in markdown


@pytest.mark.parametrize("kind", letters())
def test_page_and_markdown_have_the_same_headings_in_order_without_gaps(kind: str) -> None:
    letter = letters()[kind]
    page, markdown = feedback_page(letter), MarkdownIt("commonmark").render(feedback_markdown(letter))
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert levels == [int(level) for level in re.findall(r"<h([1-6])", markdown)]


def test_the_link_to_the_handout_leads_to_the_task_s_heading() -> None:
    link = f"{SITE}/assignments/01_autograd/README.md#task-12-forward"
    letter = letters()["mixed"]
    assert letter.first is not None
    assert letter.first.link == link
    assert f'href="{link}"' in feedback_page(letter)
    assert f"](<{link}>)" in feedback_markdown(letter)


def test_hints_that_wait_are_counted_and_none_is_promised() -> None:
    found = record(t01=[blank("relu", "wrong", 2.0), blank("inv", "wrong"), blank("mul", "wrong")])
    letter = feedback_of(found, expected=False, help=Help({("0.1", "relu"): 2, ("0.1", "inv"): 0}))
    assert letter.first is not None
    assert spoken(letter.first.hints) == "2 hints wait: `tt hint relu` shows one at a time."
    inv, mul = letter.parts[0].tasks[0].items
    assert inv.hints == ()
    assert spoken(mul.hints) == "There are hints: `tt hint mul` shows one at a time."


def test_blanks_that_end_alike_share_a_line_and_only_those() -> None:
    missing = "not handed in: the submission has no tinytorch/scalars/operators.py"
    plain = {"input": None, "expected": None}
    found = record(
        t01=[
            blank("first", "import", detail="x", **plain),
            blank("a", "todo", detail=UNWRITTEN, **plain),
            blank("b", "todo", detail=missing, **plain),
            blank("c", "todo", detail=UNWRITTEN, **plain),
            blocked("d", "0.2"),
            blank("e", "wrong"),
            blank("f"),
        ]
    )
    (task,) = feedback_of(found, expected=False).parts[0].tasks
    assert [(group.symbols, group.happened) for group in task.groups] == [
        (("a", "c"), ""),
        (("b",), missing),
        (("d",), "needs a blank of Task 0.2 that is not written yet"),
    ]
    assert [item.symbol for item in task.items] == ["e"]
    assert (task.passing, task.above) == (("f",), "first")


def test_a_file_that_was_left_out_is_to_be_handed_in_and_not_mended() -> None:
    detail = "the submission has no tinytorch/scalars/laws.py"
    letter = feedback_of(record(t01=[blank("a", "import", detail=detail), blank("b")]), expected=False)
    assert letter.first is not None
    assert spoken(letter.first.advice) == "The file was left out: `tt submit` writes a zip that has all of them."


def test_unwritten_is_the_judge_s_word() -> None:
    found = raised(Outcome(kind="NotImplementedError", task="0.1"), Place("0.1", True, frozenset({"0.1"})))
    assert found.detail == UNWRITTEN


def test_laws_that_fail_alike_are_told_together_and_inputs_stay_with_their_law() -> None:
    alike = [example.check("wrong", f"Law {n}.", input=None, expected=None) for n in range(3)]
    shown = [example.check("wrong", f"Shown {n}.") for n in range(2)]
    found = record(t01=[example.blank("f", *alike, *shown, example.check())])
    letter = feedback_of(found, expected=False)
    assert letter.first is not None
    assert [problem.laws for problem in letter.first.problems] == [
        ("Law 0.", "Law 1.", "Law 2."), ("Shown 0.",), ("Shown 1.",)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("verdicts", "begins"),
    [
        (["pass"], "Everything passes, the one blank that there is"),
        (["pass", "pass"], "Everything passes, all 2 blanks"),
        (["todo", "todo"], "Nothing is written yet, so nothing is wrong"),
        (["wrong", "todo"], "1 blank is begun, and none passes yet."),
        (["wrong", "time"], "All blanks are begun, and none passes yet."),
        (["pass", "wrong"], "You are almost there: only `f1` is left."),
        (["pass", "todo", "todo", "blocked"], "Everything that could be judged is right: 1 of 4 blanks passes."),
        (["pass", "wrong", "wrong", "todo"], "1 of 4 blanks passes. 2 blanks want another look. 1 blank is still"),
        (["pass", "broken"], "Everything passes, the one blank that there is"),
        (["broken"], "`f0` could not be judged through a fault of the grader's: that costs no points."),
    ],
)
def test_the_first_sentence_is_as_warm_as_the_work_deserves(verdicts: list[str], begins: str) -> None:
    found = record(t01=[blank(f"f{place}", verdict) for place, verdict in enumerate(verdicts)])
    assert spoken(opening(found)[0]).startswith(begins)


def test_whole_tasks_are_named_while_they_are_few() -> None:
    few = record(t01=[blank("a")], t02=[blank(s, "wrong") for s in "xyz"])
    many = record(**{f"t1{n}": [blank("a")] for n in range(5)}, t02=[blank(s, "wrong") for s in "xyz"])
    assert "1 of 4 blanks passes, all of Task 0.1 among them." in spoken(opening(few)[0])
    assert "5 of 8 blanks pass, 5 whole tasks among them." in spoken(opening(many)[0])


def test_full_points_are_full_points_though_something_optional_is_left() -> None:
    found = record(t01=[blank("a"), blank("b", "todo", 0.0)])
    assert spoken(opening(found)[0]) == (
        "Everything that gives points passes: well done. Only 1 blank without points is left."
    )


def test_what_changed_is_said_by_points_and_by_name() -> None:
    old = record(t01=[blank("a", "wrong"), blank("b"), blank("c", "todo"), blank("d", "broken"), blank("e", "wrong")])
    new = record(t01=[blank("a"), blank("b", "time"), blank("c", "shape"), blank("d", "broken"), blank("e")])
    assert said(changes(new, old)) == [
        "1 point more: 1 before, 2 now.",
        "Passes now: `a` and `e`.",
        "Passed before and does not now: `b`. Look at what you changed there.",
        "Begun since: `c`.",
    ]


def test_what_ended_through_our_fault_is_not_lost() -> None:
    lines = said(changes(record(t01=[blank("a", "broken")]), record(t01=[blank("a")])))
    assert not any("Look at what you changed" in line for line in lines)


def test_only_blanks_of_both_hand_ins_are_compared() -> None:
    old, new = record(t01=[blank("a")]), record(t01=[blank("a")], t02=[blank("b")])
    assert said(changes(new, old)) == ["Every blank ended as it did before."]
    assert changes(record(t02=[blank("b")]), old) == ()


def test_renewed_checks_are_owned_up_to() -> None:
    old, new = record(t01=[blank("a")]), record(t01=[blank("a", "wrong")])
    assert "renewed" in said(changes(new, old | {"bundle": "other"}))[-1]
    assert not any("renewed" in line for line in said(changes(new, old)))


def test_nothing_is_compared_with_what_could_not_be_graded() -> None:
    fine, refused = record(t01=[blank("a")]), example.refused("ada", "it is damaged")
    assert said(changes(fine, refused)) == ["The hand-in before this one could not be graded; this one could."]
    assert changes(refused, fine) == ()
    assert changes(fine, None) == ()


@pytest.mark.parametrize(
    ("found", "ends"),
    [
        (mark(), "Nothing has been handed in."),
        (mark(attempt()), "Scalars: 8 of 8 points."),
        (mark(attempt(), attempt(2)), "Attempt 2 of 2 counts."),
        (mark(attempt(days_late=1, free_days=1)), "It came 1 day late, 1 of them free, which costs nothing."),
        (mark(attempt(days_late=2, counted=6.5)), "It came 2 days late, which costs 1.5 points of 8."),
        (
            mark(attempt(days_late=1, counted=6.5, moment="2026-09-14T22:00:07Z"), due="2026-09-14T21:59:00Z"),
            "It came 1 day late (at 2026-09-14 22:00:07 UTC, due 2026-09-14 21:59 UTC), which costs 1.5 points of 8.",
        ),
        (
            dataclasses.replace(mark(attempt(submission="other"), attempt(2)), chosen=0),
            "Attempt 1 of 2 counts; what you read here is attempt 2.",
        ),
        (mark(attempt(), override=Override(8.0, "ill", "x", "y")), "Your instructor set this by hand: ill."),
        (mark(attempt(), dropped=True), "It is one of your lowest, and is left out of the sum."),
    ],
)
def test_lateness_attempts_and_overrides_are_explained(found: Mark, ends: str) -> None:
    assert said(counting(record(t01=[blank("a")]), grade(found)))[0].endswith(ends)


def test_points_are_explained_for_the_assignments_of_the_record_and_the_sum() -> None:
    other = dataclasses.replace(mark(), folder="01_autograd", title="Autograd")
    assert said(counting(record(t01=[blank("a")]), grade(mark(attempt()), other))) == [
        "Scalars: 8 of 8 points.",
        "All assignments together: 7.5 of 15 points.",
    ]
    assert len(counting(example.refused("ada", "x"), grade(mark(attempt()), other))) == 3
    assert counting(record(t01=[blank("a")]), None) == ()


def test_what_was_set_by_hand_is_told_whatever_was_graded_last() -> None:
    override = Override(8.0, "ill", "x", "y")
    other = dataclasses.replace(mark(), folder="01_autograd", title="Autograd", override=override)
    told = said(counting(record(t01=[blank("a")]), grade(mark(attempt()), other)))
    assert any(line.endswith("Your instructor set this by hand: ill.") for line in told)


def test_the_sum_names_what_is_left_out_of_it() -> None:
    others = [
        dataclasses.replace(mark(attempt()), folder=f"0{place}", title=title, dropped=place < 3)
        for place, title in enumerate(("Autograd", "Tensors", "Kernels"), 1)
    ]
    told = said(counting(record(t01=[blank("a")]), grade(mark(attempt()), *others)))
    assert told[-1] == "All assignments together but the lowest, Autograd and Tensors: 7.5 of 15 points."


def test_the_roster_s_name_heads_the_letter_and_badges_stand_by_it() -> None:
    letter = letters()["mixed"]
    assert (letter.student, letter.badges) == ("Ada L.", ("comeback: Scalars",))
    assert letters()["perfect"].student == "grace"


def test_a_refused_hand_in_heads_with_what_an_earlier_one_still_counts() -> None:
    refused = example.refused("ada", "it is damaged")
    letter = feedback_of(refused, expected=False, grade=grade(mark(attempt())))
    assert (letter.score, letter.points) == (7.5, 15.0)
    assert letter.problem is not None
    assert spoken(letter.problem).endswith("What you handed in before still counts, as above.")
    alone = feedback_of(refused, expected=False, grade=grade(mark()))
    assert (alone.score, alone.points) == (refused["score"], refused["points"])
    assert alone.problem is not None
    assert spoken(alone.problem).endswith("hand in again.")


def test_a_refused_hand_in_says_why_and_nothing_of_blanks() -> None:
    letter = letters()["refused"]
    assert letter.problem is not None
    assert spoken(letter.problem).startswith("This hand-in could not be graded: it is damaged.")
    assert (letter.first, letter.opening, letter.notices) == (None, (), ())


def test_commands_in_the_reason_of_a_refusal_are_code() -> None:
    letter = feedback_of(example.refused("eve", "it is empty; run `tt submit` again"), expected=False)
    assert "<code>tt submit</code>" in feedback_page(letter)
    assert " `tt submit` " in feedback_markdown(letter)


def test_who_handed_in_nothing_is_told_what_there_is_and_until_when() -> None:
    letter = letters()["absent"]
    assert spoken(letter.opening[0]) == "Nothing has come in from you yet."
    assert said(letter.coming) == ["Scalars: 8 points, due 2026-09-14 21:59 UTC."]


def test_who_handed_in_nothing_reads_the_extension_and_what_was_given_by_hand() -> None:
    column = Column("00_scalars", "Scalars", 8.0, "2026-09-14T21:59:00Z")
    given = mark(override=Override(8.0, "oral exam", "x", "y"), due="2026-09-20T21:59:00Z")
    letter = absent_feedback(Person("ada"), (column,), grade(given))
    assert said(letter.coming) == ["Scalars: 8 points, due 2026-09-20 21:59 UTC."]
    assert said(letter.counting) == ["Scalars: 8 of 8 points. Your instructor set this by hand: oral exam."]
    assert (letter.score, letter.points) == (7.5, 15.0), "the sum of the grade"
