"""Wrong products of any size: the right kernel with a line changed, as one changes it without noticing."""

### MUTANT matmul_kernel_no_barrier_after_copying: others may not have copied yet
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_no_barrier_before_overwriting: a tile is overwritten while others still read it
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_leaves_early: threads beyond the edges return, and are missed at the barrier
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    if i >= n or j >= m:
        return
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_leaves_places_unwritten: threads beyond the edges put nothing into shared memory
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        if i < n and left + x < depth:
            a_shared[y, x] = a[a_place]
        if left + y < depth and j < m:
            b_shared[y, x] = b[b_place]
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_reads_beyond_the_edges: every thread copies, be there a number or not
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place]
        b_shared[y, x] = b[b_place]
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_bounded_by_rows_alone: steps beyond the inner axis read the next row
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n else 0.0
        b_shared[y, x] = b[b_place] if j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_writes_beyond_the_edges: every thread writes, be there a place or not
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_one_column_too_far: <= in the place of <
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j <= m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_first_matrix_of_a: the number of the matrix does not reach a
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_first_matrix_of_b: the number of the matrix does not reach b
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_first_matrix_of_out: all products go to the first matrix of out
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[i * m + j] = total


### MUTANT matmul_kernel_a_in_reading_order: the strides of a are not looked at
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = (a_offset + (z * n + i) * depth + left + x) % a.size
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_b_in_reading_order: the strides of b are not looked at
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = (b_offset + (z * depth + left + y) * m + j) % b.size
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_strides_mixed_up: down a column with the stride along a row
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = (a_offset + z * a_strides[0] + i * a_strides[2] + (left + x) * a_strides[1]) % a.size
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_without_a_offset: a begins at the beginning of its memory
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_without_b_offset: b begins at the beginning of its memory
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_rounds_down: the last, shorter tile of the inner axis is left out
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth // TILE * TILE, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_one_tile: the inner axis ends with the first tile
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, min(depth, TILE), TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_last_tile_wins: each tile forgets the sum of those before
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        total = 0.0
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_out_by_columns: rows of out are taken to be n long
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * m + j) * n + i] = total


### MUTANT matmul_kernel_tile_of_b_transposed: rows by rows
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[x, t]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_same_tile_again: the tile does not go along with the inner axis
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + x * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_one_step_short: a product too few in each tile
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE - 1):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_blocks_of_rows_in_x: the grid is taken to be turned
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.x * TILE + y, cuda.blockIdx.y * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_barrier_inside_the_edges: threads beyond the edges never come to the barrier
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * TILE + y, cuda.blockIdx.x * TILE + x
    total = 0.0
    for left in range(0, depth, TILE):
        a_place = a_offset + z * a_strides[0] + i * a_strides[1] + (left + x) * a_strides[2]
        b_place = b_offset + z * b_strides[0] + (left + y) * b_strides[1] + j * b_strides[2]
        a_shared[y, x] = a[a_place] if i < n and left + x < depth else 0.0
        b_shared[y, x] = b[b_place] if left + y < depth and j < m else 0.0
        if i < n and j < m:
            cuda.syncthreads()
        for t in range(TILE):
            total += a_shared[y, t] * b_shared[t, x]
        cuda.syncthreads()
    if i < n and j < m:
        out[(z * n + i) * m + j] = total


### MUTANT matmul_kernel_slow_memory: right, and every number is read from slow memory again and again
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    i, j = cuda.blockIdx.y * TILE + cuda.threadIdx.y, cuda.blockIdx.x * TILE + cuda.threadIdx.x
    z = cuda.blockIdx.z
    if i < n and j < m:
        total = 0.0
        for t in range(depth):
            a_place = a_offset + z * a_strides[0] + i * a_strides[1] + t * a_strides[2]
            total += a[a_place] * b[b_offset + z * b_strides[0] + t * b_strides[1] + j * b_strides[2]]
        out[(z * n + i) * m + j] = total
