"""Wrong loops: elements at wrong positions, results in wrong places, sums that begin or go on wrongly."""

### MUTANT map_loop_ignores_the_layout: reads the list from its beginning
### REPLACES tensors/loops.py map_loop
def map_loop(f, out, a, layout):
    for i in range(layout.size):
        out[i] = f(a[i])


### MUTANT map_loop_writes_by_position: results lie as turned as the input
### REPLACES tensors/loops.py map_loop
def map_loop(f, out, a, layout):
    for position in layout.positions():
        out[position % len(out)] = f(a[position])


### MUTANT map_loop_of_positions: f of where it lies, not of what lies there
### REPLACES tensors/loops.py map_loop
def map_loop(f, out, a, layout):
    for i, position in enumerate(layout.positions()):
        out[i] = f(position)


### MUTANT map_loop_without_the_offset: begins at the beginning of the list
### REPLACES tensors/loops.py map_loop
def map_loop(f, out, a, layout):
    for i, position in enumerate(Layout(layout.shape, layout.strides).positions()):
        out[i] = f(a[position])


### MUTANT map_loop_without_the_last: one short
### REPLACES tensors/loops.py map_loop
def map_loop(f, out, a, layout):
    positions = list(layout.positions())
    for i in range(len(positions) - 1):
        out[i] = f(a[positions[i]])


### MUTANT map_loop_in_place: writes into what it reads
### REPLACES tensors/loops.py map_loop
def map_loop(f, out, a, layout):
    for i, position in enumerate(layout.positions()):
        a[position] = f(a[position])
        out[i] = a[position]


### MUTANT map_loop_makes_a_list: a new list that nobody gets
### REPLACES tensors/loops.py map_loop
def map_loop(f, out, a, layout):
    out = [f(a[position]) for position in layout.positions()]


### MUTANT zip_loop_one_layout: reads both lists under the first layout
### REPLACES tensors/loops.py zip_loop
def zip_loop(f, out, a, a_layout, b, b_layout):
    for i, p in enumerate(a_layout.positions()):
        out[i] = f(a[p], b[p % len(b)])


### MUTANT zip_loop_swapped: f(y, x)
### REPLACES tensors/loops.py zip_loop
def zip_loop(f, out, a, a_layout, b, b_layout):
    for i, (p, q) in enumerate(zip(a_layout.positions(), b_layout.positions(), strict=True)):
        out[i] = f(b[q], a[p])


### MUTANT zip_loop_second_as_it_lies: the second list is read from its beginning
### REPLACES tensors/loops.py zip_loop
def zip_loop(f, out, a, a_layout, b, b_layout):
    for i, p in enumerate(a_layout.positions()):
        out[i] = f(a[p], b[i % len(b)])


### MUTANT zip_loop_every_pair: each element of a with each of b; the last one stays
### REPLACES tensors/loops.py zip_loop
def zip_loop(f, out, a, a_layout, b, b_layout):
    for i, p in enumerate(a_layout.positions()):
        for q in b_layout.positions():
            out[i] = f(a[p], b[q])


### MUTANT zip_loop_layouts_swapped: each list under the other's layout
### REPLACES tensors/loops.py zip_loop
def zip_loop(f, out, a, a_layout, b, b_layout):
    for i, (p, q) in enumerate(zip(a_layout.positions(), b_layout.positions(), strict=True)):
        out[i] = f(a[q % len(a)], b[p % len(b)])


### MUTANT split_axes_swapped: the axes that go come first
### REPLACES tensors/loops.py split_axes
def split_axes(layout, axes):
    stay = [axis for axis in range(len(layout.shape)) if axis not in axes]
    kept = Layout(tuple(layout.shape[k] for k in stay), tuple(layout.strides[k] for k in stay), layout.offset)
    return Layout(tuple(layout.shape[k] for k in axes), tuple(layout.strides[k] for k in axes)), kept


### MUTANT split_axes_offset_twice: the second half begins at the offset, too
### REPLACES tensors/loops.py split_axes
def split_axes(layout, axes):
    stay = [axis for axis in range(len(layout.shape)) if axis not in axes]
    shape, strides, offset = layout
    kept = Layout(tuple(shape[k] for k in stay), tuple(strides[k] for k in stay), offset)
    return kept, Layout(tuple(shape[k] for k in axes), tuple(strides[k] for k in axes), offset)


