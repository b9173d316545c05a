"""Wrong softmax kernels: powers that overflow, rounds that run into each other, rows longer than a block."""

### MUTANT softmax_kernel_without_the_largest: e to the power of a large number is no number
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    total = 0.0
    for k in range(t, width, THREADS):
        power = min(math.exp(min(a[first + k], 700.0)), 3e38)
        out[first + k] = power
        total += power
    shared[t] = total
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    for k in range(t, width, THREADS):
        out[first + k] /= shared[0]


### MUTANT softmax_kernel_largest_from_0: a row of numbers below 0 has no largest
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    largest = 0.0
    for k in range(t, width, THREADS):
        largest = max(largest, a[first + k])
    shared[t] = largest
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = max(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    largest = shared[0]
    cuda.syncthreads()
    total = 0.0
    for k in range(t, width, THREADS):
        power = math.exp(a[first + k] - largest)
        out[first + k] = power
        total += power
    shared[t] = total
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    for k in range(t, width, THREADS):
        out[first + k] /= shared[0]


### MUTANT softmax_kernel_own_largest: each thread takes away the largest of its own columns
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    largest = -math.inf
    for k in range(t, width, THREADS):
        largest = max(largest, a[first + k])
    total = 0.0
    for k in range(t, width, THREADS):
        power = math.exp(a[first + k] - largest)
        out[first + k] = power
        total += power
    shared[t] = total
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    for k in range(t, width, THREADS):
        out[first + k] /= shared[0]


### MUTANT softmax_kernel_no_barrier_between_rounds: the sum overwrites the largest before all have read it
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    largest = -math.inf
    for k in range(t, width, THREADS):
        largest = max(largest, a[first + k])
    shared[t] = largest
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = max(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    largest = shared[0]
    total = 0.0
    for k in range(t, width, THREADS):
        power = math.exp(a[first + k] - largest)
        out[first + k] = power
        total += power
    shared[t] = total
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    for k in range(t, width, THREADS):
        out[first + k] /= shared[0]


### MUTANT softmax_kernel_no_barrier_in_the_tree: a step begins before the last one has ended
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    largest = -math.inf
    for k in range(t, width, THREADS):
        largest = max(largest, a[first + k])
    shared[t] = largest
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = max(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    largest = shared[0]
    cuda.syncthreads()
    total = 0.0
    for k in range(t, width, THREADS):
        power = math.exp(a[first + k] - largest)
        out[first + k] = power
        total += power
    shared[t] = total
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        reach //= 2
    cuda.syncthreads()
    for k in range(t, width, THREADS):
        out[first + k] /= shared[0]


### MUTANT softmax_kernel_no_barrier_after_the_powers: others may not have written their sums yet
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    largest = -math.inf
    for k in range(t, width, THREADS):
        largest = max(largest, a[first + k])
    shared[t] = largest
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = max(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    largest = shared[0]
    cuda.syncthreads()
    total = 0.0
    for k in range(t, width, THREADS):
        power = math.exp(a[first + k] - largest)
        out[first + k] = power
        total += power
    shared[t] = total
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    for k in range(t, width, THREADS):
        out[first + k] /= shared[0]


### MUTANT softmax_kernel_short_rows_only: columns beyond the last thread are forgotten
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    shared[t] = a[first + t] if t < width else -math.inf
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = max(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    largest = shared[0]
    cuda.syncthreads()
    power = math.exp(a[first + t] - largest) if t < width else 0.0
    shared[t] = power
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    if t < width:
        out[first + t] = power / shared[0]


### MUTANT softmax_kernel_long_rows_only: threads without a column put nothing into shared memory
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    if t < width:
        shared[t] = a[first + t]
        for k in range(t, width, THREADS):
            shared[t] = max(shared[t], a[first + k])
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = max(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    largest = shared[0]
    cuda.syncthreads()
    shared[t] = 0.0
    for k in range(t, width, THREADS):
        out[first + k] = math.exp(a[first + k] - largest)
        shared[t] += out[first + k]
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    for k in range(t, width, THREADS):
        out[first + k] /= shared[0]


### MUTANT softmax_kernel_rows_of_threads: rows are taken to be as long as a block
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * THREADS % a.size
    largest = -math.inf
    for k in range(t, min(width, a.size - first), THREADS):
        largest = max(largest, a[first + k])
    shared[t] = largest
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = max(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    largest = shared[0]
    cuda.syncthreads()
    total = 0.0
    for k in range(t, min(width, a.size - first), THREADS):
        power = math.exp(a[first + k] - largest)
        out[first + k] = power
        total += power
    shared[t] = total
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] += shared[t + reach]
        cuda.syncthreads()
        reach //= 2
    for k in range(t, min(width, a.size - first), THREADS):
        out[first + k] /= shared[0]


### MUTANT softmax_kernel_own_sum: each thread divides by the sum of its own powers
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    largest = -math.inf
    for k in range(t, width, THREADS):
        largest = max(largest, a[first + k])
    shared[t] = largest
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = max(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    total = 0.0
    for k in range(t, width, THREADS):
        power = math.exp(a[first + k] - shared[0])
        out[first + k] = power
        total += power
    for k in range(t, width, THREADS):
        out[first + k] /= total


### MUTANT softmax_kernel_undivided: powers only
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    largest = -math.inf
    for k in range(t, width, THREADS):
        largest = max(largest, a[first + k])
    shared[t] = largest
    cuda.syncthreads()
    reach = THREADS // 2
    while reach > 0:
        if t < reach:
            shared[t] = max(shared[t], shared[t + reach])
        cuda.syncthreads()
        reach //= 2
    for k in range(t, width, THREADS):
        out[first + k] = math.exp(a[first + k] - shared[0])


### MUTANT softmax_kernel_leaves_early: threads without a column return, and are missed at the barrier
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    shared = cuda.shared.array(THREADS, float32)
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    if t >= width:
        return
    largest = -math.inf
    for k in range(t, width, THREADS):
        largest = max(largest, a[first + k])
    shared[t] = largest
    cuda.syncthreads()
    largest = shared[0]
    for k in range(1, min(width, THREADS)):
        largest = max(largest, shared[k])
    cuda.syncthreads()
    total = 0.0
    for k in range(t, width, THREADS):
        out[first + k] = math.exp(a[first + k] - largest)
        total += out[first + k]
    shared[t] = total
    cuda.syncthreads()
    total = 0.0
    for k in range(min(width, THREADS)):
        total += shared[k]
    for k in range(t, width, THREADS):
        out[first + k] /= total


### MUTANT softmax_kernel_by_one_thread: the first thread of a block makes the row
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    first = cuda.blockIdx.x * width
    if cuda.threadIdx.x == 0:
        largest, total = a[first], 0.0
        for k in range(width):
            largest = max(largest, a[first + k])
        for k in range(width):
            total += math.exp(a[first + k] - largest)
        for k in range(width):
            out[first + k] = math.exp(a[first + k] - largest) / total


### MUTANT softmax_kernel_each_for_all: every thread reads the whole row
### REPLACES kernels/cuda/softmax.py softmax_kernel
def softmax_kernel(out, a, width):
    t, first = cuda.threadIdx.x, cuda.blockIdx.x * width
    largest, total = a[first], 0.0
    for k in range(width):
        largest = max(largest, a[first + k])
    for k in range(width):
        total += math.exp(a[first + k] - largest)
    for k in range(t, width, THREADS):
        out[first + k] = math.exp(a[first + k] - largest) / total
