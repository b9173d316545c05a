"""Right tiles and panels, in other orders and with other sums."""

### RIGHT tiles_in_loops: sixteen products in two loops, the panels of one row before the next, all columns of a tile
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    for r in range(ROWS):
        for s in range(ROWS):
            factor = rows[r * DEPTH + t + s]
            for j in range(width):
                sums[r * WIDTH + j] += factor * panel[(t + s) * WIDTH + j]


### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    out[:, :] = 0.0
    panel = np.zeros(DEPTH * WIDTH, a.dtype)
    for top in range(0, depth, DEPTH):
        for left in range(0, m, WIDTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange((n - 1) // ROWS + 1):
                first = group * ROWS
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, first, top, ROWS, DEPTH)
                t = 0
                while t < DEPTH and top + t < depth:
                    tile(sums, rows, panel, t, WIDTH)
                    t += ROWS
                for i in range(first, min(first + ROWS, n)):
                    for j in range(left, min(left + WIDTH, m)):
                        out[i, j] += sums[(i - first) * WIDTH + j - left]


### RIGHT tiles_from_columns: one column at a time with four sums, and out is cleared in parallel
### REPLACES kernels/cpu/matmul.py tile
def tile(sums, rows, panel, t, width):
    for j in range(width):
        b0 = panel[t * WIDTH + j]
        b1 = panel[(t + 1) * WIDTH + j]
        b2 = panel[(t + 2) * WIDTH + j]
        b3 = panel[(t + 3) * WIDTH + j]
        for r in range(4):
            p = r * DEPTH + t
            total = rows[p] * b0 + rows[p + 1] * b1 + rows[p + 2] * b2 + rows[p + 3] * b3
            sums[r * WIDTH + j] = sums[r * WIDTH + j] + total


### REPLACES kernels/cpu/matmul.py matmul_tiled
def matmul_tiled(out, a, b):
    n, depth, m = a.shape[0], a.shape[1], b.shape[1]
    groups = (n + ROWS - 1) // ROWS
    for i in prange(n):
        for j in range(m):
            out[i, j] = 0.0
    panel = np.empty(DEPTH * WIDTH, a.dtype)
    for left in range(0, m, WIDTH):
        for top in range(0, depth, DEPTH):
            pack(panel, b, top, left, DEPTH, WIDTH)
            for group in prange(groups):
                rows = np.empty(ROWS * DEPTH, a.dtype)
                sums = np.zeros(ROWS * WIDTH, a.dtype)
                pack(rows, a, group * ROWS, top, ROWS, DEPTH)
                for t in range(0, DEPTH, ROWS):
                    if top + t < depth:
                        tile(sums, rows, panel, t, min(WIDTH, m - left))
                for r in range(ROWS):
                    for j in range(WIDTH):
                        if group * ROWS + r < n and left + j < m:
                            out[group * ROWS + r, left + j] += sums[r * WIDTH + j]
