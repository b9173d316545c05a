"""Wrong layers: weighted sums with a slip in the shapes, parameters that are none, and norms along other axes."""


### MUTANT affine_without_bias: the bias is forgotten
### REPLACES nn/functional/affine.py Affine.forward
@staticmethod
def forward(ctx, x, weight, bias):
    ctx.save_for_backward(x, weight)
    return under(rows(x) @ weight.mT, x)


### MUTANT affine_subtracts: the bias has the wrong sign
### REPLACES nn/functional/affine.py Affine.forward
@staticmethod
def forward(ctx, x, weight, bias):
    ctx.save_for_backward(x, weight)
    y = rows(x) @ weight.mT
    return under(y - bias.expand(y.shape), x)


### MUTANT affine_of_the_weight_itself: the weight is not transposed
### REPLACES nn/functional/affine.py Affine.forward
@staticmethod
def forward(ctx, x, weight, bias):
    ctx.save_for_backward(x, weight)
    y = rows(x) @ weight
    return under(y + bias.expand(y.shape), x)


### MUTANT affine_in_rows: the axes in front do not come back
### REPLACES nn/functional/affine.py Affine.forward
@staticmethod
def forward(ctx, x, weight, bias):
    ctx.save_for_backward(x, weight)
    y = rows(x) @ weight.mT
    return y + bias.expand(y.shape)


### MUTANT affine_back_without_bias: the bias gets no gradient
### REPLACES nn/functional/affine.py Affine.backward
@staticmethod
def backward(ctx, d_output):
    x, weight = ctx.saved_values
    d = rows(d_output)
    return under(d @ weight, x), d.mT @ rows(x), None


### MUTANT affine_back_bias_averaged: the bias gets the mean of the rows, not their sum
### REPLACES nn/functional/affine.py Affine.backward
@staticmethod
def backward(ctx, d_output):
    x, weight = ctx.saved_values
    d = rows(d_output)
    return under(d @ weight, x), d.mT @ rows(x), d.sum((0,)) * (1.0 / d.shape[0])


### MUTANT affine_back_bias_over_outputs: the sum for the bias goes along the wrong axis
### REPLACES nn/functional/affine.py Affine.backward
@staticmethod
def backward(ctx, d_output):
    x, weight = ctx.saved_values
    d = rows(d_output)
    return under(d @ weight, x), d.mT @ rows(x), d.sum((1,))


### MUTANT affine_back_bias_of_one_axis: only the first axis is summed over, however many stand in front
### REPLACES nn/functional/affine.py Affine.backward
@staticmethod
def backward(ctx, d_output):
    x, weight = ctx.saved_values
    d = rows(d_output)
    return under(d @ weight, x), d.mT @ rows(x), d_output.sum((0,))


### MUTANT affine_back_weight_transposed: the weight's gradient is (inputs, outputs)
### REPLACES nn/functional/affine.py Affine.backward
@staticmethod
def backward(ctx, d_output):
    x, weight = ctx.saved_values
    d = rows(d_output)
    return under(d @ weight, x), rows(x).mT @ d, d.sum((0,))


### MUTANT affine_back_weight_averaged: the weight's gradient is divided by the number of rows
### REPLACES nn/functional/affine.py Affine.backward
@staticmethod
def backward(ctx, d_output):
    x, weight = ctx.saved_values
    d = rows(d_output)
    return under(d @ weight, x), (d.mT @ rows(x)) * (1.0 / d.shape[0]), d.sum((0,))


### MUTANT affine_back_by_the_transpose: the inputs' gradient goes through the transposed weight
### REPLACES nn/functional/affine.py Affine.backward
@staticmethod
def backward(ctx, d_output):
    x, weight = ctx.saved_values
    d = rows(d_output)
    return under(d @ weight.mT, x), d.mT @ rows(x), d.sum((0,))


### MUTANT affine_back_in_rows: the inputs' gradient keeps one axis in front
### REPLACES nn/functional/affine.py Affine.backward
@staticmethod
def backward(ctx, d_output):
    x, weight = ctx.saved_values
    d = rows(d_output)
    return d @ weight, d.mT @ rows(x), d.sum((0,))


