"""Wrong reductions, and rows taken or added wrongly: starts forgotten, slices that overlap, races."""

### MUTANT reduce_strided_range: a loop for one thread
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    for i in range(out.size):
        first = offset + position(i, kept_shape, kept_strides)
        result = start
        for j in range(count):
            result = f(result, a[first + position(j, gone_shape, gone_strides)])
        out[i] = result


### MUTANT reduce_strided_inner_prange: the threads share out what makes one number
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    for i in range(out.size):
        first = offset + position(i, kept_shape, kept_strides)
        out[i] = start
        for j in prange(count):
            out[i] = f(out[i], a[first + position(j, gone_shape, gone_strides)])


### MUTANT reduce_strided_on_top: goes on from what stood in out
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    for i in prange(out.size):
        first = offset + position(i, kept_shape, kept_strides)
        for j in range(count):
            out[i] = f(out[i], a[first + position(j, gone_shape, gone_strides)])


### MUTANT reduce_strided_from_0: sums begin so, and nothing else
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    for i in prange(out.size):
        first = offset + position(i, kept_shape, kept_strides)
        result = 0.0
        for j in range(count):
            result = f(result, a[first + position(j, gone_shape, gone_strides)])
        out[i] = result


### MUTANT reduce_strided_from_the_first: the first element counts twice
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    for i in prange(out.size):
        first = offset + position(i, kept_shape, kept_strides)
        result = a[first] if count > 0 else start
        for j in range(count):
            result = f(result, a[first + position(j, gone_shape, gone_strides)])
        out[i] = result


### MUTANT reduce_strided_start_at_each_row: f meets the start once for every row
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    side, step = gone_shape[-1], gone_strides[-1]
    rows = 1
    for k in range(len(gone_shape) - 1):
        rows *= gone_shape[k]
    for i in prange(out.size):
        first = offset + position(i, kept_shape, kept_strides)
        result = start
        for row in range(rows):
            result = start
            for j in range(side):
                result = f(result, a[first + position(row, gone_shape[:-1], gone_strides[:-1]) + j * step])
        out[i] = result


### MUTANT reduce_strided_backwards: from the last element to the first
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    for i in prange(out.size):
        first = offset + position(i, kept_shape, kept_strides)
        result = start
        for j in range(count - 1, -1, -1):
            result = f(result, a[first + position(j, gone_shape, gone_strides)])
        out[i] = result


### MUTANT reduce_strided_swapped: f(x, result)
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    for i in prange(out.size):
        first = offset + position(i, kept_shape, kept_strides)
        result = start
        for j in range(count):
            result = f(a[first + position(j, gone_shape, gone_strides)], result)
        out[i] = result


### MUTANT reduce_strided_last_axis_only: other axes that go are forgotten
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    for i in prange(out.size):
        place = offset + position(i, kept_shape, kept_strides)
        result = start
        for j in range(gone_shape[-1]):
            result = f(result, a[place + j * gone_strides[-1]])
        out[i] = result


### MUTANT reduce_strided_without_offset: begins at the beginning of the array
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    for i in prange(out.size):
        first = position(i, kept_shape, kept_strides)
        result = start
        for j in range(count):
            result = f(result, a[first + position(j, gone_shape, gone_strides)])
        out[i] = result


### MUTANT reduce_strided_in_a_row: elements are taken for neighbours
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    for i in prange(out.size):
        first = offset + position(i, kept_shape, kept_strides)
        result = start
        for j in range(count):
            result = f(result, a[(first + j) % a.size])
        out[i] = result


### MUTANT reduce_strided_goes_on: the next result begins with the one before
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    result = start
    for i in prange(out.size):
        first = offset + position(i, kept_shape, kept_strides)
        for j in range(count):
            result = f(result, a[first + position(j, gone_shape, gone_strides)])
        out[i] = result


### MUTANT reduce_strided_writes_on_the_way: where there is nothing to bring together, nothing is written
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    for i in prange(out.size):
        first = offset + position(i, kept_shape, kept_strides)
        result = start
        for j in range(count):
            result = f(result, a[first + position(j, gone_shape, gone_strides)])
            out[i] = result


### MUTANT reduce_strided_parallel_over_elements: all threads add to the same results
### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for k in range(len(gone_shape)):
        count *= gone_shape[k]
    out[:] = start
    for j in prange(count):
        for i in range(out.size):
            first = offset + position(i, kept_shape, kept_strides)
            out[i] = f(out[i], a[first + position(j, gone_shape, gone_strides)])


### MUTANT gather_rows_range: a loop for one thread
### REPLACES kernels/cpu/rows.py gather_rows
def gather_rows(out, a, rows):
    for i in range(rows.size):
        for k in range(a.shape[1]):
            out[i, k] = a[rows[i], k]


