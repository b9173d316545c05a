"""Wrong strided kernels: offsets and strides forgotten or mixed up, rows lost, inner loops made parallel."""

### MUTANT map_strided_range: a loop for one thread
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side, step = shape[-1], strides[-1]
    for row in range(out.size // max(side, 1)):
        place = offset + position(row, shape[:-1], strides[:-1])
        for j in range(side):
            out[row * side + j] = f(a[place + j * step])


### MUTANT map_strided_inner_prange: threads are called together anew for every row
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side, step = shape[-1], strides[-1]
    for row in range(out.size // max(side, 1)):
        place = offset + position(row, shape[:-1], strides[:-1])
        for j in prange(side):
            out[row * side + j] = f(a[place + j * step])


### MUTANT map_strided_without_offset: begins at the beginning of the array
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side, step = shape[-1], strides[-1]
    for row in prange(out.size // max(side, 1)):
        place = position(row, shape[:-1], strides[:-1])
        for j in range(side):
            out[row * side + j] = f(a[place + j * step])


### MUTANT map_strided_steps_by_one: rows are read as if their numbers lay side by side
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side = shape[-1]
    for row in prange(out.size // max(side, 1)):
        place = offset + position(row, shape[:-1], strides[:-1])
        for j in range(side):
            out[row * side + j] = f(a[place + j])


### MUTANT map_strided_row_among_all_axes: the number of a row is taken for that of an element
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side, step = shape[-1], strides[-1]
    for row in prange(out.size // max(side, 1)):
        place = offset + position(row, shape, strides)
        for j in range(side):
            out[row * side + j] = f(a[place + j * step])


### MUTANT map_strided_rows_without_the_first_axis: the wrong axis is cut off
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side, step = shape[-1], strides[-1]
    for row in prange(out.size // max(side, 1)):
        place = offset + position(row, shape[1:], strides[1:])
        for j in range(side):
            out[row * side + j] = f(a[place + j * step])


### MUTANT map_strided_divides_by_a_side_of_0: an empty array ends the program
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side, step = shape[-1], strides[-1]
    for row in prange(out.size // side):
        place = offset + position(row, shape[:-1], strides[:-1])
        for j in range(side):
            out[row * side + j] = f(a[place + j * step])


### MUTANT map_strided_first_axis_only: as many rows as the first axis is long
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side, step = shape[-1], strides[-1]
    for row in prange(shape[0] if len(shape) > 1 else 1):
        place = offset + position(row, shape[:-1], strides[:-1])
        for j in range(side):
            out[row * side + j] = f(a[place + j * step])


### MUTANT map_strided_out_by_step: results are as far apart as the numbers they come from
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side, step = shape[-1], strides[-1]
    for row in prange(out.size // max(side, 1)):
        place = offset + position(row, shape[:-1], strides[:-1])
        for j in range(side):
            out[row * side + j * step] = f(a[place + j * step])


### MUTANT map_strided_ignores_the_layout: reads the array from its beginning
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    for i in prange(out.size):
        out[i] = f(a[offset + i])


### MUTANT map_strided_in_place: writes into what it reads
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    for i in prange(out.size):
        place = offset + position(i, shape, strides)
        a[place] = f(a[place])
        out[i] = a[place]


### MUTANT map_strided_counts_by_itself: the place in out is a variable that every turn moves on
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side, step, i = shape[-1], strides[-1], 0
    for row in prange(out.size // max(side, 1)):
        place = offset + position(row, shape[:-1], strides[:-1])
        for j in range(side):
            out[i] = f(a[place + j * step])
            i += 1


### MUTANT map_strided_last_row_missing: one row short
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side, step = shape[-1], strides[-1]
    for row in prange(out.size // max(side, 1) - 1):
        place = offset + position(row, shape[:-1], strides[:-1])
        for j in range(side):
            out[row * side + j] = f(a[place + j * step])


### MUTANT map_strided_rows_overlap: a turn also writes the first number of the next row
### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    side = shape[-1]
    for row in prange(out.size // max(side, 1)):
        for j in range(side + 1):
            i = row * side + j
            if i < out.size:
                out[i] = f(a[offset + position(i, shape, strides)])


### MUTANT zip_strided_range: a loop for one thread
### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    side, a_step, b_step = shape[-1], a_strides[-1], b_strides[-1]
    for row in range(out.size // max(side, 1)):
        p = a_offset + position(row, shape[:-1], a_strides[:-1])
        q = b_offset + position(row, shape[:-1], b_strides[:-1])
        for j in range(side):
            out[row * side + j] = f(a[p + j * a_step], b[q + j * b_step])


### MUTANT zip_strided_inner_prange: threads are called together anew for every row
### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    side, a_step, b_step = shape[-1], a_strides[-1], b_strides[-1]
    for row in range(out.size // max(side, 1)):
        p = a_offset + position(row, shape[:-1], a_strides[:-1])
        q = b_offset + position(row, shape[:-1], b_strides[:-1])
        for j in prange(side):
            out[row * side + j] = f(a[p + j * a_step], b[q + j * b_step])


### MUTANT zip_strided_one_layout: b is read under the strides of a
### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    side, step = shape[-1], a_strides[-1]
    for row in prange(out.size // max(side, 1)):
        place = position(row, shape[:-1], a_strides[:-1])
        for j in range(side):
            p, q = a_offset + place + j * step, b_offset + place + j * step
            out[row * side + j] = f(a[p], b[q % b.size])


### MUTANT zip_strided_one_offset: b begins where a does
### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    side, a_step, b_step = shape[-1], a_strides[-1], b_strides[-1]
    for row in prange(out.size // max(side, 1)):
        p = a_offset + position(row, shape[:-1], a_strides[:-1])
        q = a_offset + position(row, shape[:-1], b_strides[:-1])
        for j in range(side):
            out[row * side + j] = f(a[p + j * a_step], b[q + j * b_step])


### MUTANT zip_strided_one_step: along a row of b with the step of a
### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    side, step = shape[-1], a_strides[-1]
    for row in prange(out.size // max(side, 1)):
        p = a_offset + position(row, shape[:-1], a_strides[:-1])
        q = b_offset + position(row, shape[:-1], b_strides[:-1])
        for j in range(side):
            out[row * side + j] = f(a[p + j * step], b[q + j * step])


### MUTANT zip_strided_repeats_b: each row of b is taken for its first
### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    side, a_step, b_step = shape[-1], a_strides[-1], b_strides[-1]
    for row in prange(out.size // max(side, 1)):
        p = a_offset + position(row, shape[:-1], a_strides[:-1])
        for j in range(side):
            out[row * side + j] = f(a[p + j * a_step], b[b_offset + j * b_step])


### MUTANT zip_strided_swapped: f(y, x)
### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    for i in prange(out.size):
        p = a_offset + position(i, shape, a_strides)
        q = b_offset + position(i, shape, b_strides)
        out[i] = f(b[q], a[p])


### MUTANT zip_strided_without_a_offset: a is read from its beginning
### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    for i in prange(out.size):
        p = position(i, shape, a_strides)
        q = b_offset + position(i, shape, b_strides)
        out[i] = f(a[p], b[q])


### MUTANT zip_strided_divides_by_a_side_of_0: an empty array ends the program
### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    side, a_step, b_step = shape[-1], a_strides[-1], b_strides[-1]
    for row in prange(out.size // side):
        p = a_offset + position(row, shape[:-1], a_strides[:-1])
        q = b_offset + position(row, shape[:-1], b_strides[:-1])
        for j in range(side):
            out[row * side + j] = f(a[p + j * a_step], b[q + j * b_step])


### MUTANT zip_strided_goes_on: places are moved on from row to row, as if turns came in order
### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    side, i = shape[-1], 0
    for _ in prange(out.size // max(side, 1)):
        for _ in range(side):
            p = a_offset + position(i, shape, a_strides)
            out[i] = f(a[p], b[b_offset + position(i, shape, b_strides)])
            i += 1