### MUTANT split_axes_without_offset: nobody has the offset
### REPLACES tensors/loops.py split_axes
def split_axes(layout, axes):
    stay = [axis for axis in range(len(layout.shape)) if axis not in axes]
    shape, strides, _ = layout
    kept = Layout(tuple(shape[k] for k in stay), tuple(strides[k] for k in stay))
    return kept, Layout(tuple(shape[k] for k in axes), tuple(strides[k] for k in axes))


### MUTANT split_axes_offset_to_the_second: the wrong half begins at the offset
### REPLACES tensors/loops.py split_axes
def split_axes(layout, axes):
    stay = [axis for axis in range(len(layout.shape)) if axis not in axes]
    shape, strides, offset = layout
    kept = Layout(tuple(shape[k] for k in stay), tuple(strides[k] for k in stay))
    return kept, Layout(tuple(shape[k] for k in axes), tuple(strides[k] for k in axes), offset)


### MUTANT split_axes_fresh_strides: each half as a box of its own
### REPLACES tensors/loops.py split_axes
def split_axes(layout, axes):
    stay = tuple(side for axis, side in enumerate(layout.shape) if axis not in axes)
    gone = tuple(side for axis, side in enumerate(layout.shape) if axis in axes)
    return Layout.contiguous(stay)._replace(offset=layout.offset), Layout.contiguous(gone)


### MUTANT split_axes_the_first_only: takes one axis away, however many are asked for
### REPLACES tensors/loops.py split_axes
def split_axes(layout, axes):
    shape, strides, offset = layout
    gone = list(axes)[:1]
    stay = [axis for axis in range(len(shape)) if axis not in gone]
    kept = Layout(tuple(shape[k] for k in stay), tuple(strides[k] for k in stay), offset)
    return kept, Layout(tuple(shape[k] for k in gone), tuple(strides[k] for k in gone))


### MUTANT split_axes_keeps_sides_of_one: the axes that go stay, with a side of 1
### REPLACES tensors/loops.py split_axes
def split_axes(layout, axes):
    shape, strides, offset = layout
    kept = Layout(tuple(1 if k in axes else side for k, side in enumerate(shape)), strides, offset)
    return kept, Layout(tuple(shape[k] for k in axes), tuple(strides[k] for k in axes))


### MUTANT reduce_loop_forgets_the_start: begins at 0
### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    kept, gone = split_axes(layout, axes)
    for i, first in enumerate(kept.positions()):
        result = 0.0
        for step in gone.positions():
            result = f(result, a[first + step])
        out[i] = result


### MUTANT reduce_loop_begins_with_the_first: the start is left out where there are elements
### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    kept, gone = split_axes(layout, axes)
    for i, first in enumerate(kept.positions()):
        numbers = [a[first + step] for step in gone.positions()]
        result = numbers[0] if numbers else start
        for number in numbers[1:]:
            result = f(result, number)
        out[i] = result


### MUTANT reduce_loop_swapped: f(x, result)
### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    kept, gone = split_axes(layout, axes)
    for i, first in enumerate(kept.positions()):
        result = start
        for step in gone.positions():
            result = f(a[first + step], result)
        out[i] = result


### MUTANT reduce_loop_from_the_end: the last element first
### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    kept, gone = split_axes(layout, axes)
    for i, first in enumerate(kept.positions()):
        result = start
        for step in reversed(list(gone.positions())):
            result = f(result, a[first + step])
        out[i] = result


### MUTANT reduce_loop_runs_on: the result is not set back for the next row
### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    kept, gone = split_axes(layout, axes)
    result = start
    for i, first in enumerate(kept.positions()):
        for step in gone.positions():
            result = f(result, a[first + step])
        out[i] = result


### MUTANT reduce_loop_other_axes: keeps what should go
### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    gone, kept = split_axes(layout, axes)
    for i, first in enumerate(kept.positions()):
        result = start
        for step in gone.positions():
            result = f(result, a[first + step])
        out[i % len(out)] = result


### MUTANT reduce_loop_in_out: goes on from what stood in out
### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    kept, gone = split_axes(layout, axes)
    for i, first in enumerate(kept.positions()):
        for step in gone.positions():
            out[i] = f(out[i], a[first + step])


### MUTANT reduce_loop_last_axis_only: reduces along one of the axes
### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    kept, gone = split_axes(layout, axes[-1:])
    for i, first in enumerate(kept.positions()):
        result = start
        for step in gone.positions():
            result = f(result, a[first + step])
        out[i % len(out)] = result


