"""Wrong Functions that make one number of many: Sum, AMax, LogSoftmax."""


### MUTANT sum_forward_means: the mean along the axes
### REPLACES tensors/functions/reduce.py Sum.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    ctx.save_for_backward(a.shape, axes)
    total = a.sum(axes, keepdim)
    return total / max(1, a.layout.size // max(1, total.layout.size))


### MUTANT sum_forward_keeps_axes: always, as sides of 1
### REPLACES tensors/functions/reduce.py Sum.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    ctx.save_for_backward(a.shape, axes)
    return a.sum(axes, True)


### MUTANT sum_forward_drops_axes: keepdim is not handed on
### REPLACES tensors/functions/reduce.py Sum.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    ctx.save_for_backward(a.shape, axes)
    return a.sum(axes)


### MUTANT sum_forward_one_axis: only the first of them
### REPLACES tensors/functions/reduce.py Sum.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    ctx.save_for_backward(a.shape, axes)
    return a.sum(axes[:1], keepdim)


### MUTANT sum_forward_saves_nothing: nothing for backward
### REPLACES tensors/functions/reduce.py Sum.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    return a.sum(axes, keepdim)


### MUTANT sum_saves_the_sums_shape: the gradient is not repeated
### REPLACES tensors/functions/reduce.py Sum.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    total = a.sum(axes, keepdim)
    ctx.save_for_backward(total.shape)
    return total


### REPLACES tensors/functions/reduce.py Sum.backward
@staticmethod
def backward(ctx, d_output):
    return d_output.reshape(ctx.saved_values[0])


### MUTANT sum_backward_shares: each summand gets its part, as for a mean
### REPLACES tensors/functions/reduce.py Sum.backward
@staticmethod
def backward(ctx, d_output):
    d = restore(d_output, *ctx.saved_values)
    return d / max(1, d.layout.size // max(1, d_output.layout.size))


### MUTANT sum_backward_multiplies: by the number of summands
### REPLACES tensors/functions/reduce.py Sum.backward
@staticmethod
def backward(ctx, d_output):
    d = restore(d_output, *ctx.saved_values)
    return d * float(d.layout.size // max(1, d_output.layout.size))


### MUTANT sum_backward_expands_only: right only where the axes have stayed, or were the first ones
### REPLACES tensors/functions/reduce.py Sum.backward
@staticmethod
def backward(ctx, d_output):
    shape, _ = ctx.saved_values
    return d_output.expand(shape)


### MUTANT sum_backward_new_axes_first: sides of 1 come back in front of all others
### REPLACES tensors/functions/reduce.py Sum.backward
@staticmethod
def backward(ctx, d_output):
    shape, axes = ctx.saved_values
    missing = len(shape) - len(d_output.shape)
    return d_output.reshape((1,) * missing + d_output.shape).expand(shape)


### MUTANT sum_backward_ones: the slopes alone
### REPLACES tensors/functions/reduce.py Sum.backward
@staticmethod
def backward(ctx, d_output):
    return restore(d_output, *ctx.saved_values) * 0.0 + 1.0


### MUTANT sum_backward_passes_on: not repeated
### REPLACES tensors/functions/reduce.py Sum.backward
@staticmethod
def backward(ctx, d_output):
    return d_output


### MUTANT amax_forward_smallest: the other end
### REPLACES tensors/functions/reduce.py AMax.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    result = a.amin(axes, keepdim)
    ctx.save_for_backward(a, result, axes)
    return result


### MUTANT amax_forward_of_all: along every axis
### REPLACES tensors/functions/reduce.py AMax.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    result = a.amax(tuple(range(len(a.shape))), keepdim)
    ctx.save_for_backward(a, result, axes)
    return result


### MUTANT amax_forward_not_below_zero: as if a 0 were among the elements
### REPLACES tensors/functions/reduce.py AMax.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    result = operators.relu(a.amax(axes, keepdim))
    ctx.save_for_backward(a, result, axes)
    return result


### MUTANT amax_forward_drops_axes: keepdim is not handed on
### REPLACES tensors/functions/reduce.py AMax.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    result = a.amax(axes)
    ctx.save_for_backward(a, result, axes)
    return result


### MUTANT amax_forward_saves_nothing: nothing for backward
### REPLACES tensors/functions/reduce.py AMax.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    return a.amax(axes, keepdim)


### MUTANT amax_backward_each_gets_all: the gradient to all that are equal, not divided
### REPLACES tensors/functions/reduce.py AMax.backward
@staticmethod
def backward(ctx, d_output):
    a, result, axes = ctx.saved_values
    winners = (a == restore(result, a.shape, axes)).to(d_output.dtype)
    return restore(d_output, a.shape, axes) * winners


### MUTANT amax_backward_first_takes_all: of several that are equal, one gets everything
### REPLACES tensors/functions/reduce.py AMax.backward
@staticmethod
def backward(ctx, d_output):
    a, result, axes = ctx.saved_values
    if not hasattr(a, "numpy") or not axes:
        return restore(d_output, a.shape, axes)
    winners = (a == restore(result, a.shape, axes)).to(d_output.dtype)
    seen = result.reshape(tuple(1 if k in axes else n for k, n in enumerate(a.shape))) * 0.0
    numbers, once = winners.numpy().copy(), seen.numpy().copy()
    for index in sorted(dict(zip(map(tuple, zip(*numbers.nonzero())), [0] * numbers.size))):
        place = tuple(0 if k in axes else i for k, i in enumerate(index))
        numbers[index] = once[place] == 0.0
        once[place] = 1.0
    winners.numpy()[...] = numbers
    return restore(d_output, a.shape, axes) * winners


### MUTANT amax_backward_to_all: losers too get a share
### REPLACES tensors/functions/reduce.py AMax.backward
@staticmethod
def backward(ctx, d_output):
    a, _, axes = ctx.saved_values
    d = restore(d_output, a.shape, axes)
    return d / max(1, d.layout.size // max(1, d_output.layout.size))


### MUTANT amax_backward_counts_everywhere: divided by the winners of the whole array
### REPLACES tensors/functions/reduce.py AMax.backward
@staticmethod
def backward(ctx, d_output):
    a, result, axes = ctx.saved_values
    winners = (a == restore(result, a.shape, axes)).to(d_output.dtype)
    count = winners.sum(tuple(range(len(a.shape))), keepdim=True).expand(a.shape)
    return restore(d_output, a.shape, axes) * winners / count


### MUTANT amax_backward_divides_by_the_side: by how many were compared
### REPLACES tensors/functions/reduce.py AMax.backward
@staticmethod
def backward(ctx, d_output):
    a, result, axes = ctx.saved_values
    winners = (a == restore(result, a.shape, axes)).to(d_output.dtype)
    return restore(d_output, a.shape, axes) * winners / max(1, a.layout.size // max(1, d_output.layout.size))


### MUTANT amax_backward_ignores_d: the shares alone
### REPLACES tensors/functions/reduce.py AMax.backward
@staticmethod
def backward(ctx, d_output):
    a, result, axes = ctx.saved_values
    winners = (a == restore(result, a.shape, axes)).to(d_output.dtype)
    return winners / winners.sum(axes, keepdim=True).expand(a.shape)


### MUTANT amax_backward_times_a: the mask holds the largest numbers, not 1
### REPLACES tensors/functions/reduce.py AMax.backward
@staticmethod
def backward(ctx, d_output):
    a, result, axes = ctx.saved_values
    winners = (a == restore(result, a.shape, axes)).to(d_output.dtype)
    count = winners.sum(axes, keepdim=True).expand(a.shape)
    return restore(d_output, a.shape, axes) * winners * a / count


### MUTANT amax_backward_always_double: the mask is float64, and so is the gradient
### REPLACES tensors/functions/reduce.py AMax.backward
@staticmethod
def backward(ctx, d_output):
    a, result, axes = ctx.saved_values
    winners = (a == restore(result, a.shape, axes)).to("float64")
    count = winners.sum(axes, keepdim=True).expand(a.shape)
    return restore(d_output, a.shape, axes) * winners / count


### MUTANT amax_backward_without_restore: right only where the axes have stayed
### REPLACES tensors/functions/reduce.py AMax.backward
@staticmethod
def backward(ctx, d_output):
    a, result, axes = ctx.saved_values
    winners = (a == result.expand(a.shape)).to(d_output.dtype)
    count = winners.sum(axes, keepdim=True).expand(a.shape)
    return d_output.expand(a.shape) * winners / count


### MUTANT log_softmax_forward_without_max: e^1000 is more than a float can hold
### REPLACES tensors/functions/reduce.py LogSoftmax.forward
@staticmethod
def forward(ctx, a, *, axis):
    result = a - operators.log(operators.exp(a).sum((axis,), keepdim=True)).expand(a.shape)
    ctx.save_for_backward(result, axis)
    return result


### MUTANT log_softmax_forward_largest_of_all: far below it every e^a is 0, and ln 0 has no value
### REPLACES tensors/functions/reduce.py LogSoftmax.forward
@staticmethod
def forward(ctx, a, *, axis):
    shifted = a - a.amax(tuple(range(len(a.shape))), keepdim=True).expand(a.shape)
    result = shifted - operators.log(operators.exp(shifted).sum((axis,), keepdim=True)).expand(a.shape)
    ctx.save_for_backward(result, axis)
    return result


### MUTANT log_softmax_forward_subtracts_the_smallest: the wrong end
### REPLACES tensors/functions/reduce.py LogSoftmax.forward
@staticmethod
def forward(ctx, a, *, axis):
    shifted = a - a.amin((axis,), keepdim=True).expand(a.shape)
    result = shifted - operators.log(operators.exp(shifted).sum((axis,), keepdim=True)).expand(a.shape)
    ctx.save_for_backward(result, axis)
    return result


### MUTANT log_softmax_forward_log_of_softmax: a probability that is too small for a float becomes ln 0
### REPLACES tensors/functions/reduce.py LogSoftmax.forward
@staticmethod
def forward(ctx, a, *, axis):
    powers = operators.exp(a - a.amax((axis,), keepdim=True).expand(a.shape))
    result = operators.log(powers / powers.sum((axis,), keepdim=True).expand(a.shape))
    ctx.save_for_backward(result, axis)
    return result


### MUTANT log_softmax_forward_without_log: the probabilities themselves
### REPLACES tensors/functions/reduce.py LogSoftmax.forward
@staticmethod
def forward(ctx, a, *, axis):
    powers = operators.exp(a - a.amax((axis,), keepdim=True).expand(a.shape))
    result = powers / powers.sum((axis,), keepdim=True).expand(a.shape)
    ctx.save_for_backward(result, axis)
    return result


### MUTANT log_softmax_forward_last_axis: always the last one
### REPLACES tensors/functions/reduce.py LogSoftmax.forward
@staticmethod
def forward(ctx, a, *, axis):
    axis = len(a.shape) - 1
    shifted = a - a.amax((axis,), keepdim=True).expand(a.shape)
    result = shifted - operators.log(operators.exp(shifted).sum((axis,), keepdim=True)).expand(a.shape)
    ctx.save_for_backward(result, axis)
    return result


### MUTANT log_softmax_forward_over_everything: one sum for the whole array
### REPLACES tensors/functions/reduce.py LogSoftmax.forward
@staticmethod
def forward(ctx, a, *, axis):
    axes = tuple(range(len(a.shape)))
    shifted = a - a.amax(axes, keepdim=True).expand(a.shape)
    result = shifted - operators.log(operators.exp(shifted).sum(axes, keepdim=True)).expand(a.shape)
    ctx.save_for_backward(result, axis)
    return result


### MUTANT log_softmax_forward_shifts_once: the largest is subtracted in the sum, but not from a
### REPLACES tensors/functions/reduce.py LogSoftmax.forward
@staticmethod
def forward(ctx, a, *, axis):
    shifted = a - a.amax((axis,), keepdim=True).expand(a.shape)
    result = a - operators.log(operators.exp(shifted).sum((axis,), keepdim=True)).expand(a.shape)
    ctx.save_for_backward(result, axis)
    return result


### MUTANT log_softmax_forward_saves_nothing: nothing for backward
### REPLACES tensors/functions/reduce.py LogSoftmax.forward
@staticmethod
def forward(ctx, a, *, axis):
    shifted = a - a.amax((axis,), keepdim=True).expand(a.shape)
    return shifted - operators.log(operators.exp(shifted).sum((axis,), keepdim=True)).expand(a.shape)


### MUTANT log_softmax_backward_without_sum: each element for itself
### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    result, _ = ctx.saved_values
    return d_output - operators.exp(result) * d_output


### MUTANT log_softmax_backward_passes_on: only the first part
### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    return d_output


### MUTANT log_softmax_backward_last_axis: the sum goes along another axis
### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    result, _ = ctx.saved_values
    total = d_output.sum((len(result.shape) - 1,), keepdim=True)
    return d_output - operators.exp(result) * total.expand(result.shape)


### MUTANT log_softmax_backward_sums_everything: one sum for the whole array
### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    result, _ = ctx.saved_values
    total = d_output.sum(tuple(range(len(result.shape))), keepdim=True)
    return d_output - operators.exp(result) * total.expand(result.shape)


### MUTANT log_softmax_backward_without_exp: logarithms in the place of probabilities
### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    result, axis = ctx.saved_values
    return d_output - result * d_output.sum((axis,), keepdim=True).expand(result.shape)


### MUTANT log_softmax_backward_adds: a sign is wrong
### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    result, axis = ctx.saved_values
    return d_output + operators.exp(result) * d_output.sum((axis,), keepdim=True).expand(result.shape)


### MUTANT log_softmax_backward_of_softmax: the rule of softmax itself
### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    result, axis = ctx.saved_values
    p = operators.exp(result)
    return p * (d_output - (d_output * p).sum((axis,), keepdim=True).expand(p.shape))


### MUTANT log_softmax_backward_weighted_sum: the sum is taken after the multiplication
### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    result, axis = ctx.saved_values
    return d_output - (operators.exp(result) * d_output).sum((axis,), keepdim=True).expand(result.shape)


### MUTANT log_softmax_backward_means: the mean in the place of the sum
### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    result, axis = ctx.saved_values
    mean = d_output.sum((axis,), keepdim=True) / result.shape[axis]
    return d_output - operators.exp(result) * mean.expand(result.shape)


### MUTANT log_softmax_saves_probabilities: an array that nobody can differentiate again
### REPLACES tensors/functions/reduce.py LogSoftmax.forward
@staticmethod
def forward(ctx, a, *, axis):
    shifted = a - a.amax((axis,), keepdim=True).expand(a.shape)
    result = shifted - operators.log(operators.exp(shifted).sum((axis,), keepdim=True)).expand(a.shape)
    ctx.save_for_backward(operators.exp(result), axis)
    return result


### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    p, axis = ctx.saved_values
    return d_output - p * d_output.sum((axis,), keepdim=True).expand(p.shape)
