"""Right Functions that save other things, and Functions that go step by step."""


### RIGHT functions_that_save_otherwise: inputs, masks and prepared orders; gradients in tuples of one
### REPLACES tensors/functions/shape.py Permute.forward
@staticmethod
def forward(ctx, a, *, order):
    ctx.save_for_backward(sorted(range(len(order)), key=order.__getitem__))
    return a.permute(order)


### REPLACES tensors/functions/shape.py Permute.backward
@staticmethod
def backward(ctx, d_output):
    return (d_output.permute(ctx.saved_values[0]),)


### REPLACES tensors/functions/shape.py Reshape.forward
@staticmethod
def forward(ctx, a, *, shape):
    ctx.save_for_backward(a)
    return a.contiguous().reshape(shape)


### REPLACES tensors/functions/shape.py Reshape.backward
@staticmethod
def backward(ctx, d_output):
    (a,) = ctx.saved_values
    return (d_output.reshape(a.shape),)


### REPLACES tensors/functions/shape.py Expand.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    aligned = (1,) * (len(d_output.shape) - len(shape)) + shape
    return (d_output.sum(tuple(k for k, side in enumerate(aligned) if side == 1), True).reshape(shape),)


### REPLACES tensors/functions/shape.py Pick.forward
@staticmethod
def forward(ctx, a, *, view):
    ctx.save_for_backward(view, a)
    return a.view(view(a.layout))


### REPLACES tensors/functions/shape.py Pick.backward
@staticmethod
def backward(ctx, d_output):
    view, a = ctx.saved_values
    return (d_output.place(a.shape, view),)


### REPLACES tensors/functions/reduce.py Sum.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    ones = tuple(1 if k in axes else side for k, side in enumerate(a.shape))
    ctx.save_for_backward(ones, a.shape)
    total = a.sum(axes, True)
    return total if keepdim else total.reshape(tuple(side for k, side in enumerate(a.shape) if k not in axes))


### REPLACES tensors/functions/reduce.py Sum.backward
@staticmethod
def backward(ctx, d_output):
    ones, shape = ctx.saved_values
    return (d_output.reshape(ones).expand(shape),)


### REPLACES tensors/functions/reduce.py AMax.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    result = a.amax(axes, keepdim)
    winners = (a == restore(result, a.shape, axes)).to(a.dtype)
    ctx.save_for_backward(winners / winners.sum(axes, keepdim=True).expand(a.shape), axes)
    return result


### REPLACES tensors/functions/reduce.py AMax.backward
@staticmethod
def backward(ctx, d_output):
    shares, axes = ctx.saved_values
    return (shares * restore(d_output, shares.shape, axes),)


### REPLACES tensors/functions/reduce.py LogSoftmax.forward
@staticmethod
def forward(ctx, a, *, axis):
    largest = a.amax((axis,), keepdim=True)
    total = operators.exp(a - largest.expand(a.shape)).sum((axis,), keepdim=True)
    result = a - (operators.log(total) + largest).expand(a.shape)
    ctx.save_for_backward((axis,), result)
    return result


### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    axes, result = ctx.saved_values
    total = restore(d_output.sum(axes), result.shape, axes)
    return (-(total * operators.exp(result) - d_output),)


### REPLACES tensors/functions/matmul.py MatMul.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward(b, a)
    return (b.mT @ a.mT).mT


### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    b, a = ctx.saved_values
    return (b @ d_output.mT).mT, (d_output.mT @ a).mT