### MUTANT reduce_loop_writes_by_position: a result goes to the place where its elements begin
### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    kept, gone = split_axes(layout, axes)
    for first in kept.positions():
        result = start
        for step in gone.positions():
            result = f(result, a[first + step])
        out[first % len(out)] = result


### MUTANT matmul_loop_b_transposed: rows of a times rows of b
### REPLACES tensors/loops.py matmul_loop
def matmul_loop(out, a, a_layout, b, b_layout):
    rows, along = split_axes(a_layout, (1,))
    columns, down = split_axes(b_layout, (1,))
    i = 0
    for row in rows.positions():
        for column in columns.positions():
            if i < len(out):
                out[i] = sum(a[row + p] * b[column + q] for p, q in zip(along.positions(), down.positions()))
            i += 1


### MUTANT matmul_loop_column_by_column: results come in the order of columns
### REPLACES tensors/loops.py matmul_loop
def matmul_loop(out, a, a_layout, b, b_layout):
    rows, along = split_axes(a_layout, (1,))
    columns, down = split_axes(b_layout, (0,))
    steps = list(zip(along.positions(), down.positions(), strict=True))
    i = 0
    for column in columns.positions():
        for row in rows.positions():
            out[i] = sum(a[row + p] * b[column + q] for p, q in steps)
            i += 1


### MUTANT matmul_loop_rows_of_b: i * n + j in the place of i * m + j
### REPLACES tensors/loops.py matmul_loop
def matmul_loop(out, a, a_layout, b, b_layout):
    rows, along = split_axes(a_layout, (1,))
    columns, down = split_axes(b_layout, (0,))
    steps = list(zip(along.positions(), down.positions(), strict=True))
    n = a_layout.shape[0]
    for i, row in enumerate(rows.positions()):
        for j, column in enumerate(columns.positions()):
            out[(i * n + j) % len(out)] = sum(a[row + p] * b[column + q] for p, q in steps)


### MUTANT matmul_loop_adds_on: sums begin with what stands in out
### REPLACES tensors/loops.py matmul_loop
def matmul_loop(out, a, a_layout, b, b_layout):
    rows, along = split_axes(a_layout, (1,))
    columns, down = split_axes(b_layout, (0,))
    i = 0
    for row in rows.positions():
        for column in columns.positions():
            for p, q in zip(along.positions(), down.positions(), strict=True):
                out[i] += a[row + p] * b[column + q]
            i += 1


### MUTANT matmul_loop_used_up: an iterator of pairs is empty after the first sum
### REPLACES tensors/loops.py matmul_loop
def matmul_loop(out, a, a_layout, b, b_layout):
    rows, along = split_axes(a_layout, (1,))
    columns, down = split_axes(b_layout, (0,))
    steps = zip(along.positions(), down.positions(), strict=True)
    i = 0
    for row in rows.positions():
        for column in columns.positions():
            out[i] = sum(a[row + p] * b[column + q] for p, q in steps)
            i += 1


### MUTANT matmul_loop_contiguous_only: takes it that the rows lie one after the other
### REPLACES tensors/loops.py matmul_loop
def matmul_loop(out, a, a_layout, b, b_layout):
    (n, k), (_, m) = a_layout.shape, b_layout.shape
    for i in range(n):
        for j in range(m):
            out[i * m + j] = sum(a[(i * k + t) % len(a)] * b[(t * m + j) % len(b)] for t in range(k))


### MUTANT matmul_loop_square_only: sums over as many products as there are columns
### REPLACES tensors/loops.py matmul_loop
def matmul_loop(out, a, a_layout, b, b_layout):
    (n, k), (_, m) = a_layout.shape, b_layout.shape
    (down, along), (deep, across) = a_layout.strides, b_layout.strides
    for i in range(n):
        for j in range(m):
            terms = range(min(k, m))
            out[i * m + j] = sum(
                a[a_layout.offset + i * down + t * along] * b[b_layout.offset + t * deep + j * across] for t in terms
            )


### MUTANT gather_loop_rows_in_order: the first rows, whichever are asked for
### REPLACES tensors/loops.py gather_loop
def gather_loop(out, a, layout, rows):
    starts, through = split_axes(layout, range(1, len(layout.shape)))
    first = list(starts.positions())
    steps = list(through.positions())
    out[:] = [a[first[i % len(first)] + step] for i, _ in enumerate(rows) for step in steps]


