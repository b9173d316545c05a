"""What stands in torch.nn.functional, called as functions."""

import numpy as np
import torch
import torch.nn.functional as F

rng = np.random.default_rng(17)
x = torch.from_numpy(rng.normal(size=(5, 4)).astype(np.float32) * 3)
y = torch.from_numpy(rng.normal(size=(5, 4)).astype(np.float32))
labels = torch.tensor([0, 3, -100, 1, 2])
chances = torch.softmax(y, dim=1)
bends = [F.relu, F.gelu, F.silu, F.elu, F.softplus, F.logsigmoid, F.leaky_relu, torch.tanh, torch.sigmoid]

result = {
    "bends": [bend(x) for bend in bends],
    "norms": [F.layer_norm(x, (4,)), F.layer_norm(x, x.shape[1:], eps=1e-3), F.rms_norm(x, [4]), F.normalize(x)],
    "classes": [F.cross_entropy(x, labels), F.nll_loss(F.log_softmax(x, dim=-1), labels, reduction="sum")],
    "smooth": F.cross_entropy(x, labels, ignore_index=3 - 103, label_smoothing=0.2, reduction="none"),
    "soft": F.cross_entropy(x, chances),
    "numbers": [F.mse_loss(x, y), F.l1_loss(x, y, reduction="sum"), F.smooth_l1_loss(x, y, beta=0.5)],
    "kl": F.kl_div(F.log_softmax(x, dim=1), chances, reduction="batchmean"),
    "binary": F.binary_cross_entropy(torch.sigmoid(x), (y > 0).float()),
    "logits": F.binary_cross_entropy_with_logits(x, (y > 0).float(), weight=torch.rand(5, 4).ge(0).float()),
    "one_hot": F.one_hot(labels.clamp(min=0), num_classes=5),
    "dropout": [F.dropout(x, p=0.5, training=False), F.dropout(x, 1.0)],
    "linear": F.linear(x, torch.ones(2, 4), torch.tensor([0.0, 1.0])),
    "angles": F.cosine_similarity(x, y, dim=-1),
}
