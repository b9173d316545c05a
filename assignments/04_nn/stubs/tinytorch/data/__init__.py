# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.data: the names that it hands on."""

from tinytorch.data.collate import default_collate
from tinytorch.data.dataset import ConcatDataset, Dataset, IterableDataset, Subset, TensorDataset, random_split
from tinytorch.data.digits import load_digits
from tinytorch.data.downloads import DownloadError
from tinytorch.data.files import (
    CharVocabulary,
    FileError,
    Windows,
    load_csv,
    load_docs,
    load_image,
    load_images,
    load_labels,
)
from tinytorch.data.laws import epoch_law
from tinytorch.data.loader import DataLoader
from tinytorch.data.samplers import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
    index_batches,
)
from tinytorch.data.sets import CIFAR10, MNIST, FashionMNIST, tiny_shakespeare
from tinytorch.data.toys import TOYS, circle, diagonal, moons, simple, spiral, split, xor
from tinytorch.data.transforms import (
    CenterCrop,
    Compose,
    Lambda,
    Normalize,
    OneHot,
    RandomCrop,
    RandomHorizontalFlip,
    Resize,
    ToTensor,
)
from tinytorch.data.workers import WorkerError, get_worker_info

__all__ = [
    "CIFAR10",
    "MNIST",
    "TOYS",
    "BatchSampler",
    "CenterCrop",
    "CharVocabulary",
    "Compose",
    "ConcatDataset",
    "DataLoader",
    "Dataset",
    "DownloadError",
    "FashionMNIST",
    "FileError",
    "IterableDataset",
    "Lambda",
    "Normalize",
    "OneHot",
    "RandomCrop",
    "RandomHorizontalFlip",
    "RandomSampler",
    "Resize",
    "Sampler",
    "SequentialSampler",
    "Subset",
    "SubsetRandomSampler",
    "TensorDataset",
    "ToTensor",
    "WeightedRandomSampler",
    "Windows",
    "WorkerError",
    "circle",
    "default_collate",
    "diagonal",
    "epoch_law",
    "get_worker_info",
    "index_batches",
    "load_csv",
    "load_digits",
    "load_docs",
    "load_image",
    "load_images",
    "load_labels",
    "moons",
    "random_split",
    "simple",
    "spiral",
    "split",
    "tiny_shakespeare",
    "xor",
]
