# Made from solutions/tinytorch/data/downloads.py by `autograder build`.
"""Files from the network: fetched once, checked, and kept where several people can share them.

path = fetch_file(REMOTE, download=True)

A file is looked for in the folder that TINYTORCH_DATA names, which may be read-only: an instructor fills it once for a
whole class. Then in one's own cache folder, where a download goes unless the first folder can be written to. Every file
has a known SHA-256: what does not fit is not kept, and never read.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

SHARE = "TINYTORCH_DATA"
EXTRA = 'pip install "tinytorch-course[data]"'
PATIENCE = 30  # seconds until a mirror that does not answer is given up


class DownloadError(OSError):
    """A file is not there, or could not be fetched, or is not the one it should be."""


@dataclass(frozen=True)
class Remote:
    """A file that several mirrors have.

    path    where it lies in a folder of data, such as "MNIST/train-images-idx3-ubyte.gz"
    sha256  the hash of its bytes
    urls    the mirrors, tried in turn
    """

    path: str
    sha256: str
    urls: tuple[str, ...]


def cache_folder() -> Path:
    """One's own folder for data: where this system keeps what can be fetched again."""
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    elif sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "tinytorch"


def folders(root: str | Path | None) -> list[Path]:
    """Where files are looked for: in `root` alone, or in the shared folder, if there is one, then in one's own."""
    if root is not None:
        return [Path(root).expanduser()]
    shared = os.environ.get(SHARE)
    return [Path(shared).expanduser(), cache_folder()] if shared else [cache_folder()]


def fetch_file(remote: Remote, root: str | Path | None = None, download: bool = False) -> Path:
    """Where the file lies, after its hash was checked; with `download` it is fetched if it is not there.

    Raises DownloadError where it is nowhere, where no mirror gives it, and where the file is another one.
    """
    places = [folder / remote.path for folder in folders(root)]
    for path in places:
        if path.is_file():
            if sha256(path) != remote.sha256:
                raise DownloadError(f"{path} is not the file that was published: delete it and fetch it again")
            return path
    if not download:
        raise DownloadError(f"{places[-1]} is not there: ask for it with download=True, or {advice(remote)}")
    target = next((path for path in places if writable(path.parent)), None)
    if target is None:
        raise DownloadError(f"{places[-1]} cannot be written: set {SHARE} to a folder of your own")
    return download_file(remote, target)


def download_file(remote: Remote, target: Path) -> Path:
    """Fetch it from the first mirror that gives the right file: under another name first, so that no half is seen."""
    try:
        pooch: Any = import_module("pooch")
    except ImportError:
        raise ModuleNotFoundError(f"{remote.path} is fetched by pooch, which is not installed: {EXTRA}") from None
    failures = []
    downloader = pooch.HTTPDownloader(timeout=PATIENCE)
    for url in remote.urls:
        try:
            pooch.retrieve(url, f"sha256:{remote.sha256}", target.name, target.parent, downloader=downloader)
            return target
        except ValueError:  # pooch's word for a hash that differs; its own sentence is several lines long
            failures.append(f"{url} gave another file, which was not kept")
        except OSError as error:
            failures.append(f"{url} did not answer ({reason(error)})")
    raise DownloadError(f"{target} could not be fetched: {'; '.join(failures)}; {advice(remote)}")


def advice(remote: Remote) -> str:
    """How a file gets here without the network."""
    return f"let your instructor put it into a shared folder as {remote.path} and set {SHARE} to that folder"


def reason(error: OSError) -> str:
    """What went wrong, in few words."""
    response = getattr(error, "response", None)
    return type(error).__name__ if response is None else f"status {response.status_code}"


def writable(folder: Path) -> bool:
    """Whether files can be made there; the folder need not be there yet."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)


def sha256(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
