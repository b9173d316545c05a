"""Wrong work of a block's threads: barriers missing or not for all, shared memory that nobody wrote, one block's worth."""

### MUTANT block_sum_no_barrier_after_writing: others may not have written yet
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i] if i < a.size else 0.0
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


### MUTANT block_sum_no_barrier_between_steps: a step begins before the last one has ended
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i] if i < a.size else 0.0
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        reach //= 2
    cuda.syncthreads()
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


### MUTANT block_sum_barrier_in_the_if: half of the threads never come to it
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i] if i < a.size else 0.0
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
            cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


### MUTANT block_sum_leaves_places_unwritten: threads beyond the end put nothing into shared memory
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    if i < a.size:
        shared[t] = a[i]
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


### MUTANT block_sum_without_bounds: threads beyond the end read, too
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t = cuda.threadIdx.x
    shared[t] = a[cuda.grid(1)]
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


### MUTANT block_sum_leaves_early: threads beyond the end return, and are missed at the barrier
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    if i >= a.size:
        return
    shared[t] = a[i]
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


### MUTANT block_sum_begins_too_far: the first reach is that of the whole block
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i] if i < a.size else 0.0
    cuda.syncthreads()
    reach = THREADS
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


### MUTANT block_sum_stops_early: the last two numbers are never added
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i] if i < a.size else 0.0
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 1:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


### MUTANT block_sum_one_thread_too_many: <= in the place of <
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i] if i < a.size else 0.0
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t <= reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


### MUTANT block_sum_all_blocks_in_one_place: every block writes the first result
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i] if i < a.size else 0.0
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[0] = shared[0]


### MUTANT block_sum_of_the_first_block: every block reads the same numbers
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t = cuda.threadIdx.x
    shared[t] = a[t] if t < a.size else 0.0
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] = shared[0]


### MUTANT block_sum_by_one_thread: the first thread adds, and all others watch
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i] if i < a.size else 0.0
    cuda.syncthreads()
    if t == 0:
        total = 0.0
        for k in range(THREADS):
            total += shared[k]
        out[cuda.blockIdx.x] = total


### MUTANT block_sum_of_slow_memory: one thread reads all the numbers of its block from slow memory
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    if cuda.threadIdx.x == 0:
        total = 0.0
        for k in range(THREADS):
            i = cuda.blockIdx.x * THREADS + k
            if i < a.size:
                total += a[i]
        out[cuda.blockIdx.x] = total


### MUTANT block_sum_each_for_itself: memory that no other thread can see
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    mine = cuda.local.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    mine[t] = a[i] if i < a.size else 0.0
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            mine[t] += mine[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] = mine[0]


### MUTANT block_sum_on_top: goes on from what stood in out
### REPLACES kernels/cuda/reduce.py block_sum
def block_sum(out, a):
    shared = cuda.shared.array(THREADS, float32)
    t, i = cuda.threadIdx.x, cuda.grid(1)
    shared[t] = a[i] if i < a.size else 0.0
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[cuda.blockIdx.x] += shared[0]


### MUTANT reduce_kernel_from_0: sums begin so, and nothing else
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    result = 0.0
    for j in range(t, count, THREADS):
        result = f(result, a[first + position(j, gone_shape, gone_strides)])
    shared[t] = result
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]


### MUTANT reduce_kernel_one_block_worth: each thread takes one element, and what is left over is lost
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    shared[t] = a[first + position(t, gone_shape, gone_strides)] if t < count else start
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]


### MUTANT reduce_kernel_leaves_places_unwritten: threads without an element put nothing into shared memory
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    if t < count:
        result = start
        for j in range(t, count, THREADS):
            result = f(result, a[first + position(j, gone_shape, gone_strides)])
        shared[t] = result
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]


### MUTANT reduce_kernel_strides_by_the_grid: steps over elements that belong to no other block
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    result = start
    for j in range(t, count, cuda.gridsize(1)):
        result = f(result, a[first + position(j, gone_shape, gone_strides)])
    shared[t] = result
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]


### MUTANT reduce_kernel_begins_at_grid: the number in the launch is taken for that in the block
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    result = start
    for j in range(cuda.grid(1), count, THREADS):
        result = f(result, a[first + position(j, gone_shape, gone_strides)])
    shared[t] = result
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]


### MUTANT reduce_kernel_without_offset: begins at the beginning of the array
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = position(b, kept_shape, kept_strides)
    result = start
    for j in range(t, count, THREADS):
        result = f(result, a[first + position(j, gone_shape, gone_strides)])
    shared[t] = result
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]


### MUTANT reduce_kernel_in_a_row: elements are taken for neighbours
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + b * count
    result = start
    for j in range(t, count, THREADS):
        result = f(result, a[(first + j) % a.size])
    shared[t] = result
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]


### MUTANT reduce_kernel_adds_at_the_end: the tree is that of a sum, whatever f is
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    result = start
    for j in range(t, count, THREADS):
        result = f(result, a[first + position(j, gone_shape, gone_strides)])
    shared[t] = result
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]


### MUTANT reduce_kernel_no_barrier_after_writing: others may not have written yet
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    result = start
    for j in range(t, count, THREADS):
        result = f(result, a[first + position(j, gone_shape, gone_strides)])
    shared[t] = result
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]


### MUTANT reduce_kernel_no_barrier_between_steps: the last step may read what is not there yet
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    result = start
    for j in range(t, count, THREADS):
        result = f(result, a[first + position(j, gone_shape, gone_strides)])
    shared[t] = result
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        reach //= 2
    cuda.syncthreads()
    if t == 0:
        out[b] = shared[0]


### MUTANT reduce_kernel_barrier_in_the_loop: threads with fewer elements never come to it
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    shared[t] = start
    for j in range(t, count, THREADS):
        shared[t] = f(shared[t], a[first + position(j, gone_shape, gone_strides)])
        cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]


### MUTANT reduce_kernel_of_its_first_thread: what the other threads have found is lost
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    result = start
    for j in range(t, count, THREADS):
        result = f(result, a[first + position(j, gone_shape, gone_strides)])
    if t == 0:
        out[b] = result


### MUTANT reduce_kernel_by_one_thread: the first thread of a block takes all elements
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    if t == 0:
        result = start
        for j in range(count):
            result = f(result, a[first + position(j, gone_shape, gone_strides)])
        out[b] = result


### MUTANT reduce_kernel_each_for_all: every thread takes all elements, and f brings equal numbers together
### REPLACES kernels/cuda/reduce.py reduce_kernel
def reduce_kernel(f, start, out, a, count, kept_shape, kept_strides, gone_shape, gone_strides, offset):
    shared = cuda.shared.array(THREADS, float32)
    t, b = cuda.threadIdx.x, cuda.blockIdx.x
    first = offset + position(b, kept_shape, kept_strides)
    result = start
    for j in range(count):
        result = f(result, a[first + position(j, gone_shape, gone_strides)])
    shared[t] = result
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = f(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    if t == 0:
        out[b] = shared[0]