### REPLACES tensors/functions/index.py Gather.forward
@staticmethod
def forward(ctx, a, *, rows):
    ctx.save_for_backward(a, rows)
    flat = a.reshape((a.shape[0], a.layout.size // a.shape[0]))
    return flat.gather_rows(rows).reshape((*rows.shape, *a.shape[1:]))


### REPLACES tensors/functions/index.py Gather.backward
@staticmethod
def backward(ctx, d_output):
    a, rows = ctx.saved_values
    return (d_output.scatter_rows(rows, a.shape[0]),)


### RIGHT functions_step_by_step: one axis, one row, one summand after the other
### REPLACES tensors/functions/shape.py Permute.forward
@staticmethod
def forward(ctx, a, *, order):
    ctx.save_for_backward(tuple(order))
    here = list(range(len(order)))
    for k, axis in enumerate(order):
        at = here.index(axis)
        exchange = list(range(len(order)))
        exchange[k], exchange[at] = at, k
        here[k], here[at] = here[at], here[k]
        a = a.permute(tuple(exchange))
    return a


### REPLACES tensors/functions/shape.py Permute.backward
@staticmethod
def backward(ctx, d_output):
    (order,) = ctx.saved_values
    back = [0] * len(order)
    for k, axis in enumerate(order):
        back[axis] = k
    return d_output.permute(tuple(back))


### REPLACES tensors/functions/shape.py Expand.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    while len(d_output.shape) > len(shape):
        d_output = d_output.sum((0,))
    for k, side in enumerate(shape):
        if d_output.shape[k] != side:
            d_output = d_output.sum((k,), keepdim=True)
    return d_output


### REPLACES tensors/functions/shape.py Pick.backward
@staticmethod
def backward(ctx, d_output):
    shape, view = ctx.saved_values
    if not d_output.shape or d_output.shape[0] < 2:
        return d_output.place(shape, view)
    total = None
    for k in range(d_output.shape[0]):
        cut = parts((0, k, 1, 1))
        part = d_output.pick(cut).place(shape, lambda layout, cut=cut: cut(view(layout)))
        total = part if total is None else total + part
    return total


### REPLACES tensors/functions/reduce.py Sum.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    ctx.save_for_backward(a.shape, axes)
    for axis in reversed(axes):
        a = a.sum((axis,), keepdim)
    return a


### REPLACES tensors/functions/reduce.py Sum.backward
@staticmethod
def backward(ctx, d_output):
    shape, axes = ctx.saved_values
    if len(d_output.shape) < len(shape):
        for axis in axes:
            d_output = d_output.reshape((*d_output.shape[:axis], 1, *d_output.shape[axis:]))
    return d_output.expand(shape)


### REPLACES tensors/functions/reduce.py AMax.forward
@staticmethod
def forward(ctx, a, *, axes, keepdim):
    result = a
    for axis in reversed(axes):
        result = result.amax((axis,), keepdim)
    ctx.save_for_backward(axes, result, a)
    return result


### REPLACES tensors/functions/reduce.py AMax.backward
@staticmethod
def backward(ctx, d_output):
    axes, result, a = ctx.saved_values
    winners = (restore(result, a.shape, axes) == a).to(d_output.dtype)
    share = 1.0 / winners.sum(axes, keepdim=True)
    return winners * (share * d_output.reshape(share.shape)).expand(a.shape)


### REPLACES tensors/functions/reduce.py LogSoftmax.backward
@staticmethod
def backward(ctx, d_output):
    result, axis = ctx.saved_values
    d = -operators.exp(result) * d_output.sum((axis,), True).expand(result.shape)
    return d_output + d


### REPLACES tensors/functions/matmul.py MatMul.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward(a, b)
    *front, n, k = a.shape
    m = b.shape[-1]
    left = a.reshape((*front, n, k, 1)).expand((*front, n, k, m))
    right = b.reshape((*front, 1, k, m)).expand((*front, n, k, m))
    return (left * right).sum((len(front) + 1,))


### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    *front, n, k = a.shape
    m = b.shape[-1]
    whole = (*front, n, k, m)
    d = d_output.reshape((*front, n, 1, m)).expand(whole)
    by_a = (d * b.reshape((*front, 1, k, m)).expand(whole)).sum((len(front) + 2,))
    by_b = (d * a.reshape((*front, n, k, 1)).expand(whole)).sum((len(front),))
    return by_a, by_b


### REPLACES tensors/functions/index.py Gather.backward
@staticmethod
def backward(ctx, d_output):
    rows, n = ctx.saved_values
    flat = rows.reshape((rows.layout.size,))
    rest = tuple(d_output.shape[len(rows.shape) :])
    return d_output.reshape((*flat.shape, *rest)).scatter_rows(flat, n)
