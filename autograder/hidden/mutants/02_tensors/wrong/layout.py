"""Wrong positions, indices and strides, and wrong ideas of what is contiguous."""

### MUTANT position_without_offset: the offset is forgotten
### REPLACES tensors/layout.py index_to_position
def index_to_position(index, strides, offset=0):
    return sum(i * stride for i, stride in zip(index, strides, strict=True))


### MUTANT position_of_the_next_index: counts from 1
### REPLACES tensors/layout.py index_to_position
def index_to_position(index, strides, offset=0):
    return offset + sum((i + 1) * stride for i, stride in zip(index, strides, strict=True))


### MUTANT position_by_reversed_strides: the last stride belongs to the first index
### REPLACES tensors/layout.py index_to_position
def index_to_position(index, strides, offset=0):
    return offset + sum(i * stride for i, stride in zip(index, reversed(strides), strict=True))


### MUTANT position_without_the_last_axis: one axis short
### REPLACES tensors/layout.py index_to_position
def index_to_position(index, strides, offset=0):
    return offset + sum(index[k] * strides[k] for k in range(len(index) - 1))


### MUTANT position_never_backwards: takes a negative stride for a mistake
### REPLACES tensors/layout.py index_to_position
def index_to_position(index, strides, offset=0):
    return offset + sum(i * abs(stride) for i, stride in zip(index, strides, strict=True))


### MUTANT position_with_offset_per_axis: adds the offset for every axis
### REPLACES tensors/layout.py index_to_position
def index_to_position(index, strides, offset=0):
    return sum(offset + i * stride for i, stride in zip(index, strides, strict=True))


### MUTANT index_first_axis_fastest: forgets that the last axis runs fastest
### REPLACES tensors/layout.py to_index
def to_index(ordinal, shape):
    index = []
    for side in shape:
        ordinal, i = divmod(ordinal, side)
        index.append(i)
    return tuple(index)


### MUTANT index_not_turned_round: the digits come out from last to first
### REPLACES tensors/layout.py to_index
def to_index(ordinal, shape):
    index = []
    for side in reversed(shape):
        ordinal, i = divmod(ordinal, side)
        index.append(i)
    return tuple(index)


### MUTANT index_keeps_the_quotient: writes quotients down and goes on with remainders
### REPLACES tensors/layout.py to_index
def to_index(ordinal, shape):
    index = []
    for side in reversed(shape):
        i, ordinal = divmod(ordinal, side)
        index.append(i)
    return tuple(reversed(index))


### MUTANT index_by_floats: a true division, cut off: the digits behind the 16th are lost
### REPLACES tensors/layout.py to_index
def to_index(ordinal, shape):
    index = []
    for side in reversed(shape):
        index.append(ordinal % side)
        ordinal = int(ordinal / side)
    return tuple(reversed(index))


### MUTANT index_first_not_reduced: the first axis is never asked
### REPLACES tensors/layout.py to_index
def to_index(ordinal, shape):
    index = []
    for side in reversed(shape[1:]):
        ordinal, i = divmod(ordinal, side)
        index.append(i)
    return tuple(reversed(index))


### MUTANT index_counts_from_one: the first element is number 1
### REPLACES tensors/layout.py to_index
def to_index(ordinal, shape):
    index, ordinal = [], ordinal - 1
    for side in reversed(shape):
        ordinal, i = divmod(ordinal, side)
        index.append(i)
    return tuple(reversed(index))


### MUTANT index_as_a_list: a list is no index
### REPLACES tensors/layout.py to_index
def to_index(ordinal, shape):
    index = []
    for side in reversed(shape):
        ordinal, i = divmod(ordinal, side)
        index.insert(0, i)
    return index


### MUTANT strides_first_axis_fastest: Fortran's order
### REPLACES tensors/layout.py contiguous_strides
def contiguous_strides(shape):
    strides, step = [], 1
    for side in shape:
        strides.append(step)
        step *= side
    return tuple(strides)


### MUTANT strides_not_turned_round: the list is left as it was made, from last to first
### REPLACES tensors/layout.py contiguous_strides
def contiguous_strides(shape):
    strides, step = [], 1
    for side in reversed(shape):
        strides.append(step)
        step *= side
    return tuple(strides)


### MUTANT strides_count_their_own_side: multiplies before it writes down
### REPLACES tensors/layout.py contiguous_strides
def contiguous_strides(shape):
    strides, step = [], 1
    for side in reversed(shape):
        step *= side
        strides.append(step)
    return tuple(reversed(strides))


### MUTANT strides_are_the_next_side: does not multiply on
### REPLACES tensors/layout.py contiguous_strides
def contiguous_strides(shape):
    return (*shape[1:], 1) if shape else ()


### MUTANT strides_of_nothing_are_one: a box without axes gets a stride
### REPLACES tensors/layout.py contiguous_strides
def contiguous_strides(shape):
    strides = [1]
    for side in reversed(shape[1:]):
        strides.insert(0, strides[0] * side)
    return tuple(strides)


### MUTANT strides_as_a_list: cannot be compared with a tuple, nor be the key of a dict
### REPLACES tensors/layout.py contiguous_strides
def contiguous_strides(shape):
    strides, step = [], 1
    for side in reversed(shape):
        strides.insert(0, step)
        step *= side
    return strides


### MUTANT contiguous_by_all_strides: asks along sides of 1 as well
### REPLACES tensors/layout.py Layout.is_contiguous
@property
def is_contiguous(self):
    return 0 in self.shape or tuple(self.strides) == contiguous_strides(self.shape)


### MUTANT contiguous_not_when_empty: asks for strides where there is no element
### REPLACES tensors/layout.py Layout.is_contiguous
@property
def is_contiguous(self):
    wanted = contiguous_strides(self.shape)
    return all(side == 1 or a == b for side, a, b in zip(self.shape, self.strides, wanted))


### MUTANT contiguous_from_zero_only: an offset makes no difference
### REPLACES tensors/layout.py Layout.is_contiguous
@property
def is_contiguous(self):
    wanted = contiguous_strides(self.shape)
    same = all(side == 1 or a == b for side, a, b in zip(self.shape, self.strides, wanted))
    return 0 in self.shape or (same and self.offset == 0)


### MUTANT contiguous_by_the_last_stride: looks at the last axis alone
### REPLACES tensors/layout.py Layout.is_contiguous
@property
def is_contiguous(self):
    return 0 in self.shape or not self.shape or self.shape[-1] == 1 or self.strides[-1] == 1


### MUTANT contiguous_where_strides_fall: falling strides may leave gaps
### REPLACES tensors/layout.py Layout.is_contiguous
@property
def is_contiguous(self):
    strides = [stride for side, stride in zip(self.shape, self.strides) if side != 1]
    return 0 in self.shape or strides == sorted(strides, reverse=True)


### MUTANT contiguous_where_evenly_spaced: every second element is evenly spaced as well
### REPLACES tensors/layout.py Layout.is_contiguous
@property
def is_contiguous(self):
    axes = [(side, stride) for side, stride in zip(self.shape, self.strides) if side != 1]
    even = all(outer == inner * side for (_, outer), (side, inner) in zip(axes, axes[1:]))
    return 0 in self.shape or even


### MUTANT contiguous_backwards_too: takes a stride without its sign
### REPLACES tensors/layout.py Layout.is_contiguous
@property
def is_contiguous(self):
    wanted = contiguous_strides(self.shape)
    return 0 in self.shape or all(
        side == 1 or abs(a) == b for side, a, b in zip(self.shape, self.strides, wanted)
    )
