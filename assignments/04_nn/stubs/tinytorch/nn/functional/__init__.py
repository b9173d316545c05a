# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.nn.functional: the names that it hands on."""

from tinytorch.nn.functional.activations import (
    elu,
    gelu,
    leaky_relu,
    log_softmax,
    logsigmoid,
    relu,
    sigmoid,
    silu,
    softmax,
    softplus,
    tanh,
)
from tinytorch.nn.functional.affine import Affine, linear
from tinytorch.nn.functional.distances import cosine_similarity, huber_loss, kl_div, l1_loss, mse_loss, smooth_l1_loss
from tinytorch.nn.functional.dropout import dropout
from tinytorch.nn.functional.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    nll_loss,
    one_hot,
)
from tinytorch.nn.functional.normalization import layer_norm, normalize, rms_norm

__all__ = [
    "Affine",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cosine_similarity",
    "cross_entropy",
    "dropout",
    "elu",
    "gelu",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsigmoid",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "relu",
    "rms_norm",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "softmax",
    "softplus",
    "tanh",
]
