"""Attention by hand: heads, a causal mask, weights that add up to one."""

import math

import numpy as np
import torch
from torch import nn


class SelfAttention(nn.Module):
    def __init__(self, dim, heads, length):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim, bias=False)
        self.proj = nn.Linear(dim, dim)
        self.register_buffer("mask", torch.tril(torch.ones(length, length)).view(1, 1, length, length))

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        q, k, v = (t.view(B, T, self.heads, C // self.heads).transpose(1, 2) for t in (q, k, v))
        att = (q @ k.transpose(-2, -1)) / math.sqrt(k.size(-1))
        att = att.masked_fill(self.mask[:, :, :T, :T] == 0, float("-inf"))
        att = torch.softmax(att, dim=-1)
        return self.proj((att @ v).transpose(1, 2).contiguous().view(B, T, C)), att


x = torch.from_numpy(np.random.default_rng(19).normal(size=(2, 5, 8)).astype(np.float32))
model = copied(SelfAttention(8, 2, 6))
out, att = model(x)
out.pow(2).mean().backward()
result = {"out": out, "att": att, "gradient": model.qkv.weight.grad, "rows": att.sum(-1)}
