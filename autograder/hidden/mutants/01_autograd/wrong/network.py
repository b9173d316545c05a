"""Wrong networks and training steps."""

### MUTANT neuron_without_bias: the weighted sum alone
### REPLACES autograd/mlp.py Neuron.__call__
def __call__(self, inputs):
    total = Scalar(0.0)
    for weight, x in zip(self.weights, inputs, strict=True):
        total = total + weight * x
    return total


### MUTANT neuron_adds_the_bias_each_time: once per input
### REPLACES autograd/mlp.py Neuron.__call__
def __call__(self, inputs):
    total = Scalar(0.0)
    for weight, x in zip(self.weights, inputs, strict=True):
        total = total + weight * x + self.bias
    return total


### MUTANT neuron_on_floats: right value, no gradient
### REPLACES autograd/mlp.py Neuron.__call__
def __call__(self, inputs):
    total = self.bias
    for weight, x in zip(self.weights, inputs, strict=True):
        total = total + weight.data * x
    return total


### MUTANT mlp_relu_at_the_end: the score is never negative
### REPLACES autograd/mlp.py MLP.__call__
def __call__(self, inputs):
    values = inputs
    for layer in self.layers:
        values = [neuron(values).relu() for neuron in layer]
    return values[0]


### MUTANT mlp_without_relu: all layers together are one straight line
### REPLACES autograd/mlp.py MLP.__call__
def __call__(self, inputs):
    values = inputs
    for layer in self.layers:
        values = [neuron(values) for neuron in layer]
    return values[0]


### MUTANT mlp_feeds_every_layer_the_inputs: the layers do not stand on each other
### REPLACES autograd/mlp.py MLP.__call__
def __call__(self, inputs):
    values = inputs
    for layer in self.layers[:-1]:
        values = [neuron(inputs).relu() for neuron in layer]
    return self.layers[-1][0](values)


### MUTANT mlp_gives_a_list: the last layer's results, not its one result
### REPLACES autograd/mlp.py MLP.__call__
def __call__(self, inputs):
    values = inputs
    for layer in self.layers[:-1]:
        values = [neuron(values).relu() for neuron in layer]
    return [neuron(values) for neuron in self.layers[-1]]


### MUTANT parameters_without_biases: the weights only
### REPLACES autograd/mlp.py MLP.parameters
def parameters(self):
    return [weight for layer in self.layers for neuron in layer for weight in neuron.weights]


### MUTANT parameters_bias_first: another order
### REPLACES autograd/mlp.py MLP.parameters
def parameters(self):
    return [p for layer in self.layers for neuron in layer for p in (neuron.bias, *neuron.weights)]


### MUTANT parameters_are_copies: moving them moves nothing
### REPLACES autograd/mlp.py MLP.parameters
def parameters(self):
    own = [p for layer in self.layers for neuron in layer for p in (*neuron.weights, neuron.bias)]
    return [Scalar(p.data, requires_grad=True) for p in own]


### MUTANT hinge_loss_without_relu: right points give a negative loss
### REPLACES autograd/mlp.py hinge_loss
def hinge_loss(score, label):
    return 1.0 - label * score


### MUTANT hinge_loss_sign: rewards the wrong side
### REPLACES autograd/mlp.py hinge_loss
def hinge_loss(score, label):
    return (1.0 + label * score).relu()


### MUTANT hinge_loss_on_floats: right value, no gradient
### REPLACES autograd/mlp.py hinge_loss
def hinge_loss(score, label):
    return Scalar(max(0.0, 1.0 - label * score.data))


### MUTANT training_step_uphill: adds the gradient
### REPLACES autograd/mlp.py training_step
def training_step(model, points, labels, learning_rate, decay=1e-4):
    for p in model.parameters():
        p.zero_grad()
    loss = Scalar(0.0)
    for point, label in zip(points, labels, strict=True):
        loss = loss + hinge_loss(model(point), label)
    loss = loss / len(points)
    for p in model.parameters():
        loss = loss + decay * p * p
    loss.backward()
    for p in model.parameters():
        p.data += learning_rate * p.grad
    return loss.data


