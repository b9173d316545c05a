"""Right solutions that leave whole-number arithmetic to NumPy."""

### RIGHT layouts_by_numpy: dot products, cumulative products and NumPy's own index arithmetic
### REPLACES tensors/layout.py index_to_position
def index_to_position(index, strides, offset=0):
    import numpy as np

    return offset + int(np.dot(np.array(index, dtype=np.int64), np.array(strides, dtype=np.int64)))


### REPLACES tensors/layout.py to_index
def to_index(ordinal, shape):
    import numpy as np

    return tuple(int(i) for i in np.unravel_index(ordinal, tuple(shape)))


### REPLACES tensors/layout.py contiguous_strides
def contiguous_strides(shape):
    import numpy as np

    return tuple(np.cumprod([1, *shape[:0:-1]], dtype=np.int64)[::-1].tolist()) if len(shape) else ()


### REPLACES tensors/layout.py Layout.is_contiguous
@property
def is_contiguous(self):
    import numpy as np

    sides, strides = np.array(self.shape, dtype=np.int64), np.array(self.strides, dtype=np.int64)
    wanted = np.array(contiguous_strides(self.shape), dtype=np.int64)
    return bool((sides == 0).any() or ((sides == 1) | (strides == wanted)).all())


### REPLACES tensors/layout.py Layout.permute
def permute(self, order):
    import numpy as np

    turned = np.array([self.shape, self.strides], dtype=np.int64)[:, list(order)].tolist()
    return Layout(tuple(turned[0]), tuple(turned[1]), self.offset)


### REPLACES tensors/layout.py Layout.expand
def expand(self, shape):
    import numpy as np

    new = len(shape) - len(self.shape)
    same = np.array(self.shape) == np.array(shape[new:])
    return Layout(tuple(shape), (0,) * new + tuple(np.where(same, self.strides, 0).astype(int).tolist()), self.offset)


### REPLACES tensors/layout.py Layout.slice
def slice(self, axis, start, count, step):
    import numpy as np

    here = np.arange(len(self.shape)) == axis
    shape, strides = np.where(here, count, self.shape), np.where(here, step, 1) * self.strides
    return Layout(tuple(shape.tolist()), tuple(strides.tolist()), self.offset + start * self.strides[axis])


### REPLACES tensors/layout.py Layout.reshape
def reshape(self, shape):
    if self.is_contiguous:
        return Layout(shape, contiguous_strides(shape), self.offset)
    import numpy as np

    wanted = np.array(list(self.positions())).reshape(shape)
    origin = int(wanted.flat[0])
    found = np.full(wanted.shape, origin)
    strides = []
    for axis, side in enumerate(shape):
        step = int(np.moveaxis(wanted, axis, 0)[1].flat[0]) - origin if side > 1 else -5
        found += (np.arange(side) * step).reshape([side if k == axis else 1 for k in range(len(shape))])
        strides.append(step)
    return Layout(shape, tuple(strides), origin) if (found == wanted).all() else None


### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    import numpy as np

    try:
        return np.broadcast_shapes(*(tuple(shape) for shape in shapes))
    except ValueError:
        raise LayoutError(f"no shape fits {', '.join(map(str, shapes))}") from None


### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    import numpy as np

    shape = tuple(broadcast_shapes(left, right))
    try:
        whole = np.broadcast_to(np.zeros(tuple(left)), shape) + np.broadcast_to(np.zeros(tuple(right)), shape)
    except ValueError:
        return False
    return whole.shape == (np.zeros(tuple(left)) + np.zeros(tuple(right))).shape


### REPLACES tensors/array.py Array.contiguous
def contiguous(self):
    numbers = self.backend.view(self) if hasattr(self.backend, "view") else self.numpy()
    return self if numbers.flags.c_contiguous else self.copy()


### RIGHT loops_by_numpy: lists of positions, as arrays
### REPLACES tensors/loops.py map_loop
def map_loop(f, out, a, layout):
    import numpy as np

    positions = np.fromiter(layout.positions(), dtype=np.int64)
    for i in range(positions.size):
        out[i] = f(a[positions[i]])


### REPLACES tensors/loops.py zip_loop
def zip_loop(f, out, a, a_layout, b, b_layout):
    out[:] = map(f, map(a.__getitem__, a_layout.positions()), map(b.__getitem__, b_layout.positions()))


### REPLACES tensors/loops.py reduce_loop
def reduce_loop(f, start, out, a, layout, axes):
    import numpy as np

    whole = np.array(list(layout.positions()), dtype=np.int64).reshape(layout.shape)
    rows = np.moveaxis(whole, axes, range(-len(axes), 0)).reshape(len(out), -1 if len(out) else 0)
    for i, row in enumerate(rows.tolist()):
        out[i] = start
        for position in row:
            out[i] = f(out[i], a[position])


### REPLACES tensors/loops.py matmul_loop
def matmul_loop(out, a, a_layout, b, b_layout):
    import numpy as np

    left = np.array([a[p] for p in a_layout.positions()]).reshape(a_layout.shape)
    right = np.array([b[p] for p in b_layout.positions()]).reshape(b_layout.shape)
    out[:] = (left[:, :, None] * right[None, :, :]).sum(axis=1).reshape(-1).tolist()


### REPLACES tensors/loops.py gather_loop
def gather_loop(out, a, layout, rows):
    import numpy as np

    numbers = np.array(list(layout.positions()), dtype=np.int64).reshape(layout.shape)[np.array(rows, dtype=np.int64)]
    for i, position in enumerate(numbers.reshape(-1)):
        out[i] = a[position]


### REPLACES tensors/loops.py scatter_loop
def scatter_loop(out, a, rows, size):
    import numpy as np

    sums = np.array(out, dtype=float).reshape(-1, size) if size else np.zeros((0, 0))
    if size:
        np.add.at(sums, np.array(rows, dtype=np.int64), np.array(a, dtype=float).reshape(-1, size))
    out[:] = sums.reshape(-1).tolist()
