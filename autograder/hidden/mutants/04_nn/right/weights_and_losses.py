"""Right weights and losses: other random numbers of the same size, other formulas of the same value."""


### RIGHT weights_otherwise: even numbers moved and stretched, normal numbers made longer
### REPLACES nn/init.py fans
def fans(tensor):
    outputs, inputs, *sides = tensor.shape
    for side in sides:
        outputs, inputs = outputs * side, inputs * side
    return inputs, outputs


### REPLACES nn/init.py xavier_uniform_
def xavier_uniform_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = fans(tensor)
    reach = math.sqrt(3.0) * gain * math.sqrt(2.0 / (fan_in + fan_out))
    with no_grad():
        return uniform_(tensor, 0.0, 1.0, generator).mul_(2.0 * reach).sub_(reach)


### REPLACES nn/init.py kaiming_normal_
def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    variance = calculate_gain(nonlinearity, a) ** 2 / chosen_fan(tensor, mode)
    normal_(tensor, generator=generator)
    with no_grad():
        tensor *= math.sqrt(variance)
    return tensor


### RIGHT losses_by_one_hot: the right class by a mask, and the loss of yes and no by |x|
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    check_reduction("nll_loss", reduction)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = labels != ignore_index
    hits = choose(kept, labels, 0).one_hot(chances.shape[1]).to(input.dtype)
    factors = kept.to(input.dtype)
    if weight is not None:
        factors = factors * (hits * weight).sum(1)
    picked = choose(hits != 0.0, chances, 0.0).sum(1)
    losses = -choose(kept, picked, 0.0) * factors
    return averaged(losses, factors, target, reduction)


### REPLACES nn/functional/losses.py binary_cross_entropy_with_logits
def binary_cross_entropy_with_logits(input, target, weight=None, *, reduction="mean", pos_weight=None):
    check_floats("binary_cross_entropy_with_logits", input, target, equal=True)
    small = (1.0 + (-input.abs()).exp()).log()
    yes, no = small + (-input).relu(), small + input.relu()
    if pos_weight is not None:
        yes = yes * pos_weight
    losses = target * yes + (1.0 - target) * no
    if weight is not None:
        losses = weight * losses
    return reduced("binary_cross_entropy_with_logits", losses, reduction)


### RIGHT losses_by_logarithms: the two logarithms of the sigmoid, one for yes and one for no
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    check_reduction("nll_loss", reduction)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = labels != ignore_index
    known = labels.masked_fill(labels == ignore_index, 0)
    picked = chances[np.arange(found.size), known]
    each = kept.to(input.dtype) if weight is None else weight[known]
    factors = choose(kept, each, 0.0)
    losses = choose(kept, picked, 0.0) * -factors
    return averaged(losses, factors, target, reduction)


### REPLACES nn/functional/losses.py binary_cross_entropy_with_logits
def binary_cross_entropy_with_logits(input, target, weight=None, *, reduction="mean", pos_weight=None):
    check_floats("binary_cross_entropy_with_logits", input, target, equal=True)
    yes = target if pos_weight is None else target * pos_weight
    losses = -(yes * logsigmoid(input) + (1.0 - target) * logsigmoid(-input))
    if weight is not None:
        losses = losses * weight
    return reduced("binary_cross_entropy_with_logits", losses, reduction)
