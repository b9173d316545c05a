"""Wrong products on the CPU: sums that begin or end wrongly, tiles with mixed-up numbers, edges lost, races."""

### MUTANT matmul_rows_range: a loop for one thread
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            out[i, j] = 0.0
        for t in range(a.shape[1]):
            for j in range(b.shape[1]):
                out[i, j] += a[i, t] * b[t, j]


### MUTANT matmul_rows_inner_prange: threads are called together anew for every row
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    for i in range(a.shape[0]):
        for j in prange(b.shape[1]):
            total = 0.0
            for t in range(a.shape[1]):
                total += a[i, t] * b[t, j]
            out[i, j] = total


### MUTANT matmul_rows_on_top: goes on from what stood in out
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    for i in prange(a.shape[0]):
        for t in range(a.shape[1]):
            for j in range(b.shape[1]):
                out[i, j] += a[i, t] * b[t, j]


### MUTANT matmul_rows_zero_too_often: only the last product stays
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    for i in prange(a.shape[0]):
        for t in range(a.shape[1]):
            for j in range(b.shape[1]):
                out[i, j] = 0.0
                out[i, j] += a[i, t] * b[t, j]


### MUTANT matmul_rows_first_step_overwrites: without steps, nothing is written
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    for i in prange(a.shape[0]):
        for t in range(a.shape[1]):
            for j in range(b.shape[1]):
                before = out[i, j] if t > 0 else 0.0
                out[i, j] = before + a[i, t] * b[t, j]


### MUTANT matmul_rows_transposed: b is read along its columns
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    for i in prange(a.shape[0]):
        for j in range(b.shape[1]):
            out[i, j] = 0.0
        for t in range(a.shape[1]):
            for j in range(b.shape[1]):
                out[i, j] += a[i, t] * b[j % b.shape[0], t % b.shape[1]]


### MUTANT matmul_rows_square: as many steps as a has rows
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    for i in prange(a.shape[0]):
        for j in range(b.shape[1]):
            out[i, j] = 0.0
        for t in range(min(a.shape[0], a.shape[1])):
            for j in range(b.shape[1]):
                out[i, j] += a[i, t] * b[t, j]


### MUTANT matmul_rows_parallel_steps: all threads add to the same rows
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    out[:] = 0.0
    for t in prange(a.shape[1]):
        for i in range(a.shape[0]):
            for j in range(b.shape[1]):
                out[i, j] += a[i, t] * b[t, j]


### MUTANT matmul_rows_one_short: the last step is left out
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    for i in prange(a.shape[0]):
        for j in range(b.shape[1]):
            out[i, j] = 0.0
        for t in range(a.shape[1] - 1):
            for j in range(b.shape[1]):
                out[i, j] += a[i, t] * b[t, j]


### MUTANT matmul_rows_down_columns: the inner loop walks down a column of b
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    for i in prange(a.shape[0]):
        for j in range(b.shape[1]):
            total = 0.0
            for t in range(a.shape[1]):
                total += a[i, t] * b[t, j]
            out[i, j] = total


### MUTANT matmul_rows_down_columns_of_out: in place, and down a column of b all the same
### REPLACES kernels/cpu/matmul.py matmul_rows
def matmul_rows(out, a, b):
    for i in prange(a.shape[0]):
        out[i, :] = 0.0
        for j in range(b.shape[1]):
            for t in range(a.shape[1]):
                out[i, j] += a[i, t] * b[t, j]


### MUTANT tile_swapped: row and step are mixed up in the 16 numbers
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    for r in range(4):
        for s in range(4):
            factor = rows[s * DEPTH + t + r]
            for j in range(width):
                sums[r * WIDTH + j] += factor * panel[(t + s) * WIDTH + j]


### MUTANT tile_without_the_fourth_step: three products for each number
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    first = t * WIDTH
    for r in range(4):
        place = r * DEPTH + t
        a0, a1, a2 = rows[place], rows[place + 1], rows[place + 2]
        for j in range(width):
            b0, b1, b2 = panel[first + j], panel[first + WIDTH + j], panel[first + 2 * WIDTH + j]
            sums[r * WIDTH + j] += a0 * b0 + a1 * b1 + a2 * b2


### MUTANT tile_overwrites: what was in sums is lost
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    for r in range(4):
        for j in range(width):
            total = 0.0
            for s in range(4):
                total += rows[r * DEPTH + t + s] * panel[(t + s) * WIDTH + j]
            sums[r * WIDTH + j] = total


### MUTANT tile_packs_tightly: as if rows of sums were as long as those that count
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    for r in range(4):
        for s in range(4):
            factor = rows[r * DEPTH + t + s]
            for j in range(width):
                sums[r * width + j] += factor * panel[(t + s) * WIDTH + j]


### MUTANT tile_panel_packed_tightly: as if rows of the panel were as long as those that count
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    for r in range(4):
        for s in range(4):
            factor = rows[r * DEPTH + t + s]
            for j in range(width):
                sums[r * WIDTH + j] += factor * panel[(t + s) * width + j]


### MUTANT tile_at_the_top: the panel is read from its first row, whatever t is
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    for r in range(4):
        for s in range(4):
            factor = rows[r * DEPTH + t + s]
            for j in range(width):
                sums[r * WIDTH + j] += factor * panel[s * WIDTH + j]


### MUTANT tile_at_the_left: rows are read from their beginning, whatever t is
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    for r in range(4):
        for s in range(4):
            factor = rows[r * DEPTH + s]
            for j in range(width):
                sums[r * WIDTH + j] += factor * panel[(t + s) * WIDTH + j]


### MUTANT tile_one_short: the last column is left out
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    for r in range(4):
        for s in range(4):
            factor = rows[r * DEPTH + t + s]
            for j in range(width - 1):
                sums[r * WIDTH + j] += factor * panel[(t + s) * WIDTH + j]


### MUTANT tile_copied_line: one of 16 names was not changed after copying a line
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    first = t * WIDTH
    for r in range(4):
        place = r * DEPTH + t
        a0, a1, a2, a3 = rows[place], rows[place + 1], rows[place + 2], rows[place + 3]
        for j in range(width):
            b0, b1, b2 = panel[first + j], panel[first + WIDTH + j], panel[first + 2 * WIDTH + j]
            b3 = panel[first + 3 * WIDTH + j]
            if r == 3:
                a2 = a1
            sums[r * WIDTH + j] += a0 * b0 + a1 * b1 + a2 * b2 + a3 * b3


### MUTANT tile_three_rows: the fourth row of sums stays as it was
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    for r in range(3):
        for s in range(4):
            factor = rows[r * DEPTH + t + s]
            for j in range(width):
                sums[r * WIDTH + j] += factor * panel[(t + s) * WIDTH + j]


### MUTANT tile_not_for_numba: a tuple that grows, which has no type
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    for r in range(4):
        factors = ()
        for s in range(4):
            factors = factors + (rows[r * DEPTH + t + s],)
        for s in range(4):
            for j in range(width):
                sums[r * WIDTH + j] += factors[s] * panel[(t + s) * WIDTH + j]
