"""Weak laws of broadcasting, which miss wrong functions, and unjust ones, which accuse right functions."""

### MUTANT broadcast_law_says_yes: catches nothing
### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    return True


### MUTANT broadcast_law_counts_axes: knows how many there are, not how long
### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    return len(broadcast_shapes(left, right)) == max(len(left), len(right))


### MUTANT broadcast_law_symmetric_only: a product is symmetric too
### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    return list(broadcast_shapes(left, right)) == list(broadcast_shapes(right, left))


### MUTANT broadcast_law_allows_inventions: a side that neither of the two has
### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    result = list(broadcast_shapes(left, right))
    rank = max(len(left), len(right))
    first, second = ([1] * (rank - len(shape)) + list(shape) for shape in (left, right))
    return len(result) == rank and all(a in (1, n) and b in (1, n) for a, b, n in zip(first, second, result))


### MUTANT broadcast_law_any_side_of_the_two: does not ask that both can be expanded
### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    result = list(broadcast_shapes(left, right))
    rank = max(len(left), len(right))
    first, second = ([1] * (rank - len(shape)) + list(shape) for shape in (left, right))
    return len(result) == rank and all(n in (a, b) for a, b, n in zip(first, second, result))


### MUTANT broadcast_law_left_only: asks whether the left shape fits, not the right one
### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    result = list(broadcast_shapes(left, right))
    return len(result) >= len(left) and all(a in (1, n) for a, n in zip(reversed(left), reversed(result)))


### MUTANT broadcast_law_forgets_the_length: an axis too many is not seen from the last axis
### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    result = list(broadcast_shapes(left, right))[::-1]
    one, other = list(left)[::-1], list(right)[::-1]
    fits = all(a in (1, n) for a, n in zip(one, result)) and all(b in (1, n) for b, n in zip(other, result))
    return fits and list(broadcast_shapes(right, left))[::-1] == result


### MUTANT broadcast_law_from_the_first_axis: accuses where one shape has fewer axes
### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    result = list(broadcast_shapes(left, right))
    return all(a in (1, n) and b in (1, n) for a, b, n in zip(left, right, result))


### MUTANT broadcast_law_wants_a_tuple: accuses a function that answers with a list
### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    result = broadcast_shapes(left, right)
    rank = max(len(left), len(right))
    first, second = ((1,) * (rank - len(shape)) + tuple(shape) for shape in (left, right))
    return result == tuple(b if a == 1 else a for a, b in zip(first, second))


### MUTANT broadcast_law_by_the_larger_side: accuses where a side of 0 meets one of 1
### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    result = list(broadcast_shapes(left, right))
    rank = max(len(left), len(right))
    first, second = ([1] * (rank - len(shape)) + list(shape) for shape in (left, right))
    return result == [max(a, b) for a, b in zip(first, second)]


### MUTANT broadcast_law_wants_equal_shapes: accuses whatever is expanded
### REPLACES tensors/laws.py broadcast_law
def broadcast_law(broadcast_shapes, left, right):
    result = list(broadcast_shapes(left, right))
    return result == list(left) or result == list(right)
