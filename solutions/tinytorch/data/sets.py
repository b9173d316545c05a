"""The data sets that everybody knows: MNIST, FashionMNIST, CIFAR10, tiny_shakespeare.

MNIST(download=True)[0]                     (an array of 28 x 28 bytes, its label)
MNIST(train=False, transform=ToTensor())    (a tensor (1, 28, 28) of numbers from 0 to 1, its label)
MNIST().tensors()                           all of it as a TensorDataset: the fast way, where all fits into memory

Where files are kept, and how a class shares them, says downloads.py. Nothing here is unpickled.
"""

from __future__ import annotations

import gzip
import tarfile
import zlib
from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from tinytorch.data.dataset import Dataset, TensorDataset
from tinytorch.data.downloads import Remote, fetch_file
from tinytorch.data.files import FileError
from tinytorch.tensors.creation import made

Numbers = np.ndarray[Any, Any]
Transform = Callable[[Any], Any]
BYTES = 8  # the code of unsigned bytes in an idx file
RECORD = 1 + 3 * 32 * 32  # bytes of a picture of CIFAR-10 with its label


class Pictures(Dataset):
    """Pictures of bytes with a label each: arrays in memory.

    data              (n, H, W) or (n, H, W, 3), uint8
    targets           (n,), int64
    classes           what each label stands for
    transform         what is done to a picture when it is asked for; to a label: target_transform
    """

    classes: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        root: str | Path | None = None,
        train: bool = True,
        transform: Transform | None = None,
        target_transform: Transform | None = None,
        download: bool = False,
    ) -> None:
        self.transform = transform
        self.target_transform = target_transform
        self.data, self.targets = self.read(root, train, download)

    def read(self, root: str | Path | None, train: bool, download: bool) -> tuple[Numbers, Numbers]:
        """Pictures and labels, from files."""
        raise NotImplementedError

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image, label = self.data[index], int(self.targets[index])
        if self.transform is not None:
            image = self.transform(image)
        return image, label if self.target_transform is None else self.target_transform(label)

    def __len__(self) -> int:
        return len(self.targets)

    def tensors(self) -> TensorDataset:
        """All of it, without transforms: float32 (n, C, H, W) from 0 to 1, and int64 labels."""
        pictures = self.data[:, None] if self.data.ndim == 3 else np.moveaxis(self.data, 3, 1)  # (n, C, H, W)
        return TensorDataset(made(pictures.astype(np.float32, order="C") / np.float32(255)), made(self.targets))


# --- idx files: MNIST and its kin


def read_idx(path: Path) -> Numbers:
    """The bytes in a gzipped idx file: two zeros, the code of bytes, the number of sides, the sides, the numbers.

    Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database", section on file formats.
    """
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise FileError(f"{path} wants to be a gzipped file: {error}") from None
    if len(content) < 4 or content[:3] != bytes([0, 0, BYTES]) or len(content) < 4 + 4 * content[3]:
        raise FileError(f"{path} wants to begin as an idx file of bytes, and begins with {content[:4]!r}")
    start = 4 + 4 * content[3]
    shape = tuple(int(side) for side in np.frombuffer(content[4:start], ">u4"))
    if len(content) - start != prod(shape):
        raise FileError(f"{path} wants {prod(shape)} bytes for shape {shape}, and has {len(content) - start}")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape).copy()


class MNIST(Pictures):
    """70,000 handwritten digits of 28 x 28 pixels, 10,000 of them for testing.

    Y. LeCun, C. Cortes and C. Burges; CC BY-SA 3.0.
    """

    folder: ClassVar[str] = "MNIST"
    classes = tuple("0123456789")
    mirrors: ClassVar[tuple[str, ...]] = (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    )
    hashes: ClassVar[dict[str, str]] = {
        "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    }

    def read(self, root: str | Path | None, train: bool, download: bool) -> tuple[Numbers, Numbers]:
        """From two files, which must have the same number of entries."""
        part = "train" if train else "t10k"
        images, labels = (
            read_idx(fetch_file(self.remote(name), root, download))
            for name in (f"{part}-images-idx3-ubyte.gz", f"{part}-labels-idx1-ubyte.gz")
        )
        if len(images) != len(labels):
            raise FileError(f"{self.folder} wants a label for each picture, got {len(images)} and {len(labels)} labels")
        return images, labels.astype(np.int64)

    @classmethod
    def remote(cls, name: str) -> Remote:
        """One of its files."""
        return Remote(f"{cls.folder}/{name}", cls.hashes[name], tuple(mirror + name for mirror in cls.mirrors))


class FashionMNIST(MNIST):
    """70,000 pictures of clothes in the form of MNIST, 10,000 of them for testing.

    H. Xiao, K. Rasul and R. Vollgraf (Zalando Research, 2017, https://arxiv.org/abs/1708.07747); MIT licence.
    """

    folder = "FashionMNIST"
    classes = (
        *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
        *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
    )
    mirrors = (
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    )
    hashes: ClassVar[dict[str, str]] = {
        "train-images-idx3-ubyte.gz": "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        "train-labels-idx1-ubyte.gz": "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        "t10k-images-idx3-ubyte.gz": "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        "t10k-labels-idx1-ubyte.gz": "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
    }


# --- CIFAR-10, in its binary version


class CIFAR10(Pictures):
    """60,000 photographs of 32 x 32 pixels in colour, 10,000 of them for testing.

    A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
    """

    archive: ClassVar[Remote] = Remote(
        "CIFAR10/cifar-10-binary.tar.gz",
        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        (
            "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
            "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/cifar-10-binary.tar.gz",
        ),
    )
    classes = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

    def read(self, root: str | Path | None, train: bool, download: bool) -> tuple[Numbers, Numbers]:
        """Five batches for training, one for testing."""
        names = [f"data_batch_{k}.bin" for k in range(1, 6)] if train else ["test_batch.bin"]
        return read_cifar(fetch_file(self.archive, root, download), names)


def read_cifar(path: Path, names: list[str]) -> tuple[Numbers, Numbers]:
    """Pictures (n, 32, 32, 3) and labels (n,) from these files in the archive.

    A record is the label, then 1024 bytes of red, of green and of blue each, row by row.
    """
    records = []
    try:
        with tarfile.open(path) as archive:
            for name in names:
                with archive.extractfile(f"cifar-10-batches-bin/{name}") as file:  # type: ignore[union-attr]
                    records.append(np.frombuffer(file.read(), np.uint8).reshape(-1, RECORD))
    except (tarfile.TarError, zlib.error, EOFError, OSError, KeyError, ValueError, TypeError) as error:
        raise FileError(f"{path} wants to be the binary version of CIFAR-10: {error}") from None
    together = np.concatenate(records)  # (n, RECORD)
    pictures = together[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)  # (n, 3072) -> (n, C, H, W) -> (n, H, W, C)
    return np.ascontiguousarray(pictures), together[:, 0].astype(np.int64)


# --- Text

SHAKESPEARE = Remote(
    "tiny_shakespeare/input.txt",
    "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
    (
        "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
        "https://storage.googleapis.com/download.tensorflow.org/data/shakespeare.txt",
    ),
)


def tiny_shakespeare(root: str | Path | None = None, download: bool = False) -> str:
    """About a million characters of Shakespeare's plays, put together by A. Karpathy (2015); the plays are free."""
    return fetch_file(SHAKESPEARE, root, download).read_text(encoding="ascii")
