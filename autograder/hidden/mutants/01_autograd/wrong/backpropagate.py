"""Wrong ways back through the record, and wrong measures of a slope."""

### MUTANT backpropagate_overwrites: of several paths to a value only the last counts
### REPLACES autograd/engine.py backpropagate
def backpropagate(order, gradient):
    pending = {order[0]: gradient}
    for variable in order:
        d = pending.pop(variable)
        if variable.node is None:
            variable.grad = d if variable.grad is None else variable.grad + d
        else:
            for x, d_x in chain_rule(variable.node, d):
                pending[x] = d_x


### MUTANT backpropagate_forgets_the_last: a second backward overwrites the gradients of the first
### REPLACES autograd/engine.py backpropagate
def backpropagate(order, gradient):
    pending = {order[0]: gradient}
    for variable in order:
        d = pending.pop(variable)
        if variable.node is None:
            variable.grad = d
        else:
            for x, d_x in chain_rule(variable.node, d):
                pending[x] = pending[x] + d_x if x in pending else d_x


### MUTANT backpropagate_marks_everything: results on the way keep a gradient too
### REPLACES autograd/engine.py backpropagate
def backpropagate(order, gradient):
    pending = {order[0]: gradient}
    for variable in order:
        d = pending.pop(variable)
        variable.grad = d if variable.grad is None else variable.grad + d
        if variable.node is not None:
            for x, d_x in chain_rule(variable.node, d):
                pending[x] = pending[x] + d_x if x in pending else d_x


### MUTANT backpropagate_starts_with_one: the given gradient is ignored
### REPLACES autograd/engine.py backpropagate
def backpropagate(order, gradient):
    pending = {order[0]: 1.0}
    for variable in order:
        d = pending.pop(variable)
        if variable.node is None:
            variable.grad = d if variable.grad is None else variable.grad + d
        else:
            for x, d_x in chain_rule(variable.node, d):
                pending[x] = pending[x] + d_x if x in pending else d_x


### MUTANT backpropagate_walks_every_path: right sums, after going down every path there is
### REPLACES autograd/engine.py backpropagate
def backpropagate(order, gradient):
    waiting = [(order[0], gradient)]
    while waiting:
        variable, d = waiting.pop()
        if variable.node is None:
            variable.grad = d if variable.grad is None else variable.grad + d
        else:
            waiting += chain_rule(variable.node, d)


### MUTANT backpropagate_recursive: dies on a long chain
### REPLACES autograd/engine.py backpropagate
def backpropagate(order, gradient):
    pending = {order[0]: gradient}

    def visit(place):
        if place == len(order):
            return
        variable = order[place]
        d = pending.pop(variable)
        if variable.node is None:
            variable.grad = d if variable.grad is None else variable.grad + d
        else:
            for x, d_x in chain_rule(variable.node, d):
                pending[x] = pending[x] + d_x if x in pending else d_x
        visit(place + 1)

    visit(0)


### MUTANT backpropagate_stops_at_zero: a gradient of 0 counts as none
### REPLACES autograd/engine.py backpropagate
def backpropagate(order, gradient):
    pending = {order[0]: gradient}
    for variable in order:
        d = pending.get(variable)
        if not d:
            continue
        if variable.node is None:
            variable.grad = d if variable.grad is None else variable.grad + d
        else:
            for x, d_x in chain_rule(variable.node, d):
                pending[x] = pending[x] + d_x if x in pending else d_x


### MUTANT backpropagate_clears_up: takes the record away, so that a second backward finds a leaf
### REPLACES autograd/engine.py backpropagate
def backpropagate(order, gradient):
    pending = {order[0]: gradient}
    for variable in order:
        d = pending.pop(variable)
        if variable.node is None:
            variable.grad = d if variable.grad is None else variable.grad + d
        else:
            for x, d_x in chain_rule(variable.node, d):
                pending[x] = pending[x] + d_x if x in pending else d_x
            variable.node = None


