"""Wrong views of layouts: strides, starts and offsets that are lost, views where there are none, none where there are."""

### MUTANT permute_shape_alone: the strides stay where they were
### REPLACES tensors/layout.py Layout.permute
def permute(self, order):
    return Layout(tuple(self.shape[k] for k in order), self.strides, self.offset)


### MUTANT permute_strides_alone: the shape stays as it was
### REPLACES tensors/layout.py Layout.permute
def permute(self, order):
    return Layout(self.shape, tuple(self.strides[k] for k in order), self.offset)


### MUTANT permute_the_other_way: axis k goes to order[k], which for two axes is the same
### REPLACES tensors/layout.py Layout.permute
def permute(self, order):
    places = [order.index(k) for k in range(len(order))]
    return Layout(tuple(self.shape[k] for k in places), tuple(self.strides[k] for k in places), self.offset)


### MUTANT permute_forgets_the_offset: a view of a view begins elsewhere
### REPLACES tensors/layout.py Layout.permute
def permute(self, order):
    return Layout(tuple(self.shape[k] for k in order), tuple(self.strides[k] for k in order))


### MUTANT permute_always_transposes: turns all axes round, whatever the order
### REPLACES tensors/layout.py Layout.permute
def permute(self, order):
    return Layout(self.shape[::-1], self.strides[::-1], self.offset)


### MUTANT permute_lays_out_anew: strides of a fresh box, though no number has moved
### REPLACES tensors/layout.py Layout.permute
def permute(self, order):
    shape = tuple(self.shape[k] for k in order)
    return Layout(shape, contiguous_strides(shape), self.offset)


### MUTANT permute_in_lists: shape and strides are lists
### REPLACES tensors/layout.py Layout.permute
def permute(self, order):
    return Layout([self.shape[k] for k in order], [self.strides[k] for k in order], self.offset)


### MUTANT expand_keeps_the_stride: a side that was 1 walks on into the neighbours
### REPLACES tensors/layout.py Layout.expand
def expand(self, shape):
    new = len(shape) - len(self.shape)
    return Layout(shape, (0,) * new + self.strides, self.offset)


### MUTANT expand_axes_behind: new axes come behind the old ones
### REPLACES tensors/layout.py Layout.expand
def expand(self, shape):
    new = len(shape) - len(self.shape)
    strides = [stride if side == wanted else 0 for side, stride, wanted in zip(self.shape, self.strides, shape)]
    return Layout(shape, (*strides, *[0] * new), self.offset)


### MUTANT expand_forgets_the_offset: a view of a view begins elsewhere
### REPLACES tensors/layout.py Layout.expand
def expand(self, shape):
    new = len(shape) - len(self.shape)
    strides = [stride if side == wanted else 0 for side, stride, wanted in zip(self.shape, self.strides, shape[new:])]
    return Layout(shape, (*[0] * new, *strides))


### MUTANT expand_new_axes_walk: new axes get the stride 1
### REPLACES tensors/layout.py Layout.expand
def expand(self, shape):
    new = len(shape) - len(self.shape)
    strides = [stride if side == wanted else 0 for side, stride, wanted in zip(self.shape, self.strides, shape[new:])]
    return Layout(shape, (*[1] * new, *strides), self.offset)


### MUTANT expand_lays_out_anew: repeats nothing, and reads beyond the end
### REPLACES tensors/layout.py Layout.expand
def expand(self, shape):
    return Layout(shape, contiguous_strides(shape), self.offset)


### MUTANT expand_everything_stands: every axis gets the stride 0
### REPLACES tensors/layout.py Layout.expand
def expand(self, shape):
    return Layout(shape, (0,) * len(shape), self.offset)


### MUTANT expand_in_lists: the strides are a list
### REPLACES tensors/layout.py Layout.expand
def expand(self, shape):
    new = len(shape) - len(self.shape)
    pairs = zip(self.shape, self.strides, shape[new:])
    return Layout(shape, [0] * new + [stride if side == wanted else 0 for side, stride, wanted in pairs], self.offset)


