"""Wrong tiled products: panels overwritten, edges lost, and memory that parallel turns share."""

### MUTANT matmul_tiled_range: a loop for one thread
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in range((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_inner_prange: threads are called together anew for every four rows
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in range((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in prange(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_on_top: goes on from what stood in out
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_last_panel_wins: panels overwrite what those above them gave
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] = sums[r * WIDTH + j]


### MUTANT matmul_tiled_drops_rows: rows beyond the last four are lost
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange(n // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(ROWS):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_drops_columns: only the first panel of columns is taken
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel, width = np.empty(DEPTH * WIDTH, a.dtype), min(WIDTH, m)
    for top in range(0, depth, DEPTH):
        pack(panel, b, top, 0, DEPTH, WIDTH)
        for group in prange((n + ROWS - 1) // ROWS):
            rows = np.empty(ROWS * DEPTH, a.dtype)
            sums = np.zeros(ROWS * WIDTH, a.dtype)
            pack(rows, a, group * ROWS, top, ROWS, DEPTH)
            for t in range(0, min(DEPTH, depth - top), ROWS):
                tile(sums, rows, panel, t, width)
            for r in range(min(ROWS, n - group * ROWS)):
                for j in range(width):
                    out[group * ROWS + r, j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_drops_steps: steps beyond the last four are lost
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for step in range(min(DEPTH, depth - top) // ROWS):
                    tile(sums, rows, panel, step * ROWS, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_over_the_edge: the fourth row is written, be it there or not
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(ROWS):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_one_panel_of_steps: all steps below the first panel are lost
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        pack(panel, b, 0, left, DEPTH, WIDTH)
        for group in prange((n + ROWS - 1) // ROWS):
            rows = np.empty(ROWS * DEPTH, a.dtype)
            sums = np.zeros(ROWS * WIDTH, a.dtype)
            pack(rows, a, group * ROWS, 0, ROWS, DEPTH)
            for t in range(0, min(DEPTH, depth), ROWS):
                tile(sums, rows, panel, t, width)
            for r in range(min(ROWS, n - group * ROWS)):
                for j in range(width):
                    out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_packs_once: the panel of the first steps serves for all
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        pack(panel, b, 0, left, DEPTH, WIDTH)
        for top in range(0, depth, DEPTH):
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_packs_sideways: top and left are mixed up
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, left, top, DEPTH, WIDTH)
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_rows_of_the_group: the number of a group is taken for that of a row
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_shares_rows: one array for what every turn packs, which is right as long as they come in order
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel, rows = np.empty(DEPTH * WIDTH, a.dtype), np.empty(ROWS * DEPTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange((n + ROWS - 1) // ROWS):
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_shares_sums: what one group has added is there for the next
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            sums = np.zeros(ROWS * WIDTH, a.dtype)
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_sums_of_nothing: sums begin as whatever lies in memory
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.empty(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_prange_by_panels: a prange counts by ones
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    for left in prange(0, m, WIDTH):
        width = min(WIDTH, m - left)
        panel = np.empty(DEPTH * WIDTH, a.dtype)
        rows = np.empty(ROWS * DEPTH, a.dtype)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in range((n + ROWS - 1) // ROWS):
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_panel_of_doubles: a panel without a kind takes twice the cache
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]


### MUTANT matmul_tiled_sums_of_doubles: sums without a kind are computed with as doubles
### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        width = min(WIDTH, m - left)
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange((n + ROWS - 1) // ROWS):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, min(DEPTH, depth - top), ROWS):
                    tile(sums, rows, panel, t, width)
                for r in range(min(ROWS, n - group * ROWS)):
                    for j in range(width):
                        out[group * ROWS + r, left + j] += sums[r * WIDTH + j]
