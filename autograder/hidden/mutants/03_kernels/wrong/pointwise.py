"""Wrong kernels of elements: loops that are not parallel or race, and numbers read or written at wrong places."""

### MUTANT zip_flat_range: a loop for one thread
### REPLACES kernels/cpu/pointwise.py zip_flat
def zip_flat(f, out, a, b):
    for i in range(out.size):
        out[i] = f(a[i], b[i])


### MUTANT zip_flat_swapped: f(y, x)
### REPLACES kernels/cpu/pointwise.py zip_flat
def zip_flat(f, out, a, b):
    for i in prange(out.size):
        out[i] = f(b[i], a[i])


### MUTANT zip_flat_one_operand: copied from map_flat, with one name too few changed
### REPLACES kernels/cpu/pointwise.py zip_flat
def zip_flat(f, out, a, b):
    for i in prange(out.size):
        out[i] = f(a[i], a[i])


### MUTANT zip_flat_one_short: the last element is left out
### REPLACES kernels/cpu/pointwise.py zip_flat
def zip_flat(f, out, a, b):
    for i in prange(out.size - 1):
        out[i] = f(a[i], b[i])


### MUTANT zip_flat_into_a: the result stands in a as well
### REPLACES kernels/cpu/pointwise.py zip_flat
def zip_flat(f, out, a, b):
    for i in prange(out.size):
        a[i] = f(a[i], b[i])
        out[i] = a[i]


### MUTANT zip_flat_by_twos: an odd number of elements loses one
### REPLACES kernels/cpu/pointwise.py zip_flat
def zip_flat(f, out, a, b):
    for i in prange(out.size // 2):
        out[2 * i] = f(a[2 * i], b[2 * i])
        out[2 * i + 1] = f(a[2 * i + 1], b[2 * i + 1])


### MUTANT zip_flat_counts_by_itself: the place is a variable that every turn moves on
### REPLACES kernels/cpu/pointwise.py zip_flat
def zip_flat(f, out, a, b):
    i = 0
    for _ in prange(out.size):
        out[i] = f(a[i], b[i])
        i += 1


### MUTANT zip_flat_twice: the work is done outside, and the prange is for show
### REPLACES kernels/cpu/pointwise.py zip_flat
def zip_flat(f, out, a, b):
    for i in prange(out.size):
        out[i] = 0.0
    for i in range(out.size):
        out[i] = f(a[i], b[i])


### MUTANT position_first_axis_first: the first axis runs fastest
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place = 0
    for k in range(len(shape)):
        place += i % shape[k] * strides[k]
        i //= shape[k]
    return place


### MUTANT position_without_remainder: what belongs to other axes is counted, too
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place = 0
    for k in range(len(shape) - 1, -1, -1):
        place += i * strides[k]
        i //= shape[k]
    return place


### MUTANT position_without_quotient: every axis looks at the whole number
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place = 0
    for k in range(len(shape) - 1, -1, -1):
        place += i % shape[k] * strides[k]
    return place


### MUTANT position_divides_first: the index along the last axis is lost
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place = 0
    for k in range(len(shape) - 1, -1, -1):
        i //= shape[k]
        place += i % shape[k] * strides[k]
    return place


### MUTANT position_without_the_first_axis: the loop ends at 1
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place = 0
    for k in range(len(shape) - 1, 0, -1):
        place += i % shape[k] * strides[k]
        i //= shape[k]
    return place


### MUTANT position_without_the_last_axis: the loop begins one too late
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place = 0
    for k in range(len(shape) - 2, -1, -1):
        place += i % shape[k] * strides[k]
        i //= shape[k]
    return place


### MUTANT position_of_rows: as if all lay in a row
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    return i


### MUTANT position_by_floats: a quotient as a float is not exact
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place = 0
    for k in range(len(shape) - 1, -1, -1):
        place += i % shape[k] * strides[k]
        i = int(i / shape[k])
    return place


### MUTANT position_steps_by_sides: the sides in the place of the strides
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place = 0
    for k in range(len(shape) - 1, -1, -1):
        place = place * shape[k] + i % shape[k]
        i //= shape[k]
    return place


### MUTANT position_forwards_only: the sign of a stride is lost
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place = 0
    for k in range(len(shape) - 1, -1, -1):
        place += i % shape[k] * abs(strides[k])
        i //= shape[k]
    return place


### MUTANT position_divides_by_strides: right for rows one after the other, and for them alone
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place = 0
    for k in range(len(shape)):
        place += i // max(strides[k], 1) % shape[k] * strides[k]
    return place


### MUTANT position_not_for_numba: a tuple that grows, which has no type
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    index = ()
    for k in range(len(shape) - 1, -1, -1):
        index = (i % shape[k],) + index
        i //= shape[k]
    place = 0
    for k in range(len(shape)):
        place += index[k] * strides[k]
    return place