### MUTANT backpropagate_adds_twice: a leaf adds the whole sum again for every path
### REPLACES autograd/engine.py backpropagate
def backpropagate(order, gradient):
    pending = {order[0]: gradient}
    for variable in order:
        if variable.node is None:
            if variable is order[0]:
                variable.grad = gradient if variable.grad is None else variable.grad + gradient
            continue
        for x, d_x in chain_rule(variable.node, pending[variable]):
            pending[x] = pending[x] + d_x if x in pending else d_x
            if x.node is None:
                x.grad = pending[x] if x.grad is None else x.grad + pending[x]


### MUTANT central_difference_one_side: the forward difference
### REPLACES autograd/numeric.py central_difference
def central_difference(f, *values, arg=0, epsilon=1e-6):
    above = list(values)
    above[arg] = values[arg] + epsilon
    return (f(*above) - f(*values)) / epsilon


### MUTANT central_difference_half_the_way: divides by epsilon, not by 2 epsilon
### REPLACES autograd/numeric.py central_difference
def central_difference(f, *values, arg=0, epsilon=1e-6):
    above, below = list(values), list(values)
    above[arg] = values[arg] + epsilon
    below[arg] = values[arg] - epsilon
    return (f(*above) - f(*below)) / epsilon


### MUTANT central_difference_ignores_arg: always moves the first
### REPLACES autograd/numeric.py central_difference
def central_difference(f, *values, arg=0, epsilon=1e-6):
    above, below = list(values), list(values)
    above[0] = values[0] + epsilon
    below[0] = values[0] - epsilon
    return (f(*above) - f(*below)) / (2.0 * epsilon)


### MUTANT central_difference_ignores_epsilon: always 1e-6
### REPLACES autograd/numeric.py central_difference
def central_difference(f, *values, arg=0, epsilon=1e-6):
    above, below = list(values), list(values)
    above[arg] = values[arg] + 1e-6
    below[arg] = values[arg] - 1e-6
    return (f(*above) - f(*below)) / 2e-6


### MUTANT central_difference_moves_all: every argument at once
### REPLACES autograd/numeric.py central_difference
def central_difference(f, *values, arg=0, epsilon=1e-6):
    above = [v + epsilon for v in values]
    below = [v - epsilon for v in values]
    return (f(*above) - f(*below)) / (2.0 * epsilon)


### MUTANT central_difference_one_list: above and below are the same list
### REPLACES autograd/numeric.py central_difference
def central_difference(f, *values, arg=0, epsilon=1e-6):
    above = below = list(values)
    above[arg] = values[arg] + epsilon
    below[arg] = values[arg] - epsilon
    return (f(*above) - f(*below)) / (2.0 * epsilon)


### MUTANT gradcheck_says_yes: compares nothing
### REPLACES autograd/check.py gradcheck
def gradcheck(f, *inputs, tolerance=1e-5):
    f(*inputs).backward()
    return True


### MUTANT gradcheck_returns_false: tells, but does not raise
### REPLACES autograd/check.py gradcheck
def gradcheck(f, *inputs, tolerance=1e-5):
    for x in inputs:
        x.zero_grad()
    f(*inputs).backward()
    for i, x in enumerate(inputs):
        measured = central_difference(lambda *values: f(*map(type(x), values)).data, *[y.data for y in inputs], arg=i)
        computed = 0.0 if x.grad is None else x.grad
        if not abs(computed - measured) <= tolerance * max(1.0, abs(measured)):
            return False
    return True


### MUTANT gradcheck_keeps_old_gradients: zero_grad is missing
### REPLACES autograd/check.py gradcheck
def gradcheck(f, *inputs, tolerance=1e-5):
    f(*inputs).backward()
    for i, x in enumerate(inputs):
        measured = central_difference(lambda *values: f(*map(type(x), values)).data, *[y.data for y in inputs], arg=i)
        computed = 0.0 if x.grad is None else x.grad
        if not abs(computed - measured) <= tolerance * max(1.0, abs(measured)):
            raise GradientError(f"input {i}: {computed} against {measured}")
    return True


