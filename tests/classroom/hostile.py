"""Submissions made to break a grader: name -> (how to write one to a path, a word its refusal must hold)."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

GOOD = "tinytorch/scalars/operators.py"
Builder = Callable[[Path], None]


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Builder:
    def build(path: Path) -> None:
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, data in entries:
                archive.writestr(name, data)

    return build


def tarred(*entries: tarfile.TarInfo, packed: bool = False) -> Builder:
    def build(path: Path) -> None:
        with tarfile.open(path, "w:gz" if packed else "w") as archive:
            for entry in entries:
                archive.addfile(entry, io.BytesIO(b"x" * entry.size))

    return build


def tar_entry(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0, target: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.size, entry.linkname = kind, size, target
    return entry


def linked(name: str, target: bytes = b"/etc/passwd") -> tuple[zipfile.ZipInfo, bytes]:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = 0o120777 << 16
    return entry, target


def raw_bytes(data: bytes) -> Builder:
    return lambda path: path.write_bytes(data) and None


def patched(builder: Builder, old: bytes, new: bytes) -> Builder:
    """What `builder` writes, with bytes replaced everywhere: names that zipfile itself would not write."""

    def build(path: Path) -> None:
        builder(path)
        path.write_bytes(path.read_bytes().replace(old, new))

    return build


def encrypted(path: Path) -> None:
    zipped((GOOD, b"x = 1\n"))(path)
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[directory + 8] |= 1
    path.write_bytes(bytes(data))


def bomb(path: Path) -> None:
    """A thousand times smaller than what it unpacks to, below every cap on sizes."""
    zipped((GOOD, b"#" * 900_000))(path)


def lying_bomb(path: Path) -> None:
    """Says that it holds 10 bytes and goes on for 50 MB."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(b"#" * 50_000_000) + packed.flush()
    name = GOOD.encode()
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, 0, len(body), 10, len(name), 0)
    local = b"PK\x03\x04" + fields + name + body
    central = b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    path.write_bytes(local + central + end)


def million_files(path: Path) -> None:
    """A million empty files: one entry written by hand, repeated."""
    name = GOOD.encode()
    entry = (
        b"PK\x01\x02"
        + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0)
        + name
    )
    directory = entry * 1_000_000
    end64 = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 10**6, 10**6, len(directory), 0)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, len(directory), 1)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path.write_bytes(directory + end64 + locator + end)


def gzip_bomb(path: Path) -> None:
    """A tar.gz whose one file is 300 MB of zeros."""
    header = tar_entry(GOOD, size=300_000_000).tobuf()
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(header)
        for _ in range(300):
            file.write(bytes(1_000_000))


def long_header(kind: bytes, size: int) -> Builder:
    """A tar.gz of a few bytes with a header of so many digits, over which the library broods for hours."""

    def build(path: Path) -> None:
        header = tar_entry("x", kind, size).tobuf(tarfile.USTAR_FORMAT)
        with gzip.open(path, "wb", compresslevel=9) as file:
            file.write(header + b"1" * size + bytes(-size % 512) + tar_entry(GOOD).tobuf() + bytes(1024))

    return build


def many_headers(path: Path) -> None:
    """Facts about the whole archive, again and again: each would be copied for each entry."""
    with tarfile.open(
        path, "w", format=tarfile.PAX_FORMAT, pax_headers={f"k{n:03}": "v" for n in range(400)}
    ) as archive:
        archive.addfile(tarfile.TarInfo("ä.py"))


def holes(path: Path) -> None:
    """A sparse file, whose map of holes is as long as one likes."""
    entry = tar_entry(GOOD, size=1024)
    entry.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(entry, io.BytesIO(b"99\n" + b"1\n" * 510 + b"\n"))


def many_small(path: Path) -> None:
    zipped(*((f"tinytorch/f{number}.py", b"") for number in range(10_001)))(path)


def big_directory(path: Path) -> None:
    zipped((GOOD, b""), ("data/photos.bin", b"\0" * 300_000_000))(path)


