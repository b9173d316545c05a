"""Wrong orders for a graph."""

### MUTANT order_breadth_first: nearest vertices first, which can put a parent before its child
### REPLACES scalars/graph.py topological_order
def topological_order(root, parents):
    order, seen = [root], {root}
    for vertex in order:
        for parent in parents(vertex):
            if parent not in seen:
                seen.add(parent)
                order.append(parent)
    return order


### MUTANT order_preorder: writes a vertex down when it is met, not when it is finished
### REPLACES scalars/graph.py topological_order
def topological_order(root, parents):
    order, seen, stack = [], set(), [root]
    while stack:
        vertex = stack.pop()
        if vertex not in seen:
            seen.add(vertex)
            order.append(vertex)
            stack += parents(vertex)
    return order


### MUTANT order_not_reversed: parents before their children
### REPLACES scalars/graph.py topological_order
def topological_order(root, parents):
    finished, seen, stack = [], set(), [root]
    while stack:
        vertex = stack.pop()
        if vertex is FINISHED:
            finished.append(stack.pop())
        elif vertex not in seen:
            seen.add(vertex)
            stack += vertex, FINISHED
            stack += parents(vertex)
    return finished


### MUTANT order_recursive: right for small graphs, dies on a long chain
### REPLACES scalars/graph.py topological_order
def topological_order(root, parents):
    finished, seen = [], set()

    def visit(vertex):
        seen.add(vertex)
        for parent in parents(vertex):
            if parent not in seen:
                visit(parent)
        finished.append(vertex)

    visit(root)
    return finished[::-1]


### MUTANT order_walks_every_path: keeps the last place of a vertex, after going down every path there is
### REPLACES scalars/graph.py topological_order
def topological_order(root, parents):
    level, order = [root], []
    while level:
        order += level
        level = [parent for vertex in level for parent in parents(vertex)]
    last = {vertex: place for place, vertex in enumerate(order)}
    return sorted(last, key=last.get)


### MUTANT order_without_root: starts with the root's parents
### REPLACES scalars/graph.py topological_order
def topological_order(root, parents):
    finished, seen, stack = [], set(), [root]
    while stack:
        vertex = stack.pop()
        if vertex is FINISHED:
            finished.append(stack.pop())
        elif vertex not in seen:
            seen.add(vertex)
            stack += vertex, FINISHED
            stack += parents(vertex)
    return finished[:-1][::-1]


### MUTANT order_repeats: a vertex with two children comes twice
### REPLACES scalars/graph.py topological_order
def topological_order(root, parents):
    finished, seen, stack = [], set(), [root]
    while stack:
        vertex = stack.pop()
        if vertex is FINISHED:
            finished.append(stack.pop())
        elif vertex not in seen:
            seen.add(vertex)
            stack += vertex, FINISHED
            stack += parents(vertex)
        else:
            finished.append(vertex)
    return finished[::-1]
