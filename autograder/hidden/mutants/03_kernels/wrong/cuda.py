"""Wrong counts of blocks, and wrong kernels in which each thread works by itself."""

### MUTANT blocks_for_rounds_down: what is left over has no thread
### REPLACES kernels/cuda/launch.py blocks_for
def blocks_for(size, threads):
    return size // threads


### MUTANT blocks_for_one_more: a block that does nothing where nothing is left over
### REPLACES kernels/cuda/launch.py blocks_for
def blocks_for(size, threads):
    return size // threads + 1


### MUTANT blocks_for_rounds_up_too_far: one too many in the sum
### REPLACES kernels/cuda/launch.py blocks_for
def blocks_for(size, threads):
    return (size + threads) // threads


### MUTANT blocks_for_at_least_one: a block for nothing
### REPLACES kernels/cuda/launch.py blocks_for
def blocks_for(size, threads):
    return max(1, (size + threads - 1) // threads)


### MUTANT blocks_for_rounds_to_nearest: less than half a block is dropped
### REPLACES kernels/cuda/launch.py blocks_for
def blocks_for(size, threads):
    return (size + threads // 2) // threads


### MUTANT blocks_for_adds_the_rest: as many blocks more as there are elements left
### REPLACES kernels/cuda/launch.py blocks_for
def blocks_for(size, threads):
    return size // threads + size % threads


### MUTANT map_kernel_without_bounds: threads beyond the end write, too
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    i = cuda.grid(1)
    out[i] = f(a[offset + position(i, shape, strides)])


### MUTANT map_kernel_one_too_far: <= in the place of <
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    i = cuda.grid(1)
    if i <= out.size:
        out[i] = f(a[offset + position(i, shape, strides)])


### MUTANT map_kernel_bounded_by_a_side: as many elements as the first axis is long
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    i = cuda.grid(1)
    if i < shape[0]:
        out[i] = f(a[offset + position(i, shape, strides)])


### MUTANT map_kernel_bounded_by_a: the memory that is read may be longer or shorter than the result
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    i = cuda.grid(1)
    if i < a.size:
        out[i] = f(a[offset + position(i, shape, strides)])


### MUTANT map_kernel_first_block_only: the number of the block is forgotten
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    i = cuda.threadIdx.x
    if i < out.size:
        out[i] = f(a[offset + position(i, shape, strides)])


### MUTANT map_kernel_blocks_overlap: blocks begin one thread apart
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    i = cuda.blockIdx.x + cuda.threadIdx.x
    if i < out.size:
        out[i] = f(a[offset + position(i, shape, strides)])


### MUTANT map_kernel_blocks_by_grid: as far apart as there are blocks
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    i = cuda.blockIdx.x * cuda.gridDim.x + cuda.threadIdx.x
    if i < out.size:
        out[i] = f(a[offset + position(i, shape, strides)])


### MUTANT map_kernel_without_offset: begins at the beginning of the array
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = f(a[position(i, shape, strides)])


### MUTANT map_kernel_in_a_row: the strides are not looked at
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = f(a[(offset + i) % a.size])


### MUTANT map_kernel_writes_by_position: results lie as turned as the input
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    i = cuda.grid(1)
    if i < out.size:
        place = position(i, shape, strides)
        out[place % out.size] = f(a[offset + place])


### MUTANT map_kernel_every_thread_does_all: the loop of the CPU, as often as there are threads
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    for i in range(out.size):
        out[i] = f(a[offset + position(i, shape, strides)])


### MUTANT map_kernel_first_thread_does_all: one thread works, and all others wait
### REPLACES kernels/cuda/pointwise.py map_kernel
def map_kernel(f, out, a, shape, strides, offset):
    if cuda.grid(1) == 0:
        for i in range(out.size):
            out[i] = f(a[offset + position(i, shape, strides)])


### MUTANT zip_kernel_without_bounds: threads beyond the end write, too
### REPLACES kernels/cuda/pointwise.py zip_kernel
def zip_kernel(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    i = cuda.grid(1)
    out[i] = f(a[a_offset + position(i, shape, a_strides)], b[b_offset + position(i, shape, b_strides)])


### MUTANT zip_kernel_one_too_far: <= in the place of <
### REPLACES kernels/cuda/pointwise.py zip_kernel
def zip_kernel(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    i = cuda.grid(1)
    if i <= out.size:
        out[i] = f(a[a_offset + position(i, shape, a_strides)], b[b_offset + position(i, shape, b_strides)])


### MUTANT zip_kernel_bounded_by_a_side: as many elements as the first axis is long
### REPLACES kernels/cuda/pointwise.py zip_kernel
def zip_kernel(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    i = cuda.grid(1)
    if i < shape[0]:
        out[i] = f(a[a_offset + position(i, shape, a_strides)], b[b_offset + position(i, shape, b_strides)])


### MUTANT zip_kernel_one_layout: b is read under the strides of a
### REPLACES kernels/cuda/pointwise.py zip_kernel
def zip_kernel(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    i = cuda.grid(1)
    if i < out.size:
        place = position(i, shape, a_strides)
        out[i] = f(a[a_offset + place], b[(b_offset + place) % b.size])


### MUTANT zip_kernel_one_offset: b begins where a does
### REPLACES kernels/cuda/pointwise.py zip_kernel
def zip_kernel(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = f(a[a_offset + position(i, shape, a_strides)], b[(a_offset + position(i, shape, b_strides)) % b.size])


### MUTANT zip_kernel_swapped: f(y, x)
### REPLACES kernels/cuda/pointwise.py zip_kernel
def zip_kernel(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = f(b[b_offset + position(i, shape, b_strides)], a[a_offset + position(i, shape, a_strides)])


### MUTANT zip_kernel_every_thread_does_all: the loop of the CPU, as often as there are threads
### REPLACES kernels/cuda/pointwise.py zip_kernel
def zip_kernel(f, out, shape, a, a_strides, a_offset, b, b_strides, b_offset):
    for i in range(out.size):
        out[i] = f(a[a_offset + position(i, shape, a_strides)], b[b_offset + position(i, shape, b_strides)])


### MUTANT scatter_kernel_race: read, add, write, and somebody else in between
### REPLACES kernels/cuda/rows.py scatter_kernel
def scatter_kernel(out, a, rows, width):
    i = cuda.grid(1)
    if i < a.size:
        out[rows[i // width] * width + i % width] += a[i]


### MUTANT scatter_kernel_overwrites: the last one wins
### REPLACES kernels/cuda/rows.py scatter_kernel
def scatter_kernel(out, a, rows, width):
    i = cuda.grid(1)
    if i < a.size:
        out[rows[i // width] * width + i % width] = a[i]


### MUTANT scatter_kernel_without_bounds: threads beyond the end add, too
### REPLACES kernels/cuda/rows.py scatter_kernel
def scatter_kernel(out, a, rows, width):
    i = cuda.grid(1)
    cuda.atomic.add(out, rows[i // width] * width + i % width, a[i])


### MUTANT scatter_kernel_one_too_far: <= in the place of <
### REPLACES kernels/cuda/rows.py scatter_kernel
def scatter_kernel(out, a, rows, width):
    i = cuda.grid(1)
    if i <= a.size:
        cuda.atomic.add(out, rows[i // width] * width + i % width, a[i])


### MUTANT scatter_kernel_bounded_by_out: as many numbers as the result has, not as there are to add
### REPLACES kernels/cuda/rows.py scatter_kernel
def scatter_kernel(out, a, rows, width):
    i = cuda.grid(1)
    if i < out.size:
        cuda.atomic.add(out, rows[i // width] * width + i % width, a[i])


### MUTANT scatter_kernel_gathers: takes from where it should add
### REPLACES kernels/cuda/rows.py scatter_kernel
def scatter_kernel(out, a, rows, width):
    i = cuda.grid(1)
    if i < a.size:
        cuda.atomic.add(out, i % out.size, a[(rows[i // width] * width + i % width) % a.size])


### MUTANT scatter_kernel_row_and_column_mixed_up: the remainder is taken for the row
### REPLACES kernels/cuda/rows.py scatter_kernel
def scatter_kernel(out, a, rows, width):
    i = cuda.grid(1)
    if i < a.size:
        cuda.atomic.add(out, rows[i % width % rows.size] * width + i // width % width, a[i])


### MUTANT scatter_kernel_first_column: the column is forgotten
### REPLACES kernels/cuda/rows.py scatter_kernel
def scatter_kernel(out, a, rows, width):
    i = cuda.grid(1)
    if i < a.size:
        cuda.atomic.add(out, rows[i // width] * width, a[i])


### MUTANT scatter_kernel_thread_for_each_row: as many threads as rows, each with a loop
### REPLACES kernels/cuda/rows.py scatter_kernel
def scatter_kernel(out, a, rows, width):
    i = cuda.grid(1)
    if i < rows.size:
        for k in range(width):
            cuda.atomic.add(out, rows[i] * width + k, a[i * width + k])


### MUTANT scatter_kernel_largest: the wrong atomic
### REPLACES kernels/cuda/rows.py scatter_kernel
def scatter_kernel(out, a, rows, width):
    i = cuda.grid(1)
    if i < a.size:
        cuda.atomic.max(out, rows[i // width] * width + i % width, a[i])
