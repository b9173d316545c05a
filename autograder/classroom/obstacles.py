"""What keeps this machine from the strongest sandbox, and the command that changes it: `obstacles(probe())`.

Looks at the machine, changes nothing. Each obstacle is one plain sentence; its command is to be typed as it stands.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from autograder.sandbox.isolation import Level, Probe
from autograder.sandbox.terms import SandboxError

MEANING = {
    Level.FULL: "namespaces, landlock and seccomp shut students' code in",
    Level.REDUCED: "seccomp and one of landlock and namespaces shut students' code in; good for grading",
    Level.NONE: "nothing shuts students' code in; `autograder grade` refuses to run it",
}

# A container's own filter forbids the very calls that the sandbox is made of. Nothing of a student's ever runs behind
# that filter alone: it runs behind the sandbox's, which allows far less.
CONTAINER_OPTIONS = "--security-opt seccomp=unconfined --security-opt apparmor=unconfined"
IN_CONTAINER = (
    f'docker run --rm -it {CONTAINER_OPTIONS} -v "${{PWD}}:/course" -w /course python:3.11 '
    'sh -c "pip install -e . && autograder grade submissions/"'
)
INSTALL_WSL = "wsl --install"
MARKS_OF_A_CONTAINER = (".dockerenv", "run/.containerenv")
LANDLOCK_SINCE = (5, 13)

# Settings that forbid namespaces: name, forbidding value, whether root is exempt, a sentence, a better value.
SETTINGS = (
    ("kernel.apparmor_restrict_unprivileged_userns", "1", True, "Ubuntu's AppArmor forbids user namespaces", "0"),
    ("kernel.unprivileged_userns_clone", "0", True, "Debian's kernel forbids user namespaces", "1"),
    ("user.max_user_namespaces", "0", False, "The system allows no user namespace", "15000"),
)
INSTALLERS = {
    "apt-get": "sudo apt-get install libseccomp2",
    "dnf": "sudo dnf install libseccomp",
    "zypper": "sudo zypper install libseccomp2",
    "pacman": "sudo pacman -S libseccomp",
    "apk": "sudo apk add libseccomp",
}


@dataclass(frozen=True)
class Obstacle:
    """One thing that stands in the way, a sentence without its end, and what to type; "" where no command helps."""

    sentence: str
    command: str = ""

    def __str__(self) -> str:
        return f"{self.sentence}: {self.command}" if self.command else f"{self.sentence}."


def obstacles(found: Probe, root: Path = Path("/")) -> tuple[Obstacle, ...]:
    """What keeps a machine with this file system from Level.FULL."""
    if found.level is Level.FULL:
        return ()
    if platform.system() != "Linux":
        return tuple(_of_another_system())
    seen = [*_of_seccomp(), *_of_landlock(root)]
    if any("namespace" in reason for reason in found.reasons):
        seen += [*_of_settings(root)] or [*_of_a_container(root)]
    return tuple(seen or _of_unknown_cause(found))


def _of_another_system() -> Iterator[Obstacle]:
    if platform.system() == "Windows":
        yield Obstacle("Windows cannot run students' code; install WSL and set the course up in it", INSTALL_WSL)
        yield Obstacle("Or grade in a Linux container, from PowerShell in the course's folder", IN_CONTAINER)
    else:
        where = "grade in a Linux container, from the course's folder"
        yield Obstacle(f"macOS has nothing to shut students' code in with; {where}", IN_CONTAINER)


def _of_seccomp() -> Iterator[Obstacle]:
    """The Python package, the library, the kernel."""
    from autograder.sandbox import seccomp  # here, for only Linux has what it loads

    try:
        seccomp.compiled()
    except SandboxError as error:
        if find_spec("pyseccomp") is None:
            yield Obstacle("The package pyseccomp is not installed", "pip install pyseccomp")
        elif "libseccomp" in str(error):
            command = next((line for tool, line in INSTALLERS.items() if shutil.which(tool)), "")
            yield Obstacle("The library libseccomp is not installed", command)
        else:
            yield Obstacle(f"{_sentence(error)}; one that was built with CONFIG_SECCOMP_FILTER does")


def _of_landlock(root: Path) -> Iterator[Obstacle]:
    """An old kernel, one that was started without landlock, one that was built without it."""
    from autograder.sandbox import landlock  # here, for only Linux has what it loads

    lacking, modules = landlock.lacking(), _read(root, "sys/kernel/security/lsm").split(",")
    if not lacking:
        return
    if _kernel() < LANDLOCK_SINCE:
        old = f"Landlock came with Linux 5.13, and this is Linux {platform.release()}"
        in_wsl = "microsoft" in platform.release().lower()
        yield Obstacle(old, "wsl --update") if in_wsl else Obstacle(f"{old}; a newer release of the system has it")
    elif modules != [""] and "landlock" not in modules:
        names = ",".join(["landlock", *(name for name in modules if name != "capability")])
        change = f"sudo sed -i 's/^GRUB_CMDLINE_LINUX=\"/&lsm={names} /' /etc/default/grub && sudo update-grub"
        yield Obstacle("Landlock is switched off; switch it on and restart the machine", change)
    else:
        others = "the kernels of Ubuntu 24.04, Debian 12, Fedora and WSL have it, Docker Desktop's on a Mac has not"
        yield Obstacle(f"{_sentence(lacking)}; {others}")


def _of_settings(root: Path) -> Iterator[Obstacle]:
    for name, forbids, root_is_exempt, sentence, allows in SETTINGS:
        forbidden = _read(root, f"proc/sys/{name.replace('.', '/')}") == forbids
        if forbidden and not (root_is_exempt and os.geteuid() == 0):
            yield Obstacle(f"{sentence}; allow them", f"sudo sysctl -w {name}={allows}")


def _of_a_container(root: Path) -> Iterator[Obstacle]:
    if any((root / mark).exists() for mark in MARKS_OF_A_CONTAINER):
        yield Obstacle("This container forbids what the sandbox is made of; start one that does not", IN_CONTAINER)


def _of_unknown_cause(found: Probe) -> Iterator[Obstacle]:
    """What the machine says itself."""
    said = found.reasons[0].split(": ", 2)[-1] if found.reasons else "something forbids namespaces"
    yield Obstacle(f"{_sentence(said)}; who administers it can change that, or grade in a container", IN_CONTAINER)


def _kernel() -> tuple[int, ...]:
    """The kernel's version, its first two numbers."""
    return tuple(map(int, re.findall(r"\d+", platform.release())[:2]))


def _read(root: Path, path: str) -> str:
    """A small file of the system; "" where it has no such file."""
    try:
        return (root / path).read_text().strip()
    except OSError:
        return ""


def _sentence(text: object) -> str:
    words = str(text)
    return words[:1].upper() + words[1:]
