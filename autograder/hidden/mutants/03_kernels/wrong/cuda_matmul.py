"""Wrong products by tiles: barriers, edges, strides and matrices forgotten."""

### MUTANT block_matmul_no_barrier: others may not have copied yet
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.x, cuda.threadIdx.y, out.shape[0]
    if i < side and j < side:
        a_shared[i, j] = a[i, j]
        b_shared[i, j] = b[i, j]
        total = 0.0
        for t in range(side):
            total += a_shared[i, t] * b_shared[t, j]
        out[i, j] = total


### MUTANT block_matmul_barrier_in_the_if: threads outside never come to it
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.x, cuda.threadIdx.y, out.shape[0]
    if i < side and j < side:
        a_shared[i, j] = a[i, j]
        b_shared[i, j] = b[i, j]
        cuda.syncthreads()
        total = 0.0
        for t in range(side):
            total += a_shared[i, t] * b_shared[t, j]
        out[i, j] = total


### MUTANT block_matmul_without_bounds: threads outside copy and write, too
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.x, cuda.threadIdx.y, out.shape[0]
    a_shared[i, j] = a[i, j]
    b_shared[i, j] = b[i, j]
    cuda.syncthreads()
    total = 0.0
    for t in range(side):
        total += a_shared[i, t] * b_shared[t, j]
    out[i, j] = total


### MUTANT block_matmul_one_bound: or in the place of and
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.x, cuda.threadIdx.y, out.shape[0]
    if i < side or j < side:
        a_shared[i, j] = a[i, j]
        b_shared[i, j] = b[i, j]
    cuda.syncthreads()
    if i < side or j < side:
        total = 0.0
        for t in range(side):
            total += a_shared[i, t] * b_shared[t, j]
        out[i, j] = total


### MUTANT block_matmul_transposes_b: rows by rows
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.x, cuda.threadIdx.y, out.shape[0]
    inside = i < side and j < side
    if inside:
        a_shared[i, j] = a[i, j]
        b_shared[i, j] = b[i, j]
    cuda.syncthreads()
    if inside:
        total = 0.0
        for t in range(side):
            total += a_shared[i, t] * b_shared[j, t]
        out[i, j] = total


### MUTANT block_matmul_transposes_out: result (i, j) goes to (j, i)
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.x, cuda.threadIdx.y, out.shape[0]
    inside = i < side and j < side
    if inside:
        a_shared[i, j] = a[i, j]
        b_shared[i, j] = b[i, j]
    cuda.syncthreads()
    if inside:
        total = 0.0
        for t in range(side):
            total += a_shared[i, t] * b_shared[t, j]
        out[j, i] = total


### MUTANT block_matmul_whole_tile: places beyond the edges, which nobody wrote, are added
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.x, cuda.threadIdx.y, out.shape[0]
    inside = i < side and j < side
    if inside:
        a_shared[i, j] = a[i, j]
        b_shared[i, j] = b[i, j]
    cuda.syncthreads()
    if inside:
        total = 0.0
        for t in range(TILE):
            total += a_shared[i, t] * b_shared[t, j]
        out[i, j] = total


### MUTANT block_matmul_a_by_a: both tiles are copied from one matrix
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.x, cuda.threadIdx.y, out.shape[0]
    inside = i < side and j < side
    if inside:
        a_shared[i, j] = a[i, j]
        b_shared[i, j] = a[i, j]
    cuda.syncthreads()
    if inside:
        total = 0.0
        for t in range(side):
            total += a_shared[i, t] * b_shared[t, j]
        out[i, j] = total


### MUTANT block_matmul_slow_memory: the numbers are copied, and not used
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.x, cuda.threadIdx.y, out.shape[0]
    inside = i < side and j < side
    if inside:
        a_shared[i, j] = a[i, j]
        b_shared[i, j] = b[i, j]
    cuda.syncthreads()
    if inside:
        total = 0.0
        for t in range(side):
            total += a[i, t] * b[t, j]
        out[i, j] = total


### MUTANT block_matmul_copies_rows: each thread copies a row and a column, which others copy as well
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.x, cuda.threadIdx.y, out.shape[0]
    inside = i < side and j < side
    if inside:
        for t in range(side):
            a_shared[i, t] = a[i, t]
            b_shared[t, j] = b[t, j]
    cuda.syncthreads()
    if inside:
        total = 0.0
        for t in range(side):
            total += a_shared[i, t] * b_shared[t, j]
        out[i, j] = total


### MUTANT block_matmul_on_top: goes on from what stood in out
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    i, j, side = cuda.threadIdx.x, cuda.threadIdx.y, out.shape[0]
    inside = i < side and j < side
    if inside:
        a_shared[i, j] = a[i, j]
        b_shared[i, j] = b[i, j]
    cuda.syncthreads()
    if inside:
        for t in range(side):
            out[i, j] += a_shared[i, t] * b_shared[t, j]
