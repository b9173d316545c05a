### RIGHT lists_by_generators: functions of lists with generators, functools and loops
### REPLACES scalars/functional.py map
def map(f):
    def each(values):
        result = []
        for x in values:
            result.append(f(x))
        return result

    return each


### REPLACES scalars/functional.py zip_with
def zip_with(f):
    def each(left, right):
        left, right = list(left), list(right)
        if len(left) != len(right):
            raise ValueError(f"expected lists of one length, got {len(left)} and {len(right)}")
        return [f(left[i], right[i]) for i in range(len(left))]

    return each


### REPLACES scalars/functional.py reduce
def reduce(f, start):
    import functools

    return lambda values: functools.reduce(f, values, start)


### REPLACES scalars/functional.py neg_list
def neg_list(values):
    return list(-x for x in values)


### REPLACES scalars/functional.py add_lists
def add_lists(left, right):
    return [x + y for x, y in zip(left, right, strict=True)]


### REPLACES scalars/functional.py sum
def sum(values):
    import math

    return math.fsum(values)


### REPLACES scalars/functional.py prod
def prod(values):
    result = 1.0
    for x in values:
        result *= x
    return result


### REPLACES scalars/graph.py topological_order
def topological_order(root, parents):
    finished, seen = [], {root}
    stack = [(root, iter(parents(root)))]
    while stack:
        vertex, rest = stack[-1]
        for parent in rest:
            if parent not in seen:
                seen.add(parent)
                stack.append((parent, iter(parents(parent))))
                break
        else:
            finished.append(vertex)
            stack.pop()
    return finished[::-1]
