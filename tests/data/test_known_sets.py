"""The known data sets are read from files in their published formats, never unpickled."""

from __future__ import annotations

import ast
import gzip
import hashlib
import io
import re
import struct
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tinytorch.data import sets
from tinytorch.data.downloads import DownloadError, Remote
from tinytorch.data.files import FileError
from tinytorch.data.loader import DataLoader
from tinytorch.data.sets import CIFAR10, MNIST, FashionMNIST, read_cifar, read_idx, tiny_shakespeare
from tinytorch.data.transforms import OneHot, ToTensor

IMAGES = np.arange(3 * 28 * 28, dtype=np.uint32).reshape(3, 28, 28).astype(np.uint8)
LABELS = np.array([7, 0, 9], np.uint8)
COLOURS = np.arange(2 * 32 * 32 * 3, dtype=np.uint32).reshape(2, 32, 32, 3).astype(np.uint8)


def idx(numbers: np.ndarray) -> bytes:
    """An array of bytes in the format of MNIST's files."""
    head = struct.pack(f">4B{numbers.ndim}I", 0, 0, 8, numbers.ndim, *numbers.shape)
    return gzip.compress(head + numbers.tobytes())


def cifar(path: Path, batches: dict[str, bytes]) -> Path:
    """An archive like that of CIFAR-10's binary version."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in batches.items():
            entry = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def record(label: int, picture: np.ndarray) -> bytes:
    """A picture (32, 32, 3) with its label, as it lies in a batch: all red, all green, all blue."""
    return bytes([label]) + picture.transpose(2, 0, 1).tobytes()


@pytest.fixture(params=[MNIST, FashionMNIST])
def small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Any, Path]:
    """The class, and a folder with small files in the true format, which it takes for the published ones."""
    kind = request.param
    folder = tmp_path / kind.folder
    folder.mkdir()
    hashes = {}
    for name in kind.hashes:
        numbers = IMAGES if "images" in name else LABELS
        content = idx(numbers[::-1] if name.startswith("t10k") else numbers)
        (folder / name).write_bytes(content)
        hashes[name] = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(kind, "hashes", hashes)
    return kind, tmp_path


def test_pictures_and_labels_are_those_in_the_files(small: tuple[Any, Path]) -> None:
    kind, root = small
    train, test = kind(root), kind(root, train=False)
    np.testing.assert_array_equal(train.data, IMAGES)
    assert len(train) == 3 and train.targets.tolist() == [7, 0, 9] and test.targets.tolist() == [9, 0, 7]
    image, label = train[2]
    np.testing.assert_array_equal(image, IMAGES[2])
    assert label == 9 and len(kind.classes) == 10


def test_transforms_are_applied_to_picture_and_label(small: tuple[Any, Path]) -> None:
    kind, root = small
    image, label = kind(root, transform=ToTensor(), target_transform=OneHot(10))[0]
    assert image.shape == (1, 28, 28) and label.argmax().item() == 7
    images, labels = next(iter(DataLoader(kind(root, transform=ToTensor()), batch_size=3)))
    assert images.shape == (3, 1, 28, 28) and labels.tolist() == [7, 0, 9]


def test_all_of_it_as_tensors_is_what_totensor_makes_of_each(small: tuple[Any, Path]) -> None:
    kind, root = small
    images, labels = kind(root).tensors().tensors
    single = kind(root, transform=ToTensor())
    assert all(images[k].tolist() == single[k][0].tolist() for k in range(3)) and labels.tolist() == [7, 0, 9]


@pytest.mark.parametrize("use", [MNIST, FashionMNIST, CIFAR10, tiny_shakespeare])
def test_a_set_that_is_not_there_says_how_to_get_it(use: Any, tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="is not there: ask for it with download=True, or let your instructor"):
        use(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no gzip", "wants to be a gzipped file"),
        (idx(LABELS)[:-9], "wants to be a gzipped file"),
        (gzip.compress(b""), "wants to begin as an idx file of bytes"),
        (gzip.compress(b"\0\0\x0d\x01\0\0\0\x01\0\0\0\0"), "wants to begin as an idx file of bytes"),
        (gzip.compress(b"\0\0\x08\x03\0\0"), "wants to begin as an idx file of bytes"),
        (gzip.compress(gzip.decompress(idx(LABELS))[:-1]), r"wants 3 bytes for shape \(3,\), and has 2"),
    ],
    ids=["no gzip", "cut off", "empty", "of floats", "short head", "short"],  # gzip notes the time: no id to rely on
)
def test_a_file_that_is_no_idx_is_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "file.gz").write_bytes(content)
    with pytest.raises(FileError, match=words):
        read_idx(tmp_path / "file.gz")


def test_as_many_labels_as_pictures(small: tuple[Any, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    kind, root = small
    monkeypatch.setattr(sets, "read_idx", lambda path: IMAGES if "images" in path.name else LABELS[:2])
    with pytest.raises(FileError, match="a label for each picture, got 3 and 2 labels"):
        kind(root)


def test_cifar_is_read_from_its_binary_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = {f"data_batch_{k}.bin": record(k, COLOURS[k % 2]) for k in range(1, 6)}
    (tmp_path / "CIFAR10").mkdir()
    path = cifar(tmp_path / CIFAR10.archive.path, {**batches, "test_batch.bin": record(9, COLOURS[1])})
    known = Remote(CIFAR10.archive.path, hashlib.sha256(path.read_bytes()).hexdigest(), ())
    monkeypatch.setattr(CIFAR10, "archive", known)
    train, test = CIFAR10(tmp_path), CIFAR10(tmp_path, train=False)
    assert train.targets.tolist() == [1, 2, 3, 4, 5] and test.targets.tolist() == [9]
    np.testing.assert_array_equal(train.data, COLOURS[[1, 0, 1, 0, 1]])
    images, _ = test.tensors().tensors
    np.testing.assert_array_equal(images.numpy()[0], (COLOURS[1].transpose(2, 0, 1) / 255).astype(np.float32))


def test_an_archive_that_is_not_cifars_is_one_sentence(tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    cut.write_bytes(cifar(tmp_path / "whole", {"test_batch.bin": record(9, COLOURS[1])}).read_bytes()[:-300])
    (tmp_path / "text").write_text("no archive")
    cifar(tmp_path / "short", {"test_batch.bin": b"\x01\x02"})
    cifar(tmp_path / "other", {"other.bin": b""})
    for name in ("cut", "text", "short", "other"):
        with pytest.raises(FileError, match="wants to be the binary version of CIFAR-10"):
            read_cifar(tmp_path / name, ["test_batch.bin"])


def test_shakespeare_is_the_text_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "First Citizen:\nBefore we proceed any further, hear me speak.\n"
    remote = Remote(sets.SHAKESPEARE.path, hashlib.sha256(text.encode()).hexdigest(), ())
    monkeypatch.setattr(sets, "SHAKESPEARE", remote)
    (tmp_path / remote.path).parent.mkdir()
    (tmp_path / remote.path).write_text(text)
    assert tiny_shakespeare(tmp_path) == text


def test_every_file_has_a_sha256_and_at_least_two_mirrors() -> None:
    remotes = [kind.remote(name) for kind in (MNIST, FashionMNIST) for name in kind.hashes]
    for remote in [*remotes, CIFAR10.archive, sets.SHAKESPEARE]:
        assert re.fullmatch("[0-9a-f]{64}", remote.sha256) and len(remote.urls) >= 2
    assert len({remote.sha256 for remote in remotes}) == 8


def test_nothing_of_the_data_is_unpickled() -> None:
    for name in ("sets", "files", "downloads"):
        tree = ast.parse((Path(sets.__file__).with_name(f"{name}.py")).read_text(encoding="utf-8"))
        imported = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
        assert "pickle" not in imported