### MUTANT gather_rows_inner_prange: threads are called together anew for every row
### REPLACES kernels/cpu/rows.py gather_rows
def gather_rows(out, a, rows):
    for i in range(rows.size):
        for k in prange(a.shape[1]):
            out[i, k] = a[rows[i], k]


### MUTANT gather_rows_scatters: row i goes to where it should come from
### REPLACES kernels/cpu/rows.py gather_rows
def gather_rows(out, a, rows):
    for i in prange(rows.size):
        for k in range(a.shape[1]):
            out[rows[i], k] = a[i, k]


### MUTANT gather_rows_in_order: the numbers are not looked at
### REPLACES kernels/cpu/rows.py gather_rows
def gather_rows(out, a, rows):
    for i in prange(rows.size):
        for k in range(a.shape[1]):
            out[i, k] = a[i % a.shape[0], k]


### MUTANT gather_rows_as_many_as_a: as many rows as there are, not as are asked for
### REPLACES kernels/cpu/rows.py gather_rows
def gather_rows(out, a, rows):
    for i in prange(min(a.shape[0], rows.size)):
        for k in range(a.shape[1]):
            out[i, k] = a[rows[i], k]


### MUTANT gather_rows_square: as many columns as rows
### REPLACES kernels/cpu/rows.py gather_rows
def gather_rows(out, a, rows):
    for i in prange(rows.size):
        for k in range(min(a.shape[0], a.shape[1])):
            out[i, k] = a[rows[i], k]


### MUTANT scatter_rows_range: a loop for one thread
### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    for i in range(rows.size):
        for k in range(a.shape[1]):
            out[rows[i], k] += a[i, k]


### MUTANT scatter_rows_race: a turn for each row of a, and two of them may add to one row
### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    for i in prange(rows.size):
        for k in range(a.shape[1]):
            out[rows[i], k] += a[i, k]


### MUTANT scatter_rows_cuts_a: the slices are those of a, and out belongs to everybody
### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    count = rows.size
    for part in prange(parts):
        for i in range(part * count // parts, (part + 1) * count // parts):
            for k in range(a.shape[1]):
                out[rows[i], k] += a[i, k]


### MUTANT scatter_rows_overlap: the first row of a slice belongs to the slice before, too
### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    count = out.shape[0]
    for part in prange(parts):
        low, high = part * count // parts, (part + 1) * count // parts
        for i in range(rows.size):
            if low <= rows[i] <= high:
                for k in range(a.shape[1]):
                    out[rows[i], k] += a[i, k]


### MUTANT scatter_rows_leave_out: the rows that are left over belong to no slice
### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    each = out.shape[0] // parts
    for part in prange(parts):
        for i in range(rows.size):
            if part * each <= rows[i] < (part + 1) * each:
                for k in range(a.shape[1]):
                    out[rows[i], k] += a[i, k]


### MUTANT scatter_rows_no_lower_end: a slice reaches back to the first row
### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    count = out.shape[0]
    for part in prange(parts):
        for i in range(rows.size):
            if rows[i] < (part + 1) * count // parts:
                for k in range(a.shape[1]):
                    out[rows[i], k] += a[i, k]


### MUTANT scatter_rows_overwrite: the last one wins
### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    count = out.shape[0]
    for part in prange(parts):
        low, high = part * count // parts, (part + 1) * count // parts
        for i in range(rows.size):
            if low <= rows[i] < high:
                for k in range(a.shape[1]):
                    out[rows[i], k] = a[i, k]


### MUTANT scatter_rows_clear: what was in out is forgotten
### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    count = out.shape[0]
    for part in prange(parts):
        low, high = part * count // parts, (part + 1) * count // parts
        for row in range(low, high):
            for k in range(a.shape[1]):
                out[row, k] = 0.0
        for i in range(rows.size):
            if low <= rows[i] < high:
                for k in range(a.shape[1]):
                    out[rows[i], k] += a[i, k]


### MUTANT scatter_rows_inner_prange: threads are called together anew for every row
### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    for i in range(rows.size):
        for k in prange(a.shape[1]):
            out[rows[i], k] += a[i, k]


### MUTANT scatter_rows_of_its_own: row i of a is taken for row rows[i] of a
### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    count = out.shape[0]
    for part in prange(parts):
        low, high = part * count // parts, (part + 1) * count // parts
        for i in range(rows.size):
            if low <= rows[i] < high:
                for k in range(a.shape[1]):
                    out[rows[i], k] += a[rows[i] % a.shape[0], k]
