"""Right kernels of elements, rows and products, with other loops than the reference's."""

### RIGHT kernels_by_elements: a turn for each element, and while loops
### REPLACES kernels/cpu/pointwise.py zip_flat
def zip_flat(f, out, a, b):
    size = len(out)
    for place in prange(size):
        x = a[place]
        y = b[place]
        out[place] = f(x, y)


### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place, k = 0, len(shape)
    while k > 0:
        k -= 1
        whole = i // shape[k]
        place += (i - whole * shape[k]) * strides[k]
        i = whole
    return place


### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    for i in prange(out.size):
        out[i] = f(a[offset + position(i, shape, strides)])


### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    for i in prange(out.size):
        x = a[a_offset + position(i, shape, a_strides)]
        out[i] = f(x, b[b_offset + position(i, shape, b_strides)])


### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    count = 1
    for side in gone_shape:
        count *= side
    for i in prange(out.shape[0]):
        first = offset + position(i, kept_shape, kept_strides)
        result, j = start, 0
        while j < count:
            result = f(result, a[first + position(j, gone_shape, gone_strides)])
            j += 1
        out[i] = result


### REPLACES kernels/cpu/rows.py gather_rows
def gather_rows(out, a, rows):
    width = a.shape[1]
    for i in prange(out.shape[0]):
        row = rows[i]
        for k in range(width):
            out[i, k] = a[row, k]


### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    for k in prange(out.shape[1]):
        for i in range(rows.size):
            out[rows[i], k] += a[i, k]


### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    depth = b.shape[0]
    for i in prange(out.shape[0]):
        out[i, :] = 0.0
        for t in range(0, depth - depth % 4, 4):
            for j in range(out.shape[1]):
                first = a[i, t] * b[t, j] + a[i, t + 1] * b[t + 1, j]
                out[i, j] += first + a[i, t + 2] * b[t + 2, j] + a[i, t + 3] * b[t + 3, j]
        for t in range(depth - depth % 4, depth):
            for j in range(out.shape[1]):
                out[i, j] += a[i, t] * b[t, j]


### RIGHT kernels_in_two_loops: rows counted by multiplying, two parallel loops, parts as one counts them by hand
### REPLACES kernels/cpu/pointwise.py position
def position(i, shape, strides):
    place, size = 0, 1
    for k in range(len(shape)):
        size *= shape[k]
    for k in range(len(shape)):
        size //= shape[k]
        place += i // size * strides[k]
        i = i % size
    return place


### REPLACES kernels/cpu/pointwise.py map_strided
def map_strided(f, out, a, shape, strides, offset):
    rows, last = 1, len(shape) - 1
    for k in range(last):
        rows *= shape[k]
    for row in prange(rows):
        place = offset + position(row, shape[:-1], strides[:-1])
        for j in range(shape[last]):
            out[row * shape[last] + j] = f(a[place])
            place += strides[last]


### REPLACES kernels/cpu/pointwise.py zip_strided
def zip_strided(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    rows, last = 1, len(shape) - 1
    for k in range(last):
        rows *= shape[k]
    for row in prange(rows):
        i = row * shape[last]
        p = a_offset + position(row, shape[:-1], a_strides[:-1])
        q = b_offset + position(row, shape[:-1], b_strides[:-1])
        for _ in range(shape[last]):
            out[i] = f(a[p], b[q])
            i, p, q = i + 1, p + a_strides[last], q + b_strides[last]


### REPLACES kernels/cpu/reduce.py reduce_strided
def reduce_strided(f, start, out, a, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    last = len(gone_shape) - 1
    rows = 1
    for k in range(last):
        rows = rows * gone_shape[k]
    for i in prange(out.size):
        result = start
        for row in range(rows):
            place = offset + position(i, kept_shape, kept_strides) + position(row, gone_shape[:-1], gone_strides[:-1])
            for _ in range(gone_shape[last]):
                result = f(result, a[place])
                place += gone_strides[last]
        out[i] = result


### REPLACES kernels/cpu/rows.py scatter_rows
def scatter_rows(out, a, rows, parts):
    each, rest = out.shape[0] // parts, out.shape[0] % parts
    for part in prange(parts):
        low = part * each + min(part, rest)
        high = low + each + (1 if part < rest else 0)
        for i in range(rows.size):
            if rows[i] >= low and rows[i] < high:
                for k in range(a.shape[1]):
                    out[rows[i], k] = out[rows[i], k] + a[i, k]


### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    for i in prange(n):
        for j in range(m):
            out[i, j] = 0.0
    for i in prange(n):
        for t in range(depth):
            for j in range(m):
                out[i, j] += a[i, t] * b[t, j]


### RIGHT products_of_rows: whole rows at once
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    out[:] = 0.0
    for i in prange(a.shape[0]):
        for t in range(a.shape[1]):
            out[i] += a[i, t] * b[t]


### RIGHT products_by_groups: sixteen columns at a time, whose sums stay near
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    m = b.shape[1]
    for i in prange(a.shape[0]):
        for left in range(0, m, 16):
            right = min(left + 16, m)
            out[i, left:right] = 0.0
            for t in range(a.shape[1]):
                for j in range(left, right):
                    out[i, j] += a[i, t] * b[t, j]
