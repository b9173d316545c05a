"""`autograder doctor` says which level the sandbox has, and one sentence for each thing that stands in its way."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from pathlib import Path

import pytest

from autograder.classroom import obstacles as module
from autograder.classroom.obstacles import IN_CONTAINER, Obstacle, obstacles
from autograder.cli import instructor, instructor_course
from autograder.sandbox import isolation
from autograder.sandbox.isolation import Level, Probe

linux = pytest.mark.skipif(sys.platform != "linux", reason="about the settings of Linux")
FORBIDDEN = Probe(
    Level.REDUCED, ("full: the warm parent cannot be fenced in: we may not make namespaces (unshare: no)",)
)


def doctor(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What the command prints, on a wide page."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit):
        patch.setenv("COLUMNS", "300")
        instructor.main(["doctor", *words])
    return capsys.readouterr().out


def written(root: Path, path: str, text: str) -> Path:
    """A file system with one small file more."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text + "\n")
    return root


def said(found: Probe, root: Path) -> list[str]:
    return [str(obstacle) for obstacle in obstacles(found, root)]


def test_a_machine_with_the_full_level_has_no_obstacle(tmp_path: Path) -> None:
    assert obstacles(Probe(Level.FULL, ()), tmp_path) == ()


@linux
@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        (
            "kernel/apparmor_restrict_unprivileged_userns",
            "1",
            "Ubuntu's AppArmor forbids user namespaces; allow them: "
            "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        (
            "kernel/unprivileged_userns_clone",
            "0",
            "Debian's kernel forbids user namespaces; allow them: sudo sysctl -w kernel.unprivileged_userns_clone=1",
        ),
        (
            "user/max_user_namespaces",
            "0",
            "The system allows no user namespace; allow them: sudo sysctl -w user.max_user_namespaces=15000",
        ),
    ],
)
def test_a_setting_that_forbids_namespaces_is_named_with_the_command_that_changes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, sentence: str
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert said(FORBIDDEN, written(tmp_path, f"proc/sys/{setting}", value)) == [sentence]


@linux
def test_a_setting_that_does_not_concern_root_is_not_named_to_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    [sentence] = said(FORBIDDEN, written(tmp_path, "proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1"))
    assert "AppArmor" not in sentence


@linux
def test_a_container_is_to_be_started_with_other_options(tmp_path: Path) -> None:
    [sentence] = said(FORBIDDEN, written(tmp_path, ".dockerenv", ""))
    assert sentence == f"This container forbids what the sandbox is made of; start one that does not: {IN_CONTAINER}"


@linux
def test_what_nobody_knows_is_told_in_the_machines_own_words(tmp_path: Path) -> None:
    [sentence] = said(FORBIDDEN, tmp_path)
    assert sentence.startswith("We may not make namespaces (unshare: no); who administers it can change that")


@linux
def test_landlock_that_is_missing_is_named_by_what_would_bring_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.sandbox import landlock

    found = Probe(Level.REDUCED, ("full: the kernel has no landlock",))
    monkeypatch.setattr(landlock, "lacking", lambda: "the kernel has no landlock")
    old = "Landlock came with Linux 5.13, and this is Linux"
    others = "the kernels of Ubuntu 24.04, Debian 12, Fedora and WSL have it, Docker Desktop's on a Mac has not."
    kernels = {
        "5.4.0-200-generic": f"{old} 5.4.0-200-generic; a newer release of the system has it.",
        "5.10.16.3-microsoft-standard-WSL2": f"{old} 5.10.16.3-microsoft-standard-WSL2: wsl --update",
        "6.10.14-linuxkit": f"The kernel has no landlock; {others}",
    }
    for kernel, sentence in kernels.items():
        monkeypatch.setattr(platform, "release", lambda kernel=kernel: kernel)
        assert said(found, tmp_path) == [sentence]
    [sentence] = said(found, written(tmp_path, "sys/kernel/security/lsm", "capability,yama,apparmor"))
    assert sentence == (
        "Landlock is switched off; switch it on and restart the machine: "
        "sudo sed -i 's/^GRUB_CMDLINE_LINUX=\"/&lsm=landlock,yama,apparmor /' /etc/default/grub && sudo update-grub"
    )


@linux
@pytest.mark.parametrize(
    ("tool", "command"), [("apt-get", "sudo apt-get install libseccomp2"), ("dnf", "sudo dnf install libseccomp")]
)
def test_a_library_that_is_missing_is_installed_by_the_systems_own_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str, command: str
) -> None:
    monkeypatch.setitem(sys.modules, "pyseccomp", None)  # as where it finds no library: importing it fails
    monkeypatch.setattr(shutil, "which", lambda name: name if name == tool else None)
    found = Probe(Level.NONE, ("full: libseccomp cannot be used", "reduced: libseccomp cannot be used"))
    monkeypatch.setattr(module, "find_spec", lambda name: object())
    assert said(found, tmp_path) == [f"The library libseccomp is not installed: {command}"]
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert said(found, tmp_path) == ["The package pyseccomp is not installed: pip install pyseccomp"]


def test_on_macos_and_windows_the_doctor_gives_the_line_that_grades_in_a_container(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Probe(Level.NONE, ("full: of Linux", "reduced: of Linux"))
    monkeypatch.setattr(instructor_course, "probe", lambda: nothing)
    mac = "macOS has nothing to shut students' code in with; grade in a Linux container, from the course's folder"
    windows = "Windows cannot run students' code; install WSL and set the course up in it"
    for system, first in {"Darwin": mac, "Windows": windows}.items():
        monkeypatch.setattr(platform, "system", lambda system=system: system)
        lines = doctor(capsys).splitlines()
        assert f"{first}:" in lines and f"    {IN_CONTAINER}" in lines
        told = json.loads(doctor(capsys, "--json"))
        assert (told["sandbox"], told["reasons"]) == ("none", list(nothing.reasons))
        assert told["obstacles"][0]["sentence"] == first
        assert IN_CONTAINER in [obstacle["command"] for obstacle in told["obstacles"]]


def test_the_container_installs_the_course_as_the_readme_does(root: Path) -> None:
    assert "pip install -e . && autograder " in IN_CONTAINER
    assert "pip install -e . && autograder " in (root / "README.md").read_text()


def test_a_system_that_is_not_linux_is_told_so_and_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    found = isolation.probe()
    assert found.level is Level.NONE
    assert [reason.split(": ")[0] for reason in found.reasons] == ["full", "reduced"]
    assert all("this is Darwin" in reason for reason in found.reasons)


def test_the_doctor_says_what_the_level_means_and_that_nothing_is_in_the_way_of_a_full_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instructor_course, "probe", lambda: Probe(Level.FULL, ()))
    assert "full: namespaces, landlock and seccomp shut students' code in" in doctor(capsys)
    assert json.loads(doctor(capsys, "--json"))["obstacles"] == []


def test_an_obstacle_without_a_command_is_a_sentence_with_its_end() -> None:
    assert (str(Obstacle("It rains")), str(Obstacle("It rains", "wait"))) == ("It rains.", "It rains: wait")
