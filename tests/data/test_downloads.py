"""What is fetched is what was published, or it is not kept; without a network one sentence says what to do."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tinytorch.data import downloads
from tinytorch.data.downloads import DownloadError, Remote, cache_folder, fetch_file

CONTENT = b"what was published"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Server:
    """Serves `files`, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                content = outer.files.get(self.path)
                self.send_response(404 if content is None else 200)
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *words: Any) -> None:
                """Be silent."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on this machine; what is needed to ask it is there."""
    pytest.importorskip("pooch").get_logger().setLevel("ERROR")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    serving = Server()
    thread = threading.Thread(target=serving.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield serving
    serving.http.shutdown()
    thread.join()
    serving.http.server_close()


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """One's own cache folder, which is not there yet."""
    monkeypatch.delenv("TINYTORCH_DATA", raising=False)
    monkeypatch.setattr(downloads, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def remote(*urls: str) -> Remote:
    """The file, on these mirrors."""
    return Remote("words/file.txt", SHA256, urls)


def put(folder: Path, content: bytes = CONTENT) -> Path:
    """The file, in this folder."""
    path = folder / "words" / "file.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def everything(folder: Path) -> list[str]:
    """The names of all files in a folder."""
    return [path.name for path in folder.rglob("*") if path.is_file()]


# --- Fetching


def test_a_file_is_fetched_once_and_found_from_then_on(server: Server, cache: Path) -> None:
    server.files["/a"] = CONTENT
    wanted = remote(f"{server.url}/a")
    path = fetch_file(wanted, download=True)
    assert path == cache / "words" / "file.txt" and path.read_bytes() == CONTENT
    assert fetch_file(wanted, download=True) == fetch_file(wanted) == path
    assert server.asked == ["/a"] and everything(cache) == ["file.txt"]


def test_mirrors_are_tried_in_turn_until_one_has_the_right_file(server: Server, cache: Path) -> None:
    server.files.update({"/wrong": b"something else", "/right": CONTENT})
    urls = [f"{server.url}/{name}" for name in ("missing", "wrong", "right", "never")]
    assert fetch_file(remote(*urls), download=True).read_bytes() == CONTENT
    assert server.asked == ["/missing", "/wrong", "/right"] and everything(cache) == ["file.txt"]


def test_another_file_than_the_published_one_is_one_sentence_and_is_not_kept(server: Server, cache: Path) -> None:
    server.files["/a"] = b"something else"
    with pytest.raises(DownloadError, match="/a gave another file, which was not kept") as caught:
        fetch_file(remote(f"{server.url}/a"), download=True)
    assert everything(cache) == [] and "\n" not in str(caught.value)


def test_offline_one_sentence_says_what_and_where_and_how_an_instructor_helps(server: Server, cache: Path) -> None:
    server.http.server_close()
    with pytest.raises(DownloadError) as caught:
        fetch_file(remote(f"{server.url}/a"), download=True)
    text = str(caught.value)
    assert f"{cache}/words/file.txt could not be fetched: {server.url}/a did not answer (ConnectionError)" in text
    assert "let your instructor put it into a shared folder as words/file.txt and set TINYTORCH_DATA" in text
    assert "\n" not in text and everything(cache) == []


def test_what_a_mirror_answers_is_told(server: Server) -> None:
    with pytest.raises(DownloadError, match=r"/a did not answer \(status 404\)"):
        fetch_file(remote(f"{server.url}/a"), download=True)


def test_a_folder_of_ones_own_choice_is_used_alone(server: Server, cache: Path, tmp_path: Path) -> None:
    put(cache)
    server.files["/a"] = CONTENT
    path = fetch_file(remote(f"{server.url}/a"), tmp_path / "mine", download=True)
    assert path == tmp_path / "mine" / "words" / "file.txt" and server.asked == ["/a"]


# --- Without a network


def test_nothing_is_fetched_unless_asked_for(cache: Path) -> None:
    with pytest.raises(DownloadError, match=r"file\.txt is not there: ask for it with download=True, or let your"):
        fetch_file(remote("http://127.0.0.1:9/a"))
    assert not cache.exists()


def test_a_shared_folder_comes_first_and_ones_own_second(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Path
) -> None:
    own, shared = put(cache), tmp_path / "shared"
    monkeypatch.setenv("TINYTORCH_DATA", str(shared))
    assert fetch_file(remote()) == own
    in_share = put(shared)
    assert fetch_file(remote()) == in_share


def test_a_download_goes_into_ones_own_folder_where_the_shared_one_is_read_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cache: Path, server: Server
) -> None:
    shared = tmp_path / "shared"
    monkeypatch.setenv("TINYTORCH_DATA", str(shared))
    monkeypatch.setattr(os, "access", lambda folder, mode: not shared.exists() or Path(folder) != shared)
    shared.mkdir()
    server.files["/a"] = CONTENT
    assert fetch_file(remote(f"{server.url}/a"), download=True) == cache / "words" / "file.txt"
    assert everything(shared) == []


def test_where_nothing_can_be_written_it_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "access", lambda folder, mode: False)
    with pytest.raises(DownloadError, match="cannot be written: set TINYTORCH_DATA to a folder of your own"):
        fetch_file(remote(), tmp_path, download=True)


def test_a_file_that_was_changed_is_never_read(cache: Path) -> None:
    put(cache, b"changed")
    with pytest.raises(DownloadError, match=r"file\.txt is not the file that was published: delete it"):
        fetch_file(remote(), download=True)


def test_without_pooch_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(downloads, "import_module", missing)
    with pytest.raises(ModuleNotFoundError, match=r"not installed: pip install \"tinytorch-course\[data\]\""):
        fetch_file(remote(), download=True)


@pytest.mark.parametrize(
    ("system", "expected"),
    [("darwin", "home/Library/Caches/tinytorch"), ("linux", "caches/tinytorch"), ("win32", "local/tinytorch")],
)
def test_the_cache_folder_is_the_systems(monkeypatch: pytest.MonkeyPatch, system: str, expected: str) -> None:
    monkeypatch.setattr(downloads.sys, "platform", system)
    for name, value in {"HOME": "home", "XDG_CACHE_HOME": "caches", "LOCALAPPDATA": "local"}.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == Path(expected)
