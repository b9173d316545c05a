"""Wrong Functions that move elements: Permute, Reshape, Expand, Pick."""


### MUTANT permute_forward_goes_back: the inverse order
### REPLACES tensors/functions/shape.py Permute.forward
@staticmethod
def forward(ctx, a, *, order):
    ctx.save_for_backward(order)
    return a.permute(tuple(order.index(axis) for axis in range(len(order))))


### MUTANT permute_forward_turns_all: the axes in reverse, whatever the order says
### REPLACES tensors/functions/shape.py Permute.forward
@staticmethod
def forward(ctx, a, *, order):
    ctx.save_for_backward(order)
    return a.permute(tuple(reversed(range(len(order)))))


### MUTANT permute_forward_reshapes: the shape is right, the elements stand elsewhere
### REPLACES tensors/functions/shape.py Permute.forward
@staticmethod
def forward(ctx, a, *, order):
    ctx.save_for_backward(order)
    return a.reshape(tuple(a.shape[axis] for axis in order))


### MUTANT permute_forward_saves_nothing: nothing for backward
### REPLACES tensors/functions/shape.py Permute.forward
@staticmethod
def forward(ctx, a, *, order):
    return a.permute(order)


### MUTANT permute_backward_same_order: the order instead of its inverse, right for every exchange of two axes
### REPLACES tensors/functions/shape.py Permute.backward
@staticmethod
def backward(ctx, d_output):
    (order,) = ctx.saved_values
    return d_output.permute(order)


### MUTANT permute_backward_reads_backwards: the order from its end
### REPLACES tensors/functions/shape.py Permute.backward
@staticmethod
def backward(ctx, d_output):
    (order,) = ctx.saved_values
    return d_output.permute(tuple(reversed(order)))


### MUTANT permute_backward_turns_all: a transpose, right for matrices
### REPLACES tensors/functions/shape.py Permute.backward
@staticmethod
def backward(ctx, d_output):
    return d_output.permute(tuple(reversed(range(len(d_output.shape)))))


### MUTANT permute_backward_reshapes: the shape is right, the elements stand elsewhere
### REPLACES tensors/functions/shape.py Permute.backward
@staticmethod
def backward(ctx, d_output):
    (order,) = ctx.saved_values
    return d_output.reshape(tuple(d_output.shape[order.index(axis)] for axis in range(len(order))))


### MUTANT permute_backward_passes_on: the gradient as it came
### REPLACES tensors/functions/shape.py Permute.backward
@staticmethod
def backward(ctx, d_output):
    return d_output


### MUTANT reshape_forward_by_columns: the first axis runs fastest
### REPLACES tensors/functions/shape.py Reshape.forward
@staticmethod
def forward(ctx, a, *, shape):
    ctx.save_for_backward(a.shape)
    return a.permute(tuple(reversed(range(len(a.shape))))).reshape(shape)


### MUTANT reshape_forward_as_it_lies: the numbers in the order of memory
### REPLACES tensors/functions/shape.py Reshape.forward
@staticmethod
def forward(ctx, a, *, shape):
    ctx.save_for_backward(a.shape)
    return a.view(a.layout.contiguous(tuple(shape)))


### MUTANT reshape_forward_saves_nothing: nothing for backward
### REPLACES tensors/functions/shape.py Reshape.forward
@staticmethod
def forward(ctx, a, *, shape):
    return a.reshape(shape)


### MUTANT reshape_saves_the_new_shape: backward changes nothing
### REPLACES tensors/functions/shape.py Reshape.forward
@staticmethod
def forward(ctx, a, *, shape):
    ctx.save_for_backward(shape)
    return a.reshape(shape)


### REPLACES tensors/functions/shape.py Reshape.backward
@staticmethod
def backward(ctx, d_output):
    return d_output.reshape(ctx.saved_values[0])


### MUTANT reshape_backward_passes_on: the gradient as it came
### REPLACES tensors/functions/shape.py Reshape.backward
@staticmethod
def backward(ctx, d_output):
    return d_output


### MUTANT reshape_backward_flat: one row
### REPLACES tensors/functions/shape.py Reshape.backward
@staticmethod
def backward(ctx, d_output):
    return d_output.reshape((d_output.layout.size,))


### MUTANT reshape_backward_repeats: expands, where a side of 1 makes that possible
### REPLACES tensors/functions/shape.py Reshape.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    if len(shape) >= len(d_output.shape):
        return d_output.expand(shape)
    return d_output.reshape(shape)


### MUTANT expand_backward_keeps_new_axes: no sum along new axes
### REPLACES tensors/functions/shape.py Expand.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    new = len(d_output.shape) - len(shape)
    repeated = [new + k for k, side in enumerate(shape) if side == 1]
    return d_output.sum(tuple(repeated), True)


### MUTANT expand_backward_new_axes_only: sides that were 1 are not summed
### REPLACES tensors/functions/shape.py Expand.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    return d_output.sum(tuple(range(len(d_output.shape) - len(shape))))


