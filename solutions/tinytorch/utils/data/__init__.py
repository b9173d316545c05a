# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.utils.data: the names that it hands on."""

from tinytorch.data.collate import default_collate
from tinytorch.data.dataset import ConcatDataset, Dataset, IterableDataset, Subset, TensorDataset, random_split
from tinytorch.data.loader import DataLoader
from tinytorch.data.samplers import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)
from tinytorch.data.workers import get_worker_info

__all__ = [
    "BatchSampler",
    "ConcatDataset",
    "DataLoader",
    "Dataset",
    "IterableDataset",
    "RandomSampler",
    "Sampler",
    "SequentialSampler",
    "Subset",
    "SubsetRandomSampler",
    "TensorDataset",
    "WeightedRandomSampler",
    "default_collate",
    "get_worker_info",
    "random_split",
]
