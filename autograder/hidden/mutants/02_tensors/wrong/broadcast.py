"""Wrong shapes to expand to: lined up at the wrong end, with sides of 0 and 1 mixed up, errors that say too little."""

### MUTANT broadcast_from_the_first_axis: missing axes are added behind
### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    rank = max((len(shape) for shape in shapes), default=0)
    aligned = [tuple(shape) + (1,) * (rank - len(shape)) for shape in shapes]
    result = []
    for sides in zip(*aligned, strict=True):
        longer = {side for side in sides if side != 1}
        if len(longer) > 1:
            raise LayoutError(f"shapes {' and '.join(str(tuple(shape)) for shape in shapes)} do not fit together")
        result.append(longer.pop() if longer else 1)
    return tuple(result)


### MUTANT broadcast_to_the_largest: a side of 0 beside a side of 1 becomes 1
### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    rank = max((len(shape) for shape in shapes), default=0)
    aligned = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    result = []
    for sides in zip(*aligned, strict=True):
        if len({side for side in sides if side != 1}) > 1:
            raise LayoutError(f"shapes {' and '.join(str(tuple(shape)) for shape in shapes)} do not fit together")
        result.append(max(sides))
    return tuple(result)


### MUTANT broadcast_never_complains: takes the larger of two sides that differ
### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    rank = max((len(shape) for shape in shapes), default=0)
    aligned = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    return tuple(max(sides) if 0 not in sides else 0 for sides in zip(*aligned, strict=True))


### MUTANT broadcast_zero_fits_all: a side of 0 is taken for one that fits every other
### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    rank = max((len(shape) for shape in shapes), default=0)
    aligned = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    result = []
    for sides in zip(*aligned, strict=True):
        longer = {side for side in sides if side > 1}
        if len(longer) > 1:
            raise LayoutError(f"shapes {' and '.join(str(tuple(shape)) for shape in shapes)} do not fit together")
        result.append(0 if 0 in sides else longer.pop() if longer else 1)
    return tuple(result)


### MUTANT broadcast_of_equal_ranks: wants as many axes of all
### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    if len({len(shape) for shape in shapes}) > 1:
        raise LayoutError(f"shapes {' and '.join(str(tuple(shape)) for shape in shapes)} do not fit together")
    result = []
    for sides in zip(*shapes, strict=True):
        longer = {side for side in sides if side != 1}
        if len(longer) > 1:
            raise LayoutError(f"shapes {' and '.join(str(tuple(shape)) for shape in shapes)} do not fit together")
        result.append(longer.pop() if longer else 1)
    return tuple(result)


### MUTANT broadcast_to_the_first: the other shapes are to fit the first one
### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    first = tuple(shapes[0])
    for shape in shapes[1:]:
        for side, wanted in zip(reversed(shape), reversed(first)):
            if side not in (1, wanted) and wanted != 1:
                raise LayoutError(f"shapes {' and '.join(str(tuple(shape)) for shape in shapes)} do not fit together")
    return first


### MUTANT broadcast_of_two: a third shape is not looked at
### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    rank = max((len(shape) for shape in shapes[:2]), default=0)
    aligned = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes[:2]]
    result = []
    for sides in zip(*aligned, strict=True):
        longer = {side for side in sides if side != 1}
        if len(longer) > 1:
            raise LayoutError(f"shapes {' and '.join(str(tuple(shape)) for shape in shapes)} do not fit together")
        result.append(longer.pop() if longer else 1)
    return tuple(result)


### MUTANT broadcast_raises_type_error: the wrong kind of exception
### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    rank = max((len(shape) for shape in shapes), default=0)
    aligned = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    result = []
    for sides in zip(*aligned, strict=True):
        longer = {side for side in sides if side != 1}
        if len(longer) > 1:
            raise TypeError(f"shapes {' and '.join(str(tuple(shape)) for shape in shapes)} do not fit together")
        result.append(longer.pop() if longer else 1)
    return tuple(result)


### MUTANT broadcast_names_the_sides_only: the error does not say the shapes
### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    rank = max((len(shape) for shape in shapes), default=0)
    aligned = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    result = []
    for sides in zip(*aligned, strict=True):
        longer = {side for side in sides if side != 1}
        if len(longer) > 1:
            raise LayoutError(f"sides {sorted(longer)} do not fit together")
        result.append(longer.pop() if longer else 1)
    return tuple(result)


### MUTANT broadcast_as_a_list: a shape is a tuple
### REPLACES tensors/layout.py broadcast_shapes
def broadcast_shapes(*shapes):
    rank = max((len(shape) for shape in shapes), default=0)
    aligned = [(1,) * (rank - len(shape)) + tuple(shape) for shape in shapes]
    result = []
    for sides in zip(*aligned, strict=True):
        longer = {side for side in sides if side != 1}
        if len(longer) > 1:
            raise LayoutError(f"shapes {' and '.join(str(tuple(shape)) for shape in shapes)} do not fit together")
        result.append(longer.pop() if longer else 1)
    return result
