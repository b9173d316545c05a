"""Letters from letters: one-hot input, a window, sampling by multinomial."""

import torch
import torch.nn as nn
import torch.nn.functional as F

text = "the quick brown fox jumps over the lazy dog. "
chars = sorted(set(text))
stoi = {ch: i for i, ch in enumerate(chars)}
data = torch.tensor([stoi[c] for c in text], dtype=torch.long)
block = 3
x = torch.stack([data[i : i + block] for i in range(len(data) - block)])
y = data[block:]


class Bigram(nn.Module):
    def __init__(self, vocab):
        super().__init__()
        self.vocab = vocab
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(block * vocab, 32), nn.Tanh(), nn.Linear(32, vocab))

    def forward(self, idx, targets=None):
        logits = self.net(F.one_hot(idx, self.vocab).float())
        loss = None if targets is None else F.cross_entropy(logits, targets)
        return logits, loss


model = copied(Bigram(len(chars)))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
for _ in range(25):
    _, loss = model(x, y)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()

model.eval()
torch.manual_seed(0)
with torch.no_grad():
    logits, _ = model(x[:1])
    probs = F.softmax(logits / 0.8, dim=-1)
    nxt = torch.multinomial(probs, num_samples=1)
    idx = torch.cat([x[:1], nxt], dim=1)

result = {"loss": loss.item(), "perplexity": torch.exp(loss).item(), "probs": probs, "shape": tuple(idx.shape)}
