"""Wrong layers, losses, networks and steps of training."""


### MUTANT linear_without_bias: the product alone
### REPLACES tensors/classifier.py linear
def linear(x, weight, bias):
    return x @ weight


### MUTANT linear_subtracts_the_bias: a sign is wrong
### REPLACES tensors/classifier.py linear
def linear(x, weight, bias):
    return x @ weight - bias


### MUTANT linear_turned_weight: as if the weight were (outputs, inputs)
### REPLACES tensors/classifier.py linear
def linear(x, weight, bias):
    return x @ weight.mT + bias


### MUTANT linear_other_way_round: weight @ x
### REPLACES tensors/classifier.py linear
def linear(x, weight, bias):
    return weight @ x + bias


### MUTANT linear_bias_first: the bias is multiplied by the sum of each row
### REPLACES tensors/classifier.py linear
def linear(x, weight, bias):
    return x @ (weight + bias)


### MUTANT linear_detaches: right value, but no gradient for what comes before
### REPLACES tensors/classifier.py linear
def linear(x, weight, bias):
    return x.detach() @ weight + bias


### MUTANT linear_constant_bias: the bias never learns
### REPLACES tensors/classifier.py linear
def linear(x, weight, bias):
    return x @ weight + bias.value


### MUTANT cross_entropy_sums: the sum over the rows
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    return -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).sum()


### MUTANT cross_entropy_sign: the minus is missing
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    return scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean()


### MUTANT cross_entropy_of_columns: softmax along the rows, not along the classes
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    return -scores.log_softmax(dim=0).gather(1, labels.unsqueeze(1)).mean()


### MUTANT cross_entropy_log_of_softmax: overflows, and takes ln 0
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    powers = scores.exp()
    p = powers / powers.sum(dim=1, keepdim=True)
    return -p.gather(1, labels.unsqueeze(1)).log().mean()


### MUTANT cross_entropy_adds_a_little: 1e-7 inside the logarithm, against ln 0
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    p = scores.log_softmax(dim=1).exp()
    return -(p.gather(1, labels.unsqueeze(1)) + 1e-7).log().mean()


### MUTANT cross_entropy_of_scores: without softmax
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    return -scores.gather(1, labels.unsqueeze(1)).mean()


### MUTANT cross_entropy_of_probabilities: without the logarithm
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    return -scores.log_softmax(dim=1).exp().gather(1, labels.unsqueeze(1)).mean()


### MUTANT cross_entropy_of_all_classes: the mean of every entry
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    return -scores.log_softmax(dim=1).mean()


### MUTANT cross_entropy_of_every_pair: each row with the labels of all rows
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    chances = scores.log_softmax(dim=1)
    n = labels.shape[0]
    return -chances.gather(1, labels.unsqueeze(0).expand(n, n)).mean()


### MUTANT cross_entropy_of_the_first_row: row 0 for all labels
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    return -scores.log_softmax(dim=1).gather(0, labels.unsqueeze(1) * 0).mean()


### MUTANT cross_entropy_divided_by_classes: the mean over the rows and over the classes
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    return -scores.log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean() / scores.shape[1]


### MUTANT cross_entropy_detaches: right value, no gradient
### REPLACES tensors/classifier.py cross_entropy
def cross_entropy(scores, labels):
    return -scores.detach().log_softmax(dim=1).gather(1, labels.unsqueeze(1)).mean()


### MUTANT network_relu_at_the_end: no score is negative
### REPLACES tensors/classifier.py Network.__call__
def __call__(self, x):
    for weight, bias in zip(self.weights, self.biases, strict=True):
        x = linear(x, weight, bias).relu()
    return x


### MUTANT network_without_relu: all layers together are one
### REPLACES tensors/classifier.py Network.__call__
def __call__(self, x):
    for weight, bias in zip(self.weights, self.biases, strict=True):
        x = linear(x, weight, bias)
    return x


### MUTANT network_relu_before: of the pictures as well
### REPLACES tensors/classifier.py Network.__call__
def __call__(self, x):
    for weight, bias in zip(self.weights, self.biases, strict=True):
        x = linear(x.relu(), weight, bias)
    return x


### MUTANT network_relu_after_the_first_only: right for two layers
### REPLACES tensors/classifier.py Network.__call__
def __call__(self, x):
    x = linear(x, self.weights[0], self.biases[0])
    for weight, bias in zip(self.weights[1:], self.biases[1:], strict=True):
        x = linear(x.relu() if weight is self.weights[1] else x, weight, bias)
    return x


### MUTANT network_two_layers: the first and the last
### REPLACES tensors/classifier.py Network.__call__
def __call__(self, x):
    return linear(linear(x, self.weights[0], self.biases[0]).relu(), self.weights[-1], self.biases[-1])


### MUTANT network_forgets_the_last_layer: the hidden values are the scores
### REPLACES tensors/classifier.py Network.__call__
def __call__(self, x):
    for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
        x = linear(x, weight, bias).relu()
    return x