### MUTANT slice_forgets_the_start: begins where the axis begins
### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    shape, strides = list(self.shape), list(self.strides)
    shape[axis], strides[axis] = count, step * strides[axis]
    return Layout(tuple(shape), tuple(strides), self.offset)


### MUTANT slice_forgets_the_offset: takes itself for the first view of the buffer
### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    shape, strides = list(self.shape), list(self.strides)
    shape[axis], strides[axis] = count, step * strides[axis]
    return Layout(tuple(shape), tuple(strides), start * self.strides[axis])


### MUTANT slice_starts_by_elements: the start is counted in elements, not in strides
### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    shape, strides = list(self.shape), list(self.strides)
    shape[axis], strides[axis] = count, step * strides[axis]
    return Layout(tuple(shape), tuple(strides), self.offset + start)


### MUTANT slice_starts_by_new_strides: the start is counted in steps
### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    shape, strides = list(self.shape), list(self.strides)
    shape[axis], strides[axis] = count, step * strides[axis]
    return Layout(tuple(shape), tuple(strides), self.offset + start * strides[axis])


### MUTANT slice_ignores_the_step: takes neighbours
### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    shape = self.shape[:axis] + (count,) + self.shape[axis + 1 :]
    return Layout(shape, self.strides, self.offset + start * self.strides[axis])


### MUTANT slice_steps_are_strides: the step takes the place of the stride
### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    shape, strides = list(self.shape), list(self.strides)
    shape[axis], strides[axis] = count, step
    return Layout(tuple(shape), tuple(strides), self.offset + start * self.strides[axis])


### MUTANT slice_never_back: loses the sign of the step
### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    shape, strides = list(self.shape), list(self.strides)
    shape[axis], strides[axis] = count, abs(step) * strides[axis]
    return Layout(tuple(shape), tuple(strides), self.offset + start * self.strides[axis])


### MUTANT slice_keeps_the_side: the shape stays as it was
### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    strides = tuple(step * stride if k == axis else stride for k, stride in enumerate(self.strides))
    return Layout(self.shape, strides, self.offset + start * self.strides[axis])


### MUTANT slice_up_to_count: takes `count` for the end
### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    shape, strides = list(self.shape), list(self.strides)
    shape[axis], strides[axis] = max(0, count - start), step * strides[axis]
    return Layout(tuple(shape), tuple(strides), self.offset + start * self.strides[axis])


### MUTANT slice_in_lists: shape and strides are lists
### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    shape, strides = list(self.shape), list(self.strides)
    shape[axis], strides[axis] = count, step * strides[axis]
    return Layout(shape, strides, self.offset + start * self.strides[axis])


### MUTANT reshape_lays_out_anew: reads a turned box as if its rows lay one after the other
### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    return Layout(shape, contiguous_strides(shape), self.offset)


### MUTANT reshape_gives_up: None for all that is not contiguous
### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    return None


