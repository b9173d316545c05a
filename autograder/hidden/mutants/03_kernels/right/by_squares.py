"""Right products on CUDA: tiles that lie otherwise in shared memory, edges filled in other ways."""

### RIGHT squares_turned: x and y in each other's place, zeros first, the number of tiles counted
### REPLACES kernels/cuda/matmul.py block_matmul
def block_matmul(out, a, b):
    a_shared = cuda.shared.array((TILE, TILE), float32)
    b_shared = cuda.shared.array((TILE, TILE), float32)
    row, column = cuda.threadIdx.y, cuda.threadIdx.x
    a_shared[row, column] = 0.0
    b_shared[column, row] = 0.0
    if row < a.shape[0] and column < a.shape[1]:
        a_shared[row, column] = a[row, column]
        b_shared[column, row] = b[row, column]
    cuda.syncthreads()
    total = 0.0
    for t in range(TILE):
        total += a_shared[row, t] * b_shared[column, t]
    if row < out.shape[0] and column < out.shape[1]:
        out[row, column] = total


### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    b_tile = cuda.shared.array((TILE, TILE), float32)
    a_tile = cuda.shared.array((TILE, TILE), float32)
    column, row = cuda.grid(2)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    total = 0.0
    for step in range((depth + TILE - 1) // TILE):
        left = step * TILE
        a_tile[x, y] = 0.0
        b_tile[y, x] = 0.0
        if row < n and left + x < depth:
            a_tile[x, y] = a[a_offset + z * a_strides[0] + row * a_strides[1] + (left + x) * a_strides[2]]
        if column < m and left + y < depth:
            b_tile[y, x] = b[b_offset + z * b_strides[0] + (left + y) * b_strides[1] + column * b_strides[2]]
        cuda.syncthreads()
        for t in range(min(TILE, depth - left)):
            total += a_tile[t, y] * b_tile[t, x]
        cuda.syncthreads()
    if row < n:
        if column < m:
            out[z * n * m + row * m + column] = total


### RIGHT squares_between_barriers: the barrier before the tiles are overwritten stands first
### REPLACES kernels/cuda/matmul.py matmul_kernel
def matmul_kernel(out, a, a_strides, a_offset, b, b_strides, b_offset, n, depth, m):
    tiles = cuda.shared.array((2, TILE, TILE), float32)
    x, y, z = cuda.threadIdx.x, cuda.threadIdx.y, cuda.blockIdx.z
    i, j = cuda.blockIdx.y * cuda.blockDim.y + y, cuda.blockIdx.x * cuda.blockDim.x + x
    p = a_offset + z * a_strides[0] + i * a_strides[1]
    q = b_offset + z * b_strides[0] + j * b_strides[2]
    total, left = 0.0, 0
    while left < depth:
        cuda.syncthreads()
        inside = left + x < depth and i < n
        tiles[0, y, x] = a[p + (left + x) * a_strides[2]] if inside else 0.0
        inside = left + y < depth and j < m
        tiles[1, y, x] = b[q + (left + y) * b_strides[1]] if inside else 0.0
        cuda.syncthreads()
        for t in range(TILE):
            total = total + tiles[0, y, t] * tiles[1, t, x]
        left += TILE
    if i < n and j < m:
        out[(z * n + i) * m + j] = total
