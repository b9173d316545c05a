"""What `autograder check` prints: what a hidden check is good for, on the screen of the person who writes it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from autograder.classroom.authoring import Study, Trial, by_blank, survivors
from autograder.judge.branches import Reach

LONG = 100  # characters of an example
WIDE = 60  # and of a branch


def show_studies(out: Console, studies: Sequence[Study]) -> None:
    """Each check, then what all of a blank's checks together leave open."""
    for study in studies:
        _show_study(out, study)
    for own in by_blank(studies):
        _show_open(out, own)


def _show_study(out: Console, study: Study) -> None:
    out.print(Text.assemble((study.name, "bold"), f"  of {study.symbol}, {study.folder}"), soft_wrap=True)
    out.print(f"  {study.law}", soft_wrap=True, style="dim")
    if study.examples:
        share = 100 * study.seconds / study.limit
        cost = f"{1000 * study.seconds:.1f} ms on the reference, {share:.2g} % of the {study.limit:g} s it may take"
        out.print(f"  {_count(study.examples, 'example')}: {cost}", soft_wrap=True)
        for text in study.drawn:
            out.print(f"    {text if len(text) <= LONG else text[: LONG - 4] + ' ...'}", soft_wrap=True)
        _show_versions(out, study)
        _show_branches(out, study)
        _show_variants(out, study)
    for fault in study.faults:
        out.print(f"  {'Weak' if study.examples else 'Cannot be used'}: {fault}", soft_wrap=True, style="bold red")
    if not study.faults:
        others = " LEFT ones are for the blank's other checks." if study.left and study.others else ""
        out.print(f"  Well: the reference passes, a stub does not.{others}", style="green")
    out.print()


def _show_versions(out: Console, study: Study) -> None:
    """A student's law: what it is asked about."""
    if study.versions:
        out.print("  the reference's law accuses")
    for version in study.versions:
        words = f"{version.words}{', which is right' if version.right else ''}"
        out.print(f"    in {version.caught:>3} of {study.examples}  {words}", soft_wrap=True)


def _show_branches(out: Console, study: Study) -> None:
    """Each branch with its outcomes; one that no example comes to stands out."""
    if study.branches:
        out.print(f"  {study.symbol} in {study.file}, by examples")
    width = min(WIDE, max((len(reach.text) for reach in study.branches), default=0))
    for reach in study.branches:
        line = f"    line {reach.line:>3}  {reach.text:<{width}}  {_counts(reach, study.examples)}"
        out.print(line, style="yellow" if reach.missed else None, soft_wrap=True)


def _counts(reach: Reach, examples: int) -> str:
    return ", ".join(f"{outcome} {count} of {examples}" for outcome, count in reach.counts.items())


def _show_variants(out: Console, study: Study) -> None:
    killed = len(study.wrong) - len(study.left)
    if study.wrong:
        out.print(f"  catches {killed} of {_count(len(study.wrong), 'mutant')} of {study.symbol}")
    else:
        out.print(f"  no mutant is planted in {study.symbol}", style="yellow")
    for trial in study.wrong:
        _show_trial(out, trial, "LEFT" if trial.name in study.left else "KILLED")
    accepted = [trial for trial in study.right if trial.verdict == "pass"]
    out.print(f"  accepts {len(accepted)} of {_count(len(study.right), 'right variant')}")
    for trial in study.right:
        if trial not in accepted:
            _show_trial(out, trial, "ACCUSED")


def _show_trial(out: Console, trial: Trial, word: str) -> None:
    style = {"KILLED": "green", "LEFT": "yellow", "ACCUSED": "bold red"}[word]
    verdict = "" if word == "LEFT" else f"  {trial.verdict}"
    why = f"  {trial.why}{_elsewhere(trial) if word == 'LEFT' else ''}"
    out.print(Text.assemble((f"    {word:<7}", style), f" {trial.name}{verdict}", (why, "dim")), soft_wrap=True)


def _elsewhere(trial: Trial) -> str:
    return f" (planted in {', '.join(trial.elsewhere)} as well)" if trial.elsewhere else ""


def _show_open(out: Console, studies: Sequence[Study]) -> None:
    """Mutants and branches that every check of the blank leaves to the others; one that cannot be used leaves all."""
    used = [study for study in studies if study.examples]
    if len(studies) > 1:
        out.print(f"All {len(studies)} checks of {studies[0].symbol} together", style="bold")
        if idle := len(studies) - len(used):
            out.print(f"  {idle} of them cannot be used and {'is' if idle == 1 else 'are'} not counted", style="yellow")
        if used:
            _show_together(out, used)
    for trial in survivors(studies):
        words = f"Weak: no check of {studies[0].symbol} catches {trial.name}."
        out.print(f"  {words}", soft_wrap=True, style="bold red")
    if len(studies) > 1:
        out.print()


def _show_together(out: Console, studies: Sequence[Study]) -> None:
    wrong = studies[0].wrong
    alive = [trial for trial in wrong if all(trial.name in study.left for study in studies)]
    out.print(f"  catch {len(wrong) - len(alive)} of {_count(len(wrong), 'mutant')}")
    for trial in alive:
        _show_trial(out, trial, "LEFT")
    reached = [study.branches for study in studies if study.branches]
    for same in zip(*reached, strict=True):  # one branch, by each check
        for outcome in same[0].counts:
            if not any(reach.counts[outcome] for reach in same):
                out.print(f"  come in no example to line {same[0].line}  {same[0].text}: {outcome}", style="yellow")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
