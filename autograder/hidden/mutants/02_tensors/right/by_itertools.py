"""Right solutions in few lines, with what Python's library has for them."""

### RIGHT layouts_by_itertools: accumulate, zip_longest and comprehensions
### REPLACES tensors/layout.py index_to_position
def index_to_position(index, strides, offset=0):
    from operator import mul

    return sum(map(mul, index, strides), offset)


### REPLACES tensors/layout.py to_index
def to_index(ordinal, shape):
    return tuple(ordinal // stride % side for side, stride in zip(shape, contiguous_strides(shape)))


### REPLACES tensors/layout.py contiguous_strides
def contiguous_strides(shape):
    return tuple(prod(shape[k + 1 :]) for k in range(len(shape)))


### REPLACES tensors/layout.py Layout.is_contiguous
@property
def is_contiguous(self):
    return all(position == self.offset + i for i, position in enumerate(self.positions()))


### REPLACES tensors/layout.py Layout.permute
def permute(self, order):
    axes = [(self.shape[k], self.strides[k]) for k in order]
    return self._replace(shape=tuple(side for side, _ in axes), strides=tuple(stride for _, stride in axes))


### REPLACES tensors/layout.py Layout.expand
def expand(self, shape):
    from itertools import zip_longest

    axes = zip_longest(reversed(shape), reversed(self.shape), reversed(self.strides), fillvalue=0)
    return Layout(shape, tuple(stride * (side == wanted) for wanted, side, stride in axes)[::-1], self.offset)


### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    one_hot = [int(k == axis) for k in range(len(self.shape))]
    return Layout(
        tuple(count if here else side for here, side in zip(one_hot, self.shape)),
        tuple(stride * step**here for here, stride in zip(one_hot, self.strides)),
        index_to_position([start * here for here in one_hot], self.strides, self.offset),
    )


### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    runs = []  # old axes that are evenly spaced, as one: [side, stride], the last one first
    for side, stride in zip(reversed(self.shape), reversed(self.strides)):
        if runs and side != 1 and stride == runs[-1][0] * runs[-1][1]:
            runs[-1][0] *= side
        elif side != 1:
            runs.append([side, stride])
    strides = []
    for wanted in reversed(shape):
        if wanted != 1 and runs[0][0] == 1:
            del runs[0]
        side, stride = runs[0] if runs else (1, 1)
        if side % wanted:
            return None
        strides.append(stride)
        if runs:
            runs[0] = [side // wanted, stride * wanted]
    return Layout(shape, tuple(reversed(strides)), self.offset)


### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    from itertools import zip_longest

    result = []
    for sides in zip_longest(*map(reversed, shapes), fillvalue=1):
        side = next((side for side in sides if side != 1), 1)
        if any(other not in (1, side) for other in sides):
            raise LayoutError("cannot broadcast " + " with ".join(map(str, map(list, shapes))))
        result.insert(0, side)
    return tuple(result)


### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    from itertools import zip_longest

    result = broadcast_shapes(left, right)
    assert len(result) in (len(left), len(right))
    assert len(result) >= max(len(left), len(right))
    for side, *given in zip_longest(reversed(result), reversed(left), reversed(right), fillvalue=1):
        assert side in given
        assert {*given} <= {1, side}
    return True


### REPLACES tensors/array.py Array.contiguous
def contiguous(self):
    return (self.copy, lambda: self)[self.layout.is_contiguous]()


### REPLACES tensors/array.py Array.reshape
def reshape(self, shape):
    layout = self.layout.reshape(shape)
    if layout is not None:
        return self.view(layout)
    return self.copy().view(Layout.contiguous(tuple(shape)))


### RIGHT loops_by_index: from index to position by hand, without split_axes where it is not asked for
### REPLACES tensors/loops.py map_loop
def map_loop(f, out, a, layout):
    positions = layout.positions()
    for i in range(len(out)):
        out[i] = f(a[next(positions)])


### REPLACES tensors/loops.py zip_loop
def zip_loop(f, out, a, a_layout, b, b_layout):
    left, right = list(a_layout.positions()), list(b_layout.positions())
    for i in reversed(range(len(out))):
        out[i] = f(a[left[i]], b[right[i]])


### REPLACES tensors/loops.py split_axes
def split_axes(layout, axes):
    halves = ([], []), ([], [])
    for axis, (side, stride) in enumerate(zip(layout.shape, layout.strides)):
        shape, strides = halves[axis in axes]
        shape.append(side)
        strides.append(stride)
    (stay, stay_strides), (go, go_strides) = halves
    return Layout(tuple(stay), tuple(stay_strides), layout.offset), Layout(tuple(go), tuple(go_strides), 0)


### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    out[:] = [start] * len(out)
    size = [1 if axis in axes else side for axis, side in enumerate(layout.shape)]
    place = [0] * len(size)
    step = 1
    for axis in reversed(range(len(size))):
        place[axis] = 0 if axis in axes else step
        step *= size[axis]
    targets = Layout(layout.shape, tuple(place)).positions()
    for i, position in zip(targets, layout.positions()):
        out[i] = f(out[i], a[position])


### REPLACES tensors/loops.py matmul_loop
def matmul_loop(out, a, a_layout, b, b_layout):
    n, k = a_layout.shape
    m = b_layout.shape[1]
    left, right = list(a_layout.positions()), list(b_layout.positions())
    for i in range(n * m):
        out[i] = 0
    for t in range(k):
        for i in range(n):
            for j in range(m):
                out[i * m + j] += a[left[i * k + t]] * b[right[t * m + j]]


### REPLACES tensors/loops.py gather_loop
def gather_loop(out, a, layout, rows):
    i = 0
    for row in rows:
        for position in layout.slice(0, row, 1, 1).positions():
            out[i] = a[position]
            i += 1


### REPLACES tensors/loops.py scatter_loop
def scatter_loop(out, a, rows, size):
    for place, number in enumerate(a):
        row, k = divmod(place, size)
        out[rows[row] * size + k] += number
