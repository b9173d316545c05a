### RIGHT engine_in_other_words: recording and backward with loops, ids and a stack of states
### REPLACES autograd/engine.py no_grad.__enter__
def __enter__(self):
    self.states = [*getattr(self, "states", []), Mode.recording]
    Mode.recording = False


### REPLACES autograd/engine.py no_grad.__exit__
def __exit__(self, kind, error, trace):
    Mode.recording = self.states.pop()
    return False


### REPLACES autograd/engine.py Function.apply
@classmethod
def apply(cls, *inputs, **parameters):
    node = Node(cls, list(inputs))
    values = []
    for x in inputs:
        values.append(x.value)
    value = cls.forward(node, *values, **parameters)
    result = inputs[0].__class__(value)
    recorded = Mode.recording and any([x.requires_grad for x in inputs])
    result.node = node if recorded else None
    result.requires_grad = bool(recorded and cls.differentiable)
    return result


### REPLACES autograd/engine.py chain_rule
def chain_rule(node, d_output):
    gradients = node.function.backward(node, d_output)
    if type(gradients) is not tuple:
        gradients = [gradients]
    if len(gradients) != len(node.inputs):
        raise ValueError(f"expected {len(node.inputs)} gradients, got {len(gradients)}")
    pairs = []
    for place, x in enumerate(node.inputs):
        if x.requires_grad:
            pairs.append((x, gradients[place]))
    return pairs


### REPLACES autograd/engine.py backpropagate
def backpropagate(order, gradient):
    arrived = {id(variable): [] for variable in order}
    arrived[id(order[0])].append(gradient)
    for variable in order:
        first, *others = arrived[id(variable)]
        for other in others:
            first = first + other
        if variable.node is None:
            variable.grad = first if variable.grad is None else first + variable.grad
            continue
        for x, d in chain_rule(variable.node, first):
            arrived[id(x)].append(d)


### REPLACES autograd/variable.py Variable.detach
def detach(self):
    copy = self.__class__.__new__(self.__class__)
    copy.value, copy.requires_grad, copy.node, copy.grad = self.value, False, None, None
    return copy


### REPLACES autograd/numeric.py central_difference
def central_difference(f, *values, arg=0, epsilon=1e-6):
    def moved(step):
        return f(*[v + step if place == arg else v for place, v in enumerate(values)])

    return moved(epsilon) / (2 * epsilon) - moved(-epsilon) / (2 * epsilon)


### REPLACES autograd/check.py gradcheck
def gradcheck(f, *inputs, tolerance=1e-5):
    def on_numbers(*numbers):
        return float(f(*[type(inputs[0])(number) for number in numbers]))

    for x in inputs:
        x.grad = None
    if (result := f(*inputs)).requires_grad:
        result.backward()
    numbers = [x.data for x in inputs]
    for place, x in enumerate(inputs):
        slope = central_difference(on_numbers, *numbers, arg=place)
        grad = x.grad if x.grad is not None else 0.0
        if grad != grad or abs(grad - slope) > tolerance * max(1.0, abs(slope)):
            raise GradientError(f"input {place}: {grad} is not {slope}")
    return True
