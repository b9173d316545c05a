"""Right solutions that take off one axis and leave the rest to themselves."""

### RIGHT layouts_recursively: positions, indices, strides and shapes, one axis at a time
### REPLACES tensors/layout.py index_to_position
def index_to_position(index, strides, offset=0):
    if not index:
        return offset
    return index_to_position(index[1:], strides[1:], offset + index[0] * strides[0])


### REPLACES tensors/layout.py to_index
def to_index(ordinal, shape):
    if not shape:
        return ()
    return (*to_index(ordinal // shape[-1], shape[:-1]), ordinal % shape[-1])


### REPLACES tensors/layout.py contiguous_strides
def contiguous_strides(shape):
    if not shape:
        return ()
    inner = contiguous_strides(shape[1:])
    return (inner[0] * shape[1], *inner) if inner else (1,)


### REPLACES tensors/layout.py Layout.is_contiguous
@property
def is_contiguous(self):
    if 0 in self.shape:
        return True
    step = 1
    for side, stride in zip(self.shape[::-1], self.strides[::-1]):
        if side > 1 and stride != step:
            return False
        step *= side
    return True


### REPLACES tensors/layout.py Layout.permute
def permute(self, order):
    if not order:
        return Layout((), (), self.offset)
    inner = self.permute(order[1:])
    return Layout((self.shape[order[0]], *inner.shape), (self.strides[order[0]], *inner.strides), self.offset)


### REPLACES tensors/layout.py Layout.expand
def expand(self, shape):
    if len(shape) > len(self.shape):
        inner = self.expand(shape[1:])
        return Layout(shape, (0, *inner.strides), self.offset)
    strides = tuple(0 if side == 1 else stride for side, stride in zip(self.shape, self.strides))
    return Layout(shape, strides, self.offset)


### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    if axis:
        inner = Layout(self.shape[1:], self.strides[1:], self.offset).slice(axis - 1, start, count, step)
        return Layout((self.shape[0], *inner.shape), (self.strides[0], *inner.strides), inner.offset)
    first = self.strides[0]
    return Layout((count, *self.shape[1:]), (step * first, *self.strides[1:]), self.offset + start * first)


### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)

    def fitted(old, new):
        """The strides of the sides `new`, from the last to the first, on axes [(side, stride), ...]; or None."""
        if not new:
            return []
        if new[0] == 1:
            rest = fitted(old, new[1:])
            return None if rest is None else [17, *rest]
        (side, stride), *others = old
        if side == 1:
            return fitted(others, new)
        if side % new[0] == 0:
            rest = fitted([(side // new[0], stride * new[0]), *others], new[1:])
            return None if rest is None else [stride, *rest]
        others = [axis for axis in others if axis[0] != 1]
        if not others or others[0][1] != side * stride:
            return None
        return fitted([(side * others[0][0], stride), *others[1:]], new)

    strides = fitted(list(zip(self.shape, self.strides))[::-1], shape[::-1])
    return None if strides is None else Layout(shape, tuple(strides[::-1]), self.offset)


### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    def of_two(left, right):
        if not left or not right:
            return tuple(left or right)
        if 1 not in (left[-1], right[-1]) and left[-1] != right[-1]:
            raise LayoutError(f"expected shapes that fit together, got {[*shapes]}")
        return (*of_two(left[:-1], right[:-1]), left[-1] if right[-1] == 1 else right[-1])

    if len(shapes) < 2:
        return tuple(*shapes)
    return of_two(shapes[0], broadcast_shapes(*shapes[1:]))


### REPLACES tensors/array.py Array.contiguous
def contiguous(self):
    if not self.layout.is_contiguous:
        return self.copy()
    return self.view(self.layout)


### REPLACES tensors/array.py Array.reshape
def reshape(self, shape):
    layout = self.layout.reshape(shape)
    if layout is None:
        return self.copy().reshape(shape)
    return Array(self.buffer, layout, self.backend)


### RIGHT loops_recursively: the first axis is walked along, the others are left to the next call
### REPLACES tensors/loops.py map_loop
def map_loop(f, out, a, layout):
    def walk(shape, strides, position):
        if not shape:
            yield position
        else:
            for i in range(shape[0]):
                yield from walk(shape[1:], strides[1:], position + i * strides[0])

    out[:] = [f(a[position]) for position in walk(*layout)]


### REPLACES tensors/loops.py zip_loop
def zip_loop(f, out, a, a_layout, b, b_layout):
    def walk(axis, p, q, ordinal):
        if axis == len(a_layout.shape):
            out[ordinal] = f(a[p], b[q])
            return
        side = a_layout.shape[axis]
        for i in range(side):
            walk(axis + 1, p + i * a_layout.strides[axis], q + i * b_layout.strides[axis], ordinal * side + i)

    walk(0, a_layout.offset, b_layout.offset, 0)


### REPLACES tensors/loops.py split_axes
def split_axes(layout, axes):
    if not layout.shape:
        return layout, Layout((), ())
    last = len(layout.shape) - 1
    kept, gone = split_axes(Layout(layout.shape[:-1], layout.strides[:-1], layout.offset), [k for k in axes if k != last])
    half = gone if last in axes else kept
    longer = half._replace(shape=(*half.shape, layout.shape[-1]), strides=(*half.strides, layout.strides[-1]))
    return (kept, longer) if last in axes else (longer, gone)


### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    def folded(shape, strides, position, result):
        if not shape:
            return f(result, a[position])
        for i in range(shape[0]):
            result = folded(shape[1:], strides[1:], position + i * strides[0], result)
        return result

    kept, gone = split_axes(layout, axes)
    for i, first in enumerate(kept.positions()):
        out[i] = folded(gone.shape, gone.strides, first, start)


### REPLACES tensors/loops.py matmul_loop
def matmul_loop(out, a, a_layout, b, b_layout):
    (n, k), (down, along), first = a_layout
    (_, m), (deep, across), second = b_layout

    def dot(p, q, count):
        return a[p] * b[q] + dot(p + along, q + deep, count - 1) if count else 0

    for i in range(n):
        for j in range(m):
            out[i * m + j] = dot(first + i * down, second + j * across, k)


### REPLACES tensors/loops.py gather_loop
def gather_loop(out, a, layout, rows):
    place = 0

    def put(shape, strides, position):
        nonlocal place
        if not shape:
            out[place] = a[position]
            place += 1
            return
        for i in range(shape[0]):
            put(shape[1:], strides[1:], position + i * strides[0])

    for row in rows:
        put(layout.shape[1:], layout.strides[1:], layout.offset + row * layout.strides[0])


### REPLACES tensors/loops.py scatter_loop
def scatter_loop(out, a, rows, size):
    if len(rows):
        row = rows[0]
        out[row * size : (row + 1) * size] = [x + y for x, y in zip(out[row * size : (row + 1) * size], a[:size])]
        scatter_loop(out, a[size:], rows[1:], size)