### MUTANT reshape_never_checks_the_spacing: a view where there is none
### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    old = [(side, stride) for side, stride in zip(self.shape, self.strides) if side != 1]
    strides = []
    for wanted in reversed(shape):
        side, stride = old.pop() if wanted != 1 else (1, 1)
        while side % wanted:
            side *= old.pop()[0]
        strides.append(stride)
        if side > wanted:
            old.append((side // wanted, stride * wanted))
    return Layout(shape, tuple(reversed(strides)), self.offset)


### MUTANT reshape_keeps_sides_of_one: stumbles over the stride of a side of 1
### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    old = list(zip(self.shape, self.strides))
    strides = []
    for wanted in reversed(shape):
        side, stride = old.pop() if wanted != 1 else (1, 1)
        while side % wanted:
            wider, step = old.pop() if old else (1, 0)
            if step != stride * side:
                return None
            side *= wider
        strides.append(stride)
        if side > wanted:
            old.append((side // wanted, stride * wanted))
    return Layout(shape, tuple(reversed(strides)), self.offset)


### MUTANT reshape_narrow_leftovers: what is left of a side keeps the stride
### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    old = [(side, stride) for side, stride in zip(self.shape, self.strides) if side != 1]
    strides = []
    for wanted in reversed(shape):
        side, stride = old.pop() if wanted != 1 else (1, 1)
        while side % wanted:
            wider, step = old.pop() if old else (1, 0)
            if step != stride * side:
                return None
            side *= wider
        strides.append(stride)
        if side > wanted:
            old.append((side // wanted, stride))
    return Layout(shape, tuple(reversed(strides)), self.offset)


### MUTANT reshape_loses_leftovers: what is left of a side does not go back
### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    old = [(side, stride) for side, stride in zip(self.shape, self.strides) if side != 1]
    strides = []
    for wanted in reversed(shape):
        side, stride = old.pop() if wanted != 1 and old else (1, 1)
        while side % wanted:
            if not old or old[-1][1] != stride * side:
                return None
            side *= old.pop()[0]
        strides.append(stride)
    return Layout(shape, tuple(reversed(strides)), self.offset)


### MUTANT reshape_forgets_the_offset: begins at position 0
### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    old = [(side, stride) for side, stride in zip(self.shape, self.strides) if side != 1]
    strides = []
    for wanted in reversed(shape):
        side, stride = old.pop() if wanted != 1 else (1, 1)
        while side % wanted:
            wider, step = old.pop() if old else (1, 0)
            if step != stride * side:
                return None
            side *= wider
        strides.append(stride)
        if side > wanted:
            old.append((side // wanted, stride * wanted))
    return Layout(shape, tuple(reversed(strides)))


### MUTANT reshape_strides_not_turned_round: the strides come out from last to first
### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    old = [(side, stride) for side, stride in zip(self.shape, self.strides) if side != 1]
    strides = []
    for wanted in reversed(shape):
        side, stride = old.pop() if wanted != 1 else (1, 1)
        while side % wanted:
            wider, step = old.pop() if old else (1, 0)
            if step != stride * side:
                return None
            side *= wider
        strides.append(stride)
        if side > wanted:
            old.append((side // wanted, stride * wanted))
    return Layout(shape, tuple(strides), self.offset)


### MUTANT reshape_evenly_spaced_only: a view only where all axes make one run
### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    old = [(side, stride) for side, stride in zip(self.shape, self.strides) if side != 1]
    if any(outer != side * inner for (_, outer), (side, inner) in zip(old, old[1:])):
        return None
    step = old[-1][1]
    return Layout(shape, tuple(step * stride for stride in contiguous_strides(shape)), self.offset)


### MUTANT reshape_never_backwards: takes a negative stride for one that no view can have
### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    old = [(side, stride) for side, stride in zip(self.shape, self.strides) if side != 1]
    if any(stride < 0 for _, stride in old):
        return None
    strides = []
    for wanted in reversed(shape):
        side, stride = old.pop() if wanted != 1 else (1, 1)
        while side % wanted:
            wider, step = old.pop() if old else (1, 0)
            if step != stride * side:
                return None
            side *= wider
        strides.append(stride)
        if side > wanted:
            old.append((side // wanted, stride * wanted))
    return Layout(shape, tuple(reversed(strides)), self.offset)


### MUTANT reshape_spacing_by_the_outer_side: multiplies by the side of the wrong axis
### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    old = [(side, stride) for side, stride in zip(self.shape, self.strides) if side != 1]
    strides = []
    for wanted in reversed(shape):
        side, stride = old.pop() if wanted != 1 else (1, 1)
        while side % wanted:
            wider, step = old.pop() if old else (1, 0)
            if step != stride * wider:
                return None
            side *= wider
        strides.append(stride)
        if side > wanted:
            old.append((side // wanted, stride * wanted))
    return Layout(shape, tuple(reversed(strides)), self.offset)
