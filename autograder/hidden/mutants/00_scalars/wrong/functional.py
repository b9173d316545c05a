"""Wrong functions of lists."""

### MUTANT map_in_place: writes into the given list
### REPLACES scalars/functional.py map
def map(f):
    def each(values):
        for i in range(len(values)):
            values[i] = f(values[i])
        return values

    return each


### MUTANT map_is_lazy: a generator in place of a list
### REPLACES scalars/functional.py map
def map(f):
    return lambda values: (f(x) for x in values)


### MUTANT map_returns_early: `return` stands inside the loop
### REPLACES scalars/functional.py map
def map(f):
    def each(values):
        result = []
        for x in values:
            result.append(f(x))
            return result
        return result

    return each


### MUTANT map_remembers: the list of results is shared by all calls
### REPLACES scalars/functional.py map
def map(f):
    result = []

    def each(values):
        for x in values:
            result.append(f(x))
        return list(result)

    return each


### MUTANT zip_with_truncates: drops the rest of the longer list in silence
### REPLACES scalars/functional.py zip_with
def zip_with(f):
    return lambda left, right: [f(x, y) for x, y in zip(left, right)]


### MUTANT zip_with_swaps: f(y, x)
### REPLACES scalars/functional.py zip_with
def zip_with(f):
    return lambda left, right: [f(y, x) for x, y in zip(left, right, strict=True)]


### MUTANT zip_with_crosses: every x with every y
### REPLACES scalars/functional.py zip_with
def zip_with(f):
    def each(left, right):
        if len(left) != len(right):
            raise ValueError("different lengths")
        return [f(x, y) for x in left for y in right]

    return each


### MUTANT reduce_from_the_right: begins at the end of the list
### REPLACES scalars/functional.py reduce
def reduce(f, start):
    def fold(values):
        result = start
        for x in reversed(list(values)):
            result = f(result, x)
        return result

    return fold


### MUTANT reduce_swaps: f(x, result)
### REPLACES scalars/functional.py reduce
def reduce(f, start):
    def fold(values):
        result = start
        for x in values:
            result = f(x, result)
        return result

    return fold


### MUTANT reduce_without_start: begins with the first value
### REPLACES scalars/functional.py reduce
def reduce(f, start):
    def fold(values):
        values = list(values)
        if not values:
            return start
        result = values[0]
        for x in values[1:]:
            result = f(result, x)
        return result

    return fold


### MUTANT reduce_needs_a_value: an empty list is an error
### REPLACES scalars/functional.py reduce
def reduce(f, start):
    def fold(values):
        first, *others = values
        result = f(start, first)
        for x in others:
            result = f(result, x)
        return result

    return fold


### MUTANT reduce_remembers: goes on from the last call's result
### REPLACES scalars/functional.py reduce
def reduce(f, start):
    result = start

    def fold(values):
        nonlocal result
        for x in values:
            result = f(result, x)
        return result

    return fold


### MUTANT neg_list_in_place: changes the caller's list
### REPLACES scalars/functional.py neg_list
def neg_list(values):
    for i, x in enumerate(values):
        values[i] = -x
    return values


### MUTANT neg_list_backwards: takes "negative" for "reversed"
### REPLACES scalars/functional.py neg_list
def neg_list(values):
    return [-x for x in list(values)[::-1]]


### MUTANT add_lists_joins: + puts lists one after the other
### REPLACES scalars/functional.py add_lists
def add_lists(left, right):
    return list(left) + list(right)


### MUTANT add_lists_truncates: drops the rest of the longer list
### REPLACES scalars/functional.py add_lists
def add_lists(left, right):
    return [x + y for x, y in zip(left, right)]


### MUTANT sum_starts_at_one: the start of a product
### REPLACES scalars/functional.py sum
def sum(values):
    return reduce(add, 1.0)(values)


### MUTANT sum_needs_a_value: begins with the first, so the empty list fails
### REPLACES scalars/functional.py sum
def sum(values):
    values = list(values)
    return reduce(add, values[0])(values[1:])


### MUTANT prod_starts_at_zero: the start of a sum
### REPLACES scalars/functional.py prod
def prod(values):
    return reduce(mul, 0.0)(values)


### MUTANT prod_of_nothing_is_zero: the empty product is 1
### REPLACES scalars/functional.py prod
def prod(values):
    values = list(values)
    return reduce(mul, 1.0)(values) if values else 0.0
