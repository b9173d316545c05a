"""Right kernels for CUDA: other trees, other orders, places counted by hand."""

### RIGHT threads_counted_by_hand: no cuda.grid, bounds first, flat places without position
### REPLACES kernels/cuda/launch.py blocks_for
def blocks_for(size, threads):
    return (size - 1) // threads + 1


### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    i = cuda.blockIdx.x * cuda.blockDim.x + cuda.threadIdx.x
    if i >= out.size:
        return
    place, rest = offset, i
    for k in range(len(shape) - 1, -1, -1):
        place += rest % shape[k] * strides[k]
        rest //= shape[k]
    out[i] = f(a[place])


### REPLACES kernels/cuda/pointwise.py zip_kernel
def zip_kernel(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    for i in range(cuda.grid(1), out.size, cuda.gridsize(1)):
        p, q, rest = a_offset, b_offset, i
        for k in range(len(shape) - 1, -1, -1):
            p += rest % shape[k] * a_strides[k]
            q += rest % shape[k] * b_strides[k]
            rest //= shape[k]
        out[i] = f(a[p], b[q])


### REPLACES kernels/cuda/rows.py scatter_kernel
def scatter_kernel(out, a, rows, width):
    i = cuda.blockDim.x * cuda.blockIdx.x + cuda.threadIdx.x
    if i < rows.size * width:
        row = i // width
        column = i - row * width
        cuda.atomic.add(out, rows[row] * width + column, a[i])


### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t = cuda.threadIdx.x
    i = cuda.blockIdx.x * THREADS + t
    shared[t] = 0.0
    if i < a.size:
        shared[t] = a[i]
    cuda.syncthreads()
    reach = 1
    while reach < THREADS:
        if t % (2 * reach) == 0:
            shared[t] = shared[t] + shared[t + reach]
        cuda.syncthreads()
        reach = reach * 2
    out[cuda.blockIdx.x] = shared[0]


### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t = cuda.threadIdx.x
    shared[t] = start
    j = t
    while j < count:
        place = position(cuda.blockIdx.x, kept_shape, kept_strides) + position(j, gone_shape, gone_strides)
        shared[t] = f(shared[t], a[offset + place])
        j += THREADS
    reach = 1
    while reach < THREADS:
        cuda.syncthreads()
        if t % (2 * reach) == 0:
            shared[t] = f(shared[t], shared[t + reach])
        reach *= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[t]


### RIGHT threads_by_halves_of_their_own: steps of a for loop, in the other order, with the sum in a variable
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(shape=THREADS, dtype=float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    mine = 0.0
    if i < a.size:
        mine = a[i]
    shared[t] = mine
    reach = cuda.blockDim.x >> 1
    while reach:
        cuda.syncthreads()
        if t < reach:
            mine += shared[t + reach]
            shared[t] = mine
        reach >>= 1
    if t == 0:
        out[cuda.blockIdx.x] = mine


### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t = cuda.threadIdx.x
    first = offset + position(cuda.blockIdx.x, kept_shape, kept_strides)
    each = (count + THREADS - 1) // THREADS
    result = start
    for j in range(t * each, min(count, (t + 1) * each)):
        result = f(a[first + position(j, gone_shape, gone_strides)], result)
    shared[t] = result
    cuda.syncthreads()
    left = THREADS
    while left > 1:
        left //= 2
        if t < left:
            shared[t] = f(shared[t + left], shared[t])
        cuda.syncthreads()
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    tops = cuda.shared.array(THREADS, float32)
    sums = cuda.shared.array(THREADS, float32)
    t, row = cuda.threadIdx.x, cuda.blockIdx.x
    top = a[row * width]
    k = t
    while k < width:
        if a[row * width + k] > top:
            top = a[row * width + k]
        k += THREADS
    tops[t] = top
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach and tops[t + reach] > tops[t]:
            tops[t] = tops[t + reach]
        cuda.syncthreads()
        reach //= 2
    total = 0.0
    for k in range(t, width, THREADS):
        total += math.exp(a[row * width + k] - tops[0])
    sums[t] = total
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            sums[t] += sums[t + reach]
        cuda.syncthreads()
        reach //= 2
    for k in range(t, width, THREADS):
        out[row * width + k] = math.exp(a[row * width + k] - tops[0]) / sums[0]
