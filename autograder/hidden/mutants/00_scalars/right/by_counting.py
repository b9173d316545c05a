### RIGHT order_by_counting: Kahn's algorithm, and laws in other words
### REPLACES scalars/graph.py topological_order
def topological_order(root, parents):
    edges, waiting = {}, [root]
    while waiting:
        vertex = waiting.pop()
        if vertex not in edges:
            edges[vertex] = list(parents(vertex))
            waiting.extend(edges[vertex])
    children = dict.fromkeys(edges, 0)
    for vertex in edges:
        for parent in edges[vertex]:
            children[parent] += 1
    order = [root]
    for vertex in order:
        for parent in edges[vertex]:
            children[parent] -= 1
            if children[parent] == 0:
                order.append(parent)
    return order


### REPLACES scalars/laws.py product_law
def product_law(mul, add, x, y, z):
    assert is_close(mul(x, y), mul(y, x))
    assert is_close(mul(1.0, x), x)
    assert is_close(mul(add(x, y), z), add(mul(x, z), mul(y, z)))
    assert is_close(mul(x, add(y, z)), add(mul(x, y), mul(x, z)))
    return True


### REPLACES scalars/laws.py order_law
def order_law(lt, x, y, z):
    if x == y and (lt(x, y) != 0.0 or lt(y, x) != 0.0):
        return False
    if x != y and {lt(x, y), lt(y, x)} != {0.0, 1.0}:
        return False
    if lt(x, y) and lt(y, z) and not lt(x, z):
        return False
    if lt(x, y):
        return bool(lt(x + 1.0, y + 1.0) and lt(-y, -x) and not lt(-x, -y))
    return bool(lt(1.0, 2.0))


### REPLACES scalars/laws.py sigmoid_law
def sigmoid_law(sigmoid, x, y):
    low, high = (x, y) if x < y else (y, x)
    rises = sigmoid(low) < sigmoid(high) if low < high else True
    inside = all(0.0 < sigmoid(v) < 1.0 for v in (x, y))
    return rises and inside and abs(sigmoid(0.0) - 0.5) < 1e-9 and abs(sigmoid(x) + sigmoid(-x) - 1.0) < 1e-9


### REPLACES scalars/laws.py relu_law
def relu_law(relu, x):
    size = abs(x)
    return is_close(relu(size), size) and is_close(relu(-size), 0.0) and relu(x) >= 0.0


### REPLACES scalars/laws.py inverse_law
def inverse_law(exp, log, x, y):
    for v in (x, y):
        if abs(log(exp(v)) - v) > 1e-9:
            return False
    if abs(exp(x) * exp(y) - exp(x + y)) > 1e-9 * exp(x + y):
        return False
    return abs((exp(1e-4) - 1.0) / 1e-4 - 1.0) < 1e-3


### REPLACES scalars/laws.py slope_law
def slope_law(f, f_back, x):
    h = 1e-5
    slope = (f(x + h) - f(x - h)) / (2 * h)
    return all(abs(f_back(x, d) - d * slope) < 1e-4 for d in (1.0, 2.0, -3.0))
