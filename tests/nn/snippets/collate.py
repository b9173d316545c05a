"""Sentences of different lengths: a Dataset of one's own, padded by a collate_fn, and a mask."""

import torch
from torch.utils.data import DataLoader, Dataset, Subset, random_split


class Sentences(Dataset):
    def __init__(self, lengths):
        self.items = [(torch.arange(1, n + 1), n % 2) for n in lengths]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, idx):
        return self.items[idx]


def pad_collate(batch):
    tokens, labels = zip(*batch)
    longest = max(len(t) for t in tokens)
    padded = torch.zeros(len(batch), longest, dtype=torch.long)
    for row, t in enumerate(tokens):
        padded[row, : len(t)] = t
    return {"tokens": padded, "mask": padded != 0, "labels": torch.tensor(labels)}


dataset = Sentences([3, 5, 2, 7, 1, 4, 6])
loader = DataLoader(dataset, batch_size=3, collate_fn=pad_collate)
batches = [(b["tokens"], b["mask"].sum(dim=1), b["labels"]) for b in loader]
train, valid = random_split(dataset, [5, 2], generator=torch.Generator().manual_seed(42))
shuffled = DataLoader(train, batch_size=2, shuffle=True, drop_last=True, collate_fn=pad_collate)
first_three = DataLoader(Subset(dataset, [0, 1, 2]), batch_size=None)

result = {
    "batches": batches,
    "lengths": (len(loader), len(train), len(valid), len(shuffled)),
    "all": sorted(train.indices + valid.indices),
    "seen": sum(len(b["labels"]) for b in shuffled),
    "rows": [(tokens.tolist(), label) for tokens, label in first_three],
}