### MUTANT gradcheck_first_input_only: the others are never compared
### REPLACES autograd/check.py gradcheck
def gradcheck(f, *inputs, tolerance=1e-5):
    for x in inputs:
        x.zero_grad()
    f(*inputs).backward()
    x = inputs[0]
    measured = central_difference(lambda *values: f(*map(type(x), values)).data, *[y.data for y in inputs])
    computed = 0.0 if x.grad is None else x.grad
    if not abs(computed - measured) <= tolerance * max(1.0, abs(measured)):
        raise GradientError(f"{computed} against {measured}")
    return True


### MUTANT gradcheck_absolute: not measured against the size of the slope
### REPLACES autograd/check.py gradcheck
def gradcheck(f, *inputs, tolerance=1e-5):
    for x in inputs:
        x.zero_grad()
    f(*inputs).backward()
    for i, x in enumerate(inputs):
        measured = central_difference(lambda *values: f(*map(type(x), values)).data, *[y.data for y in inputs], arg=i)
        computed = 0.0 if x.grad is None else x.grad
        if not abs(computed - measured) <= tolerance:
            raise GradientError(f"input {i}: {computed} against {measured}")
    return True


### MUTANT gradcheck_ignores_the_tolerance: always 1e-5
### REPLACES autograd/check.py gradcheck
def gradcheck(f, *inputs, tolerance=1e-5):
    for x in inputs:
        x.zero_grad()
    result = f(*inputs)
    if result.requires_grad:
        result.backward()
    for i, x in enumerate(inputs):
        measured = central_difference(lambda *values: f(*map(type(x), values)).data, *[y.data for y in inputs], arg=i)
        computed = 0.0 if x.grad is None else x.grad
        if not abs(computed - measured) <= 1e-5 * max(1.0, abs(measured)):
            raise GradientError(f"input {i}: {computed} against {measured}")
    return True


### MUTANT gradcheck_needs_a_gradient: calls backward on a result that requires none
### REPLACES autograd/check.py gradcheck
def gradcheck(f, *inputs, tolerance=1e-5):
    for x in inputs:
        x.zero_grad()
    f(*inputs).backward()
    for i, x in enumerate(inputs):
        measured = central_difference(lambda *values: f(*map(type(x), values)).data, *[y.data for y in inputs], arg=i)
        computed = 0.0 if x.grad is None else x.grad
        if not abs(computed - measured) <= tolerance * max(1.0, abs(measured)):
            raise GradientError(f"input {i}: {computed} against {measured}")
    return True


### MUTANT gradcheck_accepts_nan: `>` is False for nan
### REPLACES autograd/check.py gradcheck
def gradcheck(f, *inputs, tolerance=1e-5):
    for x in inputs:
        x.zero_grad()
    f(*inputs).backward()
    for i, x in enumerate(inputs):
        measured = central_difference(lambda *values: f(*map(type(x), values)).data, *[y.data for y in inputs], arg=i)
        computed = 0.0 if x.grad is None else x.grad
        if abs(computed - measured) > tolerance * max(1.0, abs(measured)):
            raise GradientError(f"input {i}: {computed} against {measured}")
    return True


### MUTANT gradcheck_skips_missing_gradients: None is taken for right
### REPLACES autograd/check.py gradcheck
def gradcheck(f, *inputs, tolerance=1e-5):
    for x in inputs:
        x.zero_grad()
    f(*inputs).backward()
    for i, x in enumerate(inputs):
        measured = central_difference(lambda *values: f(*map(type(x), values)).data, *[y.data for y in inputs], arg=i)
        if x.grad is not None and not abs(x.grad - measured) <= tolerance * max(1.0, abs(measured)):
            raise GradientError(f"input {i}: {x.grad} against {measured}")
    return True
