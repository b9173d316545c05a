"""Write the zip that an instructor uploads to Gradescope: `package(order, path, wheels)`.

    setup.sh, run_autograder       what Gradescope calls, both executable
    requirements.txt, wheels/      the libraries, of the versions that the bundle was made with
    bundle.zip                     the sealed bundle: reference, hidden checks, examples with their answers
    settings.json                  whose bundle it is, and how strong a sandbox must be
    tree/autograder/               the grader itself
    unjudged.json                  what results.json says until there is a result

On Gradescope only instructors can download it again; whoever has the file can read the answers.
"""

from __future__ import annotations

import io
import json
import stat
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.gradescope.requirements import pinned, wheels_for
from autograder.classroom.grading import Order
from autograder.classroom.scale.seal import Seal, seal
from autograder.course.errors import UsageError
from autograder.reports.exports.gradescope import FAILED, no_results
from autograder.reports.files import replaced, unwritable

HERE = Path(__file__).parent
TREE = HERE.parents[1]  # the folder autograder/
SCRIPTS = ("setup.sh", "run_autograder")
LEFT_OUT = ("hidden", "bench", "notebook")  # in the bundle, or of no use there
KINDS = (".py", ".css")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date of the format


@dataclass(frozen=True)
class Packaged:
    """What the zip holds, in words for its owner."""

    digest: str
    points: float
    size: int
    requirements: int


def package(order: Order, path: Path, wheels: Path | None = None, *, weak: bool = False) -> Packaged:
    """Write the zip, whole or not at all; `weak` lets it grade where nothing shuts a student's code in."""
    if path.suffix != ".zip":
        raise UsageError(f"Gradescope takes a zip, got '{path.name}'; give a name that ends in .zip.")
    lines = pinned(order)
    bundle, sealed = _bundle(order)
    settings = {"fingerprint": sealed.fingerprint, "weak": weak, "whole": order.whole}
    files = {
        "bundle.zip": bundle,
        "python-version": f"{sys.version_info.major}.{sys.version_info.minor}\n".encode(),
        "requirements.txt": "".join(f"{line}\n" for line in lines).encode(),
        "settings.json": _json(settings),
        "unjudged.json": _json(no_results(FAILED)),
        **{name: (HERE / name).read_bytes() for name in SCRIPTS},
        **{f"tree/autograder/{name}": data for name, data in _tree().items()},
    }
    if wheels is not None:
        files |= {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in wheels_for(lines, wheels)}
    data = _zipped(files)
    try:
        with replaced(path) as new:
            new.touch(mode=0o600, exist_ok=False)  # it holds the answers
            new.write_bytes(data)
    except OSError as error:
        raise unwritable(path, error) from error
    return Packaged(sealed.digest, order.points, len(data), len(lines))


def _bundle(order: Order) -> tuple[bytes, Seal]:
    with tempfile.TemporaryDirectory(prefix="tinytorch-seal-") as folder:
        path = Path(folder) / "bundle.zip"
        made = seal(order, path)
        return path.read_bytes(), made


def _tree() -> dict[str, bytes]:
    paths = (path for path in sorted(TREE.rglob("*")) if path.suffix in KINDS and path.is_file())
    named = {path.relative_to(TREE): path for path in paths}
    return {name.as_posix(): path.read_bytes() for name, path in named.items() if name.parts[0] not in LEFT_OUT}


def _zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3  # Unix, where a file can be executable, whatever this machine is
            entry.external_attr = (stat.S_IFREG | (0o755 if name in SCRIPTS else 0o644)) << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith((".whl", ".zip")) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return whole.getvalue()


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode() + b"\n"