### MUTANT network_other_curve: sigmoid in the place of relu
### REPLACES tensors/classifier.py Network.__call__
def __call__(self, x):
    for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
        x = linear(x, weight, bias).sigmoid()
    return linear(x, self.weights[-1], self.biases[-1])


### MUTANT network_softmax_at_the_end: probabilities, not scores
### REPLACES tensors/classifier.py Network.__call__
def __call__(self, x):
    for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
        x = linear(x, weight, bias).relu()
    return linear(x, self.weights[-1], self.biases[-1]).softmax(dim=1)


### MUTANT network_detaches: only the last layer learns
### REPLACES tensors/classifier.py Network.__call__
def __call__(self, x):
    for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
        x = linear(x, weight, bias).relu().detach()
    return linear(x, self.weights[-1], self.biases[-1])


### MUTANT step_uphill: adds the gradient
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.parameters():
            p += learning_rate * p.grad
    return loss.item()


### MUTANT step_keeps_gradients: they are never forgotten
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.parameters():
            p -= learning_rate * p.grad
    return loss.item()


### MUTANT step_forgets_afterwards_only: what was there before the first step counts
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.parameters():
            p -= learning_rate * p.grad
            p.grad = None
    return loss.item()


### MUTANT step_forgets_weights_only: the gradients of biases add up
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.weights:
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.parameters():
            p -= learning_rate * p.grad
    return loss.item()


### MUTANT step_forgets_too_late: after backward, and so moves nothing
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.parameters():
            p.grad = None
            p -= learning_rate * (p.grad or 0.0)
    return loss.item()


### MUTANT step_loss_after: the loss of the moved parameters
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    cross_entropy(network(images), labels).backward()
    with no_grad():
        for p in network.parameters():
            p -= learning_rate * p.grad
        return cross_entropy(network(images), labels).item()


### MUTANT step_returns_a_tensor: the loss with its whole record
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.parameters():
            p -= learning_rate * p.grad
    return loss


### MUTANT step_returns_the_sum: the loss times the number of rows
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.parameters():
            p -= learning_rate * p.grad
    return loss.item() * len(labels)


### MUTANT step_of_the_sum: the gradient of the sum of the losses, not of their mean
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    (loss * len(labels)).backward()
    with no_grad():
        for p in network.parameters():
            p -= learning_rate * p.grad
    return loss.item()


### MUTANT step_rate_squared: the learning rate is used twice
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    (learning_rate * loss).backward()
    with no_grad():
        for p in network.parameters():
            p -= learning_rate * p.grad
    return loss.item()


### MUTANT step_without_rate: by the whole gradient
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.parameters():
            p -= p.grad
    return loss.item()


### MUTANT step_of_the_sign: how steep it is does not count
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.parameters():
            p -= learning_rate * p.grad.sign()
    return loss.item()


### MUTANT step_moves_a_name: p = p - ... changes no parameter
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.parameters():
            p = p - learning_rate * p.grad
    return loss.item()


### MUTANT step_moves_copies: of the parameters
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.parameters():
            copy = p.clone()
            copy -= learning_rate * p.grad
    return loss.item()


### MUTANT step_makes_new_tensors: who holds a parameter does not see it move
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        network.weights = [(p - learning_rate * p.grad).requires_grad_() for p in network.weights]
        network.biases = [(p - learning_rate * p.grad).requires_grad_() for p in network.biases]
    return loss.item()


### MUTANT step_records_itself: the new parameters are results of the old ones
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    network.weights = [p - learning_rate * p.grad for p in network.weights]
    network.biases = [p - learning_rate * p.grad for p in network.biases]
    return loss.item()


### MUTANT step_weights_only: the biases stay
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    with no_grad():
        for p in network.weights:
            p -= learning_rate * p.grad
    return loss.item()


### MUTANT step_row_by_row: moves after every picture
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    total = 0.0
    for row in range(len(labels)):
        for p in network.parameters():
            p.grad = None
        loss = cross_entropy(network(images[row : row + 1]), labels[row : row + 1]) / len(labels)
        loss.backward()
        with no_grad():
            for p in network.parameters():
                p -= learning_rate * p.grad
        total += loss.item()
    return total


### MUTANT step_freezes_the_network: the parameters require no gradient any more
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.requires_grad = True
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    for p in network.parameters():
        p.requires_grad = False
        p -= learning_rate * p.grad
    return loss.item()


### MUTANT step_ends_recording: no_grad is entered and never left
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    no_grad().__enter__()
    for p in network.parameters():
        p -= learning_rate * p.grad
    return loss.item()


### MUTANT step_while_recording: in place on leaves, without no_grad
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    for p in network.parameters():
        p.grad = None
    loss = cross_entropy(network(images), labels)
    loss.backward()
    for p in network.parameters():
        p -= learning_rate * p.grad
    return loss.item()


### MUTANT step_records_nothing: the loss itself is computed under no_grad
### REPLACES tensors/classifier.py train_batch
def train_batch(network, images, labels, learning_rate):
    with no_grad():
        for p in network.parameters():
            p.grad = None
        loss = cross_entropy(network(images), labels)
        loss.backward()
        for p in network.parameters():
            p -= learning_rate * p.grad
    return loss.item()