### MUTANT training_step_keeps_gradients: zero_grad is missing
### REPLACES autograd/mlp.py training_step
def training_step(model, points, labels, learning_rate, decay=1e-4):
    loss = Scalar(0.0)
    for point, label in zip(points, labels, strict=True):
        loss = loss + hinge_loss(model(point), label)
    loss = loss / len(points)
    for p in model.parameters():
        loss = loss + decay * p * p
    loss.backward()
    for p in model.parameters():
        p.data -= learning_rate * p.grad
    return loss.data


### MUTANT training_step_zeroes_late: forgets the gradients before they are used
### REPLACES autograd/mlp.py training_step
def training_step(model, points, labels, learning_rate, decay=1e-4):
    loss = Scalar(0.0)
    for point, label in zip(points, labels, strict=True):
        loss = loss + hinge_loss(model(point), label)
    loss = loss / len(points)
    for p in model.parameters():
        loss = loss + decay * p * p
    loss.backward()
    for p in model.parameters():
        p.zero_grad()
    for p in model.parameters():
        p.data -= learning_rate * (p.grad or 0.0)
    return loss.data


### MUTANT training_step_sums: the sum of the losses, not their mean
### REPLACES autograd/mlp.py training_step
def training_step(model, points, labels, learning_rate, decay=1e-4):
    for p in model.parameters():
        p.zero_grad()
    loss = Scalar(0.0)
    for point, label in zip(points, labels, strict=True):
        loss = loss + hinge_loss(model(point), label)
    for p in model.parameters():
        loss = loss + decay * p * p
    loss.backward()
    for p in model.parameters():
        p.data -= learning_rate * p.grad
    return loss.data


### MUTANT training_step_without_decay: the squares are left out
### REPLACES autograd/mlp.py training_step
def training_step(model, points, labels, learning_rate, decay=1e-4):
    for p in model.parameters():
        p.zero_grad()
    loss = Scalar(0.0)
    for point, label in zip(points, labels, strict=True):
        loss = loss + hinge_loss(model(point), label)
    loss = loss / len(points)
    loss.backward()
    for p in model.parameters():
        p.data -= learning_rate * (p.grad or 0.0)
    return loss.data


### MUTANT training_step_averages_the_decay: the squares are divided by the number of points too
### REPLACES autograd/mlp.py training_step
def training_step(model, points, labels, learning_rate, decay=1e-4):
    for p in model.parameters():
        p.zero_grad()
    loss = Scalar(0.0)
    for point, label in zip(points, labels, strict=True):
        loss = loss + hinge_loss(model(point), label)
    for p in model.parameters():
        loss = loss + decay * p * p
    loss = loss / len(points)
    loss.backward()
    for p in model.parameters():
        p.data -= learning_rate * p.grad
    return loss.data


### MUTANT training_step_loss_after: the loss of the moved parameters
### REPLACES autograd/mlp.py training_step
def training_step(model, points, labels, learning_rate, decay=1e-4):
    def measure():
        loss = Scalar(0.0)
        for point, label in zip(points, labels, strict=True):
            loss = loss + hinge_loss(model(point), label)
        loss = loss / len(points)
        for p in model.parameters():
            loss = loss + decay * p * p
        return loss

    for p in model.parameters():
        p.zero_grad()
    measure().backward()
    for p in model.parameters():
        p.data -= learning_rate * p.grad
    return measure().data


### MUTANT training_step_per_point: moves after every point
### REPLACES autograd/mlp.py training_step
def training_step(model, points, labels, learning_rate, decay=1e-4):
    total = 0.0
    for point, label in zip(points, labels, strict=True):
        for p in model.parameters():
            p.zero_grad()
        loss = hinge_loss(model(point), label) / len(points)
        for p in model.parameters():
            loss = loss + decay / len(points) * p * p
        loss.backward()
        for p in model.parameters():
            p.data -= learning_rate * p.grad
        total += loss.data
    return total


### MUTANT training_step_returns_a_scalar: the loss with its whole record
### REPLACES autograd/mlp.py training_step
def training_step(model, points, labels, learning_rate, decay=1e-4):
    for p in model.parameters():
        p.zero_grad()
    loss = Scalar(0.0)
    for point, label in zip(points, labels, strict=True):
        loss = loss + hinge_loss(model(point), label)
    loss = loss / len(points)
    for p in model.parameters():
        loss = loss + decay * p * p
    loss.backward()
    for p in model.parameters():
        p.data -= learning_rate * p.grad
    return loss