### MUTANT affine_back_downhill: the inputs' gradient has the wrong sign
### REPLACES nn/functional/affine.py Affine.backward
@staticmethod
def backward(ctx, d_output):
    x, weight = ctx.saved_values
    d = rows(d_output)
    return under(-(d @ weight), x), d.mT @ rows(x), d.sum((0,))


### MUTANT affine_back_out_of_order: the gradients of weight and inputs are swapped
### REPLACES nn/functional/affine.py Affine.backward
@staticmethod
def backward(ctx, d_output):
    x, weight = ctx.saved_values
    d = rows(d_output)
    return d.mT @ rows(x), under(d @ weight, x), d.sum((0,))


### MUTANT linear_transposed: the weight is (in_features, out_features)
### REPLACES nn/layers.py Linear.__init__
def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
    self.in_features, self.out_features = in_features, out_features
    self.weight = Parameter(empty(in_features, out_features, dtype=dtype, device=device))
    self.bias = Parameter(empty(out_features, dtype=dtype, device=device)) if bias else None
    self.reset_parameters()


### MUTANT linear_always_with_bias: bias=False is ignored
### REPLACES nn/layers.py Linear.__init__
def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
    self.in_features, self.out_features = in_features, out_features
    self.weight = Parameter(empty(out_features, in_features, dtype=dtype, device=device))
    self.bias = Parameter(empty(out_features, dtype=dtype, device=device))
    self.reset_parameters()


### MUTANT linear_not_reset: the first numbers are whatever lay in memory
### REPLACES nn/layers.py Linear.__init__
def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
    self.in_features, self.out_features = in_features, out_features
    self.weight = Parameter(empty(out_features, in_features, dtype=dtype, device=device))
    self.bias = Parameter(empty(out_features, dtype=dtype, device=device)) if bias else None


### MUTANT linear_of_zeros: all numbers begin at 0, so that all neurons stay alike
### REPLACES nn/layers.py Linear.__init__
def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
    self.in_features, self.out_features = in_features, out_features
    self.weight = Parameter(zeros(out_features, in_features, dtype=dtype, device=device))
    self.bias = Parameter(zeros(out_features, dtype=dtype, device=device)) if bias else None


### MUTANT linear_shares_its_memory: layers of one size are made on the same numbers
### REPLACES nn/layers.py Linear.__init__
def __init__(self, in_features, out_features, bias=True, device=None, dtype=None, made={}):
    self.in_features, self.out_features = in_features, out_features
    shape = (out_features, in_features, dtype)
    if shape not in made:
        made[shape] = empty(out_features, in_features, dtype=dtype, device=device)
    self.weight = Parameter(made[shape])
    self.bias = Parameter(empty(out_features, dtype=dtype, device=device)) if bias else None
    self.reset_parameters()


### MUTANT linear_of_plain_tensors: weight and bias are no parameters
### REPLACES nn/layers.py Linear.__init__
def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
    self.in_features, self.out_features = in_features, out_features
    self.weight = empty(out_features, in_features, dtype=dtype, device=device).requires_grad_()
    self.bias = empty(out_features, dtype=dtype, device=device).requires_grad_() if bias else None
    self.reset_parameters()


### MUTANT linear_bias_of_inputs: the bias is as long as the inputs
### REPLACES nn/layers.py Linear.__init__
def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
    self.in_features, self.out_features = in_features, out_features
    self.weight = Parameter(empty(out_features, in_features, dtype=dtype, device=device))
    self.bias = Parameter(empty(in_features, dtype=dtype, device=device)) if bias else None
    self.reset_parameters()


### MUTANT linear_without_dtype: float64 is not asked for
### REPLACES nn/layers.py Linear.__init__
def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
    self.in_features, self.out_features = in_features, out_features
    self.weight = Parameter(empty(out_features, in_features, device=device))
    self.bias = Parameter(empty(out_features, device=device)) if bias else None
    self.reset_parameters()


### MUTANT linear_features_swapped: in_features and out_features are mixed up
### REPLACES nn/layers.py Linear.__init__
def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
    self.in_features, self.out_features = out_features, in_features
    self.weight = Parameter(empty(out_features, in_features, dtype=dtype, device=device))
    self.bias = Parameter(empty(out_features, dtype=dtype, device=device)) if bias else None
    self.reset_parameters()