HOSTILE: dict[str, tuple[Builder, str]] = {
    "text": (raw_bytes(b"here is my homework\n"), "not a zip"),
    "empty": (raw_bytes(b""), "not a zip"),
    "cut off": (patched(zipped((GOOD, b"x")), b"PK\x05\x06", b"PK\x05\x05"), "damaged"),
    "wrong checksum": (patched(zipped((GOOD, b"x = 1"), method=zipfile.ZIP_STORED), b"x = 1", b"x = 2"), "damaged"),
    "absolute": (zipped(("/etc/passwd", b"")), "absolute"),
    "leads out": (zipped(("tinytorch/../../x.py", b"")), "leads out"),
    "leads out of a tar": (tarred(tar_entry("../x.py")), "leads out"),
    "absolute in a tar": (tarred(tar_entry("/tmp/x.py")), "absolute"),
    "drive": (zipped(("C:/x.py", b"")), "drive"),
    "backslash": (patched(zipped(("tinytorch/a!b.py", b"")), b"a!b", b"a\\b"), "backslash"),
    "NUL": (patched(zipped(("tinytorch/a!b.py", b"")), b"a!b", b"a\0b"), "NUL"),
    "not UTF-8": (patched(zipped(("tinytorch/é.py", b"")), "é".encode(), b"\xff\xfe"), "UTF-8"),
    "deep": (zipped(("tinytorch/" + "a/" * 30 + "x.py", b"")), "deep"),
    "long": (zipped(("tinytorch/" + "a" * 300 + ".py", b"")), "longer"),
    "link": (zipped(linked(GOOD)), "a link"),
    "link in a tar": (tarred(tar_entry(GOOD, tarfile.SYMTYPE, target="/etc/passwd")), "a link"),
    "hard link": (tarred(tar_entry(GOOD, tarfile.LNKTYPE, target="/etc/passwd")), "a link"),
    "device": (tarred(tar_entry(GOOD, tarfile.CHRTYPE)), "special file"),
    "pipe": (tarred(tar_entry(GOOD, tarfile.FIFOTYPE)), "special file"),
    "encrypted": (encrypted, "encrypted"),
    "rare packing": (zipped((GOOD, b"x = 1\n"), method=zipfile.ZIP_LZMA), "ordinary compression"),
    "capitals": (zipped((GOOD, b"a"), ("tinytorch/scalars/Operators.py", b"b")), "capitals"),
    "million files": (million_files, "table of files"),
    "many small files": (many_small, "more than 10,000 files"),
    "bomb": (bomb, "unpacks to"),
    "lying bomb": (lying_bomb, "damaged"),
    "bomb beside it": (big_directory, "MiB"),
    "gzip bomb": (gzip_bomb, "bytes long"),
    "long header": (long_header(tarfile.XHDTYPE, 1_000_000), "too much"),
    "long name": (long_header(tarfile.GNUTYPE_LONGNAME, 50_000_000), "too much"),
    "many headers": (many_headers, "too much"),
    "holes": (holes, "holes"),
    "big file": (zipped((GOOD, bytes(range(256)) * 5000), method=zipfile.ZIP_STORED), "bytes long"),
    "no tinytorch": (zipped(("homework/mul.py", b"")), "no tinytorch folder"),
    "only a file named so": (zipped(("tinytorch", b"")), "no tinytorch folder"),
    "two packages": (zipped(("a/tinytorch/x.py", b""), ("b/tinytorch/x.py", b"")), "more than one tinytorch"),
    "manifest not JSON": (zipped((GOOD, b""), ("manifest.json", b"{")), "not readable JSON"),
    "manifest nested": (
        zipped((GOOD, b""), ("manifest.json", b"[" * 100_000), method=zipfile.ZIP_STORED),
        "readable JSON",
    ),
    "manifest no object": (zipped((GOOD, b""), ("manifest.json", b"[]")), "not an object"),
    "manifest wrong key": (
        zipped((GOOD, b""), ("manifest.json", b'{"schema": 1, "assignments": [], "files": {}, "score": 100}')),
        "unknown key 'score'",
    ),
    "manifest key missing": (zipped((GOOD, b""), ("manifest.json", b'{"schema": 1, "files": {}}')), "lacks the key"),
    "manifest wrong schema": (
        zipped((GOOD, b""), ("manifest.json", b'{"schema": 9, "assignments": [], "files": {}}')),
        "schema 9",
    ),
    "manifest wrong digest": (
        zipped(
            (GOOD, b""), ("manifest.json", b'{"schema": 1, "assignments": [], "files": {"%s": "00"}}' % GOOD.encode())
        ),
        "not the file that manifest.json describes",
    ),
    "manifest names more": (
        zipped((GOOD, b""), ("manifest.json", b'{"schema": 1, "assignments": [], "files": {"tinytorch/x.py": "00"}}')),
        "not in the submission",
    ),
}
