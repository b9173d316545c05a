"""Right layers: other products, other masks, the variance by hand."""


### RIGHT layers_step_by_step: flattened by hand, with what is saved in another order
### REPLACES nn/functional/affine.py Affine.forward
@staticmethod
def forward(ctx, x, weight, bias):
    ctx.save_for_backward(weight, x)
    flat = x.reshape((prod(x.shape[:-1]), x.shape[-1]))
    y = flat @ weight.mT
    y = y + bias.reshape((1, *bias.shape)).expand(y.shape)
    return y.reshape((*x.shape[:-1], weight.shape[0]))


### REPLACES nn/functional/affine.py Affine.backward
@staticmethod
def backward(ctx, d_output):
    weight, x = ctx.saved_values
    d, flat = rows(d_output), rows(x)
    d_weight = (flat.mT @ d).mT
    d_bias = d_output.sum(tuple(range(len(d_output.shape) - 1)), False) if len(d_output.shape) > 1 else d_output
    return (d @ weight).reshape(x.shape), d_weight, d_bias


### REPLACES nn/layers.py Linear.__init__
def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
    where = {"dtype": dtype, "device": device}
    self.register_parameter("weight", Parameter(zeros(out_features, in_features, **where)))
    self.register_parameter("bias", Parameter(zeros(out_features, **where)) if bias else None)
    self.in_features = in_features
    self.out_features = out_features
    self.reset_parameters()


### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    check_chance(p)
    if training and p > 0.0:
        kept = (rand_like(input) < 1.0 - p).to(input.dtype)
        return input * 0.0 if p == 1.0 else input * kept / (1.0 - p)
    return input


### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    centred = input - input.mean(axes, keepdim=True)
    result = centred * (centred.square().mean(axes, keepdim=True) + eps).rsqrt()
    if weight is not None:
        result = result * weight
    if bias is not None:
        result = result + bias
    return result


### RIGHT layers_by_expansion: dropout by bernoulli, the norm over one axis that was made of several
### REPLACES nn/functional/affine.py Affine.forward
@staticmethod
def forward(ctx, x, weight, bias):
    ctx.save_for_backward(x, weight)
    y = x @ weight.mT
    return y + bias.expand(y.shape)


### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    from tinytorch.tensors.creation import full_like
    from tinytorch.tensors.random import bernoulli

    check_chance(p)
    if not training or p == 0.0:
        return input.clone()
    mask = bernoulli(full_like(input, 1.0 - p))
    return input * mask * (1.0 / (1.0 - p) if p < 1.0 else 1.0)


### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    from math import prod

    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    sides = input.shape[-len(axes) :]
    flat = input.reshape((*input.shape[: -len(axes)], prod(sides)))
    count = flat.shape[-1]
    mean = flat.sum(-1, keepdim=True) / count
    apart = flat - mean
    variance = (apart * apart).sum(-1, keepdim=True) / count
    result = (apart / (variance + eps) ** 0.5).reshape(input.shape)
    result = result if weight is None else weight * result
    return result if bias is None else bias + result


### REPLACES nn/layers.py Linear.__init__
def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
    Module.__init__(self)
    self.in_features = in_features
    self.out_features = out_features
    self.weight = Parameter(empty((out_features, in_features), dtype=dtype, device=device))
    if bias:
        self.bias = Parameter(empty((out_features,), dtype=dtype, device=device))
    else:
        self.register_parameter("bias", None)
    self.reset_parameters()