### MUTANT layer_norm_unbiased: the variance divides by n - 1
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    normal = input - input.mean(axes, keepdim=True)
    normal = normal / (input.var(axes, keepdim=True) + eps).sqrt()
    scaled = normal if weight is None else normal * weight
    return scaled if bias is None else scaled + bias


### MUTANT layer_norm_eps_outside: eps is added to the root
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    mean, variance = input.mean(axes, keepdim=True), input.var(axes, unbiased=False, keepdim=True)
    normal = (input - mean) / (variance.sqrt() + eps)
    scaled = normal if weight is None else normal * weight
    return scaled if bias is None else scaled + bias


### MUTANT layer_norm_without_eps: a row of equal numbers is divided by 0
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    mean, variance = input.mean(axes, keepdim=True), input.var(axes, unbiased=False, keepdim=True)
    normal = (input - mean) / variance.sqrt()
    scaled = normal if weight is None else normal * weight
    return scaled if bias is None else scaled + bias


### MUTANT layer_norm_along_the_last_axis: of several axes of a row only the last one is looked at
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    row_axes("layer_norm", input, normalized_shape, weight, bias)
    mean, variance = input.mean(-1, keepdim=True), input.var(-1, unbiased=False, keepdim=True)
    normal = (input - mean) / (variance + eps).sqrt()
    scaled = normal if weight is None else normal * weight
    return scaled if bias is None else scaled + bias


### MUTANT layer_norm_of_the_batch: mean and variance are those of each column
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    axes = tuple(range(input.ndim - len(axes))) or axes
    mean, variance = input.mean(axes, keepdim=True), input.var(axes, unbiased=False, keepdim=True)
    normal = (input - mean) / (variance + eps).sqrt()
    scaled = normal if weight is None else normal * weight
    return scaled if bias is None else scaled + bias


### MUTANT layer_norm_of_all: mean and variance are those of the whole input
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    row_axes("layer_norm", input, normalized_shape, weight, bias)
    normal = (input - input.mean()) / (input.var(unbiased=False) + eps).sqrt()
    scaled = normal if weight is None else normal * weight
    return scaled if bias is None else scaled + bias


### MUTANT layer_norm_without_a_root: the variance itself divides
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    mean, variance = input.mean(axes, keepdim=True), input.var(axes, unbiased=False, keepdim=True)
    normal = (input - mean) / (variance + eps)
    scaled = normal if weight is None else normal * weight
    return scaled if bias is None else scaled + bias


### MUTANT layer_norm_not_centred: the mean is not subtracted
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    normal = input / (input.var(axes, unbiased=False, keepdim=True) + eps).sqrt()
    scaled = normal if weight is None else normal * weight
    return scaled if bias is None else scaled + bias


### MUTANT layer_norm_bias_first: the bias is added before the weight is multiplied
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    mean, variance = input.mean(axes, keepdim=True), input.var(axes, unbiased=False, keepdim=True)
    normal = (input - mean) / (variance + eps).sqrt()
    moved = normal if bias is None else normal + bias
    return moved if weight is None else moved * weight


### MUTANT layer_norm_bias_needs_weight: without a weight the bias is forgotten
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    mean, variance = input.mean(axes, keepdim=True), input.var(axes, unbiased=False, keepdim=True)
    normal = (input - mean) / (variance + eps).sqrt()
    if weight is None:
        return normal
    return normal * weight if bias is None else normal * weight + bias


### MUTANT layer_norm_of_constants: no gradient flows through mean and variance
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    fixed = input.detach()
    mean, variance = fixed.mean(axes, keepdim=True), fixed.var(axes, unbiased=False, keepdim=True)
    normal = (input - mean) / (variance + eps).sqrt()
    scaled = normal if weight is None else normal * weight
    return scaled if bias is None else scaled + bias


### MUTANT layer_norm_of_a_difference: the variance is the mean of squares less the square of the mean, as it comes
### REPLACES nn/functional/normalization.py layer_norm
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    axes = row_axes("layer_norm", input, normalized_shape, weight, bias)
    mean = input.mean(axes, keepdim=True)
    variance = input.square().mean(axes, keepdim=True) + mean.square()
    normal = (input - mean) / (variance + eps).sqrt()
    scaled = normal if weight is None else normal * weight
    return scaled if bias is None else scaled + bias