### MUTANT gather_loop_each_once: a row that is asked for twice comes once
### REPLACES tensors/loops.py gather_loop
def gather_loop(out, a, layout, rows):
    starts, through = split_axes(layout, range(1, len(layout.shape)))
    first = list(starts.positions())
    steps = list(through.positions())
    out[:] = [a[first[row] + step] for row in dict.fromkeys(rows) for step in steps]


### MUTANT gather_loop_sorted: rows come in their order in a
### REPLACES tensors/loops.py gather_loop
def gather_loop(out, a, layout, rows):
    starts, through = split_axes(layout, range(1, len(layout.shape)))
    first = list(starts.positions())
    steps = list(through.positions())
    out[:] = [a[first[row] + step] for row in sorted(rows) for step in steps]


### MUTANT gather_loop_columns: takes the last axis for the rows
### REPLACES tensors/loops.py gather_loop
def gather_loop(out, a, layout, rows):
    starts, through = split_axes(layout, range(len(layout.shape) - 1))
    first = list(starts.positions())
    steps = list(through.positions())
    out[:] = [a[first[row % len(first)] + step] for row in rows for step in steps]


### MUTANT gather_loop_row_by_row_contiguous: a row begins at row * size, whatever the strides
### REPLACES tensors/loops.py gather_loop
def gather_loop(out, a, layout, rows):
    size = Layout.contiguous(layout.shape[1:]).size
    out[:] = [a[(layout.offset + row * size + k) % len(a)] for row in rows for k in range(size)]


### MUTANT gather_loop_element_by_element: the same element of all rows, then the next
### REPLACES tensors/loops.py gather_loop
def gather_loop(out, a, layout, rows):
    starts, through = split_axes(layout, range(1, len(layout.shape)))
    first = list(starts.positions())
    out[:] = [a[first[row] + step] for step in through.positions() for row in rows]


### MUTANT gather_loop_appends: writes behind what is there
### REPLACES tensors/loops.py gather_loop
def gather_loop(out, a, layout, rows):
    starts, through = split_axes(layout, range(1, len(layout.shape)))
    first = list(starts.positions())
    steps = list(through.positions())
    out += [a[first[row] + step] for row in rows for step in steps]


### MUTANT gather_loop_without_the_offset: row 0 begins at position 0
### REPLACES tensors/loops.py gather_loop
def gather_loop(out, a, layout, rows):
    through = split_axes(layout, range(1, len(layout.shape)))[1]
    steps = list(through.positions())
    out[:] = [a[row * layout.strides[0] + step] for row in rows for step in steps]


### MUTANT scatter_loop_sets: the second row of a name overwrites the first
### REPLACES tensors/loops.py scatter_loop
def scatter_loop(out, a, rows, size):
    for i, row in enumerate(rows):
        for k in range(size):
            out[row * size + k] = a[i * size + k]


### MUTANT scatter_loop_gathers: takes from where it should add to
### REPLACES tensors/loops.py scatter_loop
def scatter_loop(out, a, rows, size):
    for i, row in enumerate(rows):
        for k in range(size):
            if i * size + k < len(out) and row * size + k < len(a):
                out[i * size + k] += a[row * size + k]


### MUTANT scatter_loop_rows_of_one: forgets that a row has more elements
### REPLACES tensors/loops.py scatter_loop
def scatter_loop(out, a, rows, size):
    for i, row in enumerate(rows):
        if size:
            out[row * size] += a[i * size]


### MUTANT scatter_loop_overlapping: rows lie one element apart
### REPLACES tensors/loops.py scatter_loop
def scatter_loop(out, a, rows, size):
    for i, row in enumerate(rows):
        for k in range(size):
            out[row + k] += a[i * size + k]


### MUTANT scatter_loop_first_elements: reads the same row of a again and again
### REPLACES tensors/loops.py scatter_loop
def scatter_loop(out, a, rows, size):
    for row in rows:
        for k in range(size):
            out[row * size + k] += a[k]


### MUTANT scatter_loop_without_the_last_row: one short
### REPLACES tensors/loops.py scatter_loop
def scatter_loop(out, a, rows, size):
    for i in range(len(rows) - 1):
        for k in range(size):
            out[rows[i] * size + k] += a[i * size + k]


### MUTANT scatter_loop_by_slices: puts every row in anew, longer and longer
### REPLACES tensors/loops.py scatter_loop
def scatter_loop(out, a, rows, size):
    for i, row in enumerate(rows):
        out[row * size : row * size] = a[i * size : (i + 1) * size]