### MUTANT expand_backward_loses_sides: sides of 1 are gone after the sum
### REPLACES tensors/functions/shape.py Expand.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    new = len(d_output.shape) - len(shape)
    repeated = [new + k for k, side in enumerate(shape) if side == 1 and d_output.shape[new + k] != 1]
    return d_output.sum((*range(new), *repeated))


### MUTANT expand_backward_means: the mean over the copies, not their sum
### REPLACES tensors/functions/shape.py Expand.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    new = len(d_output.shape) - len(shape)
    repeated = [new + k for k, side in enumerate(shape) if side == 1]
    total = d_output.sum((*range(new), *repeated)).reshape(shape)
    return total / max(1, d_output.layout.size // max(1, total.layout.size))


### MUTANT expand_backward_first_copy: the gradient of one copy stands for all
### REPLACES tensors/functions/shape.py Expand.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    new = len(d_output.shape) - len(shape)
    for _ in range(new):
        d_output = d_output.pick(lambda layout: element(layout, 0, 0))
    firsts = [(k, 0, 1, 1) for k, side in enumerate(shape) if side == 1]
    return d_output.pick(parts(*firsts))


### MUTANT expand_backward_aligned_left: the shapes are lined up at the first axis
### REPLACES tensors/functions/shape.py Expand.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    new = len(d_output.shape) - len(shape)
    repeated = [k for k, side in enumerate(shape) if side == 1 and d_output.shape[k] != 1]
    behind = range(len(shape), len(shape) + new)
    return d_output.sum((*repeated, *behind)).reshape(shape)


### MUTANT expand_backward_one_side: only the first side that grew is summed
### REPLACES tensors/functions/shape.py Expand.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    new = len(d_output.shape) - len(shape)
    d_output = d_output.sum(tuple(range(new)))
    for k, side in enumerate(shape):
        if side == 1 and d_output.shape[k] != 1:
            return d_output.sum((k,), True)
    return d_output


### MUTANT expand_backward_axes_move: sums one axis after the other, while the numbers of the others change
### REPLACES tensors/functions/shape.py Expand.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    new = len(d_output.shape) - len(shape)
    repeated = [new + k for k, side in enumerate(shape) if side == 1 and d_output.shape[new + k] != 1]
    for axis in (*range(new), *repeated):
        d_output = d_output.sum((axis,))
    return d_output.reshape(shape)


### MUTANT expand_backward_by_numpy: right numbers, but no record of how they came about
### REPLACES tensors/functions/shape.py Expand.backward
@staticmethod
def backward(ctx, d_output):
    (shape,) = ctx.saved_values
    new = len(d_output.shape) - len(shape)
    repeated = [new + k for k, side in enumerate(shape) if side == 1]
    numbers = d_output.numpy().sum((*range(new), *repeated)).reshape(shape)
    return Array.from_numpy(numbers, d_output.backend)


### MUTANT pick_forward_picks_all: the view is only remembered
### REPLACES tensors/functions/shape.py Pick.forward
@staticmethod
def forward(ctx, a, *, view):
    ctx.save_for_backward(a.shape, view)
    return a


### MUTANT pick_forward_first_elements: as many as are picked, from the start of each axis
### REPLACES tensors/functions/shape.py Pick.forward
@staticmethod
def forward(ctx, a, *, view):
    ctx.save_for_backward(a.shape, view)
    return a.pick(parts(*((k, 0, side, 1) for k, side in enumerate(view(a.layout).shape))))


### MUTANT pick_forward_saves_nothing: nothing for backward
### REPLACES tensors/functions/shape.py Pick.forward
@staticmethod
def forward(ctx, a, *, view):
    return a.pick(view)


### MUTANT pick_saves_the_picked_shape: zeros in the shape of the slice
### REPLACES tensors/functions/shape.py Pick.forward
@staticmethod
def forward(ctx, a, *, view):
    picked = a.pick(view)
    ctx.save_for_backward(picked.shape, view)
    return picked


### REPLACES tensors/functions/shape.py Pick.backward
@staticmethod
def backward(ctx, d_output):
    return d_output.place(*ctx.saved_values)


### MUTANT pick_backward_picks_again: from the gradient
### REPLACES tensors/functions/shape.py Pick.backward
@staticmethod
def backward(ctx, d_output):
    _, view = ctx.saved_values
    return d_output.pick(view)


### MUTANT pick_backward_passes_on: the gradient in the shape of the slice
### REPLACES tensors/functions/shape.py Pick.backward
@staticmethod
def backward(ctx, d_output):
    return d_output


### MUTANT pick_backward_at_the_front: the gradient stands in the first places
### REPLACES tensors/functions/shape.py Pick.backward
@staticmethod
def backward(ctx, d_output):
    shape, _ = ctx.saved_values
    return d_output.place(shape, parts(*((k, 0, side, 1) for k, side in enumerate(d_output.shape))))


### MUTANT pick_backward_among_ones: what was not picked gets 1, not 0
### REPLACES tensors/functions/shape.py Pick.backward
@staticmethod
def backward(ctx, d_output):
    shape, view = ctx.saved_values
    whole = d_output.place(shape, view)
    picked = (d_output * 0.0 + 1.0).place(shape, view)
    return whole + (1.0 - picked)
