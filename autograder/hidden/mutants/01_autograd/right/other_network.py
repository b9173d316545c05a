### RIGHT network_by_sums: comprehensions and sums, one backward per term of the loss
### REPLACES autograd/mlp.py Neuron.__call__
def __call__(self, inputs):
    return sum((x * weight for weight, x in zip(self.weights, inputs, strict=True)), start=Scalar(0.0)) + self.bias


### REPLACES autograd/mlp.py MLP.__call__
def __call__(self, inputs):
    values = list(inputs)
    for depth, layer in enumerate(self.layers):
        values = [neuron(values) for neuron in layer]
        if depth < len(self.layers) - 1:
            values = [value.relu() for value in values]
    return values[0]


### REPLACES autograd/mlp.py MLP.parameters
def parameters(self):
    found = []
    for layer in self.layers:
        for neuron in layer:
            found.extend(neuron.weights)
            found.append(neuron.bias)
    return found


### REPLACES autograd/mlp.py hinge_loss
def hinge_loss(score, label):
    gap = 1.0 - score * label
    return gap if gap.data > 0.0 else Scalar(0.0)


### REPLACES autograd/mlp.py training_step
def training_step(model, points, labels, learning_rate, decay=1e-4):
    for p in model.parameters():
        p.zero_grad()
    losses = [hinge_loss(model(point), label) / len(points) for point, label in zip(points, labels, strict=True)]
    losses += [p * p * decay for p in model.parameters()]
    for loss in losses:
        if loss.requires_grad:
            loss.backward()
    for p in model.parameters():
        p.data = p.data - learning_rate * p.grad
    return sum(loss.data for loss in losses)


### REPLACES autograd/forward_mode.py Dual.__mul__
def __mul__(self, other):
    product = Dual(self.value * other.value)
    product.tangent = other.value * self.tangent + other.tangent * self.value
    return product


### REPLACES autograd/forward_mode.py Dual.pointwise
def pointwise(self, f):
    slope = SLOPES[f](self.value, 1.0)
    return Dual(f(self.value), self.tangent * slope)


### REPLACES autograd/forward_mode.py jvp
def jvp(f, values, direction):
    inputs = [Dual(values[i], direction[i]) for i in range(len(values))]
    result = f(*inputs)
    return result.value, result.tangent
