"""Wrong losses: means over too many, labels that are ignored the wrong way, logarithms of 0."""


### MUTANT nll_mean_over_all: ignored elements count in the mean
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = labels != ignore_index
    labels = labels.masked_fill(~kept, 0)
    factors = kept.to(input.dtype) if weight is None else choose(kept, weight[labels], 0.0)
    picked = chances.gather(1, labels.unsqueeze(1)).squeeze(1)
    losses = choose(kept, -picked, 0.0) * factors
    return averaged(losses, kept.to(input.dtype) * 0.0 + 1.0, target, reduction)


### MUTANT nll_mean_over_kept: the mean divides by the number of kept elements, not by their weights
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = labels != ignore_index
    labels = labels.masked_fill(~kept, 0)
    factors = kept.to(input.dtype) if weight is None else choose(kept, weight[labels], 0.0)
    picked = chances.gather(1, labels.unsqueeze(1)).squeeze(1)
    losses = choose(kept, -picked, 0.0) * factors
    return averaged(losses, kept.to(input.dtype), target, reduction)


### MUTANT nll_ignored_as_class_0: a label to ignore counts as the first class
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    labels = labels.masked_fill(labels == ignore_index, 0)
    factors = (labels >= 0).to(input.dtype) if weight is None else weight[labels]
    losses = -chances.gather(1, labels.unsqueeze(1)).squeeze(1) * factors
    return averaged(losses, factors, target, reduction)


### MUTANT nll_ignores_nothing: a label to ignore is looked up like any other
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    factors = (labels == labels).to(input.dtype) if weight is None else weight[labels]
    losses = -chances.gather(1, labels.unsqueeze(1)).squeeze(1) * factors
    return averaged(losses, factors, target, reduction)


### MUTANT nll_ignores_minus_100_only: ignore_index itself is ignored
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = labels != -100
    labels = labels.masked_fill(~kept, 0)
    factors = kept.to(input.dtype) if weight is None else choose(kept, weight[labels], 0.0)
    picked = chances.gather(1, labels.unsqueeze(1)).squeeze(1)
    losses = choose(kept, -picked, 0.0) * factors
    return averaged(losses, factors, target, reduction)


### MUTANT nll_ignores_below_0: a class that is to be ignored is not
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = (labels >= 0) & (labels < chances.shape[1])
    labels = labels.masked_fill(~kept, 0)
    factors = kept.to(input.dtype) if weight is None else choose(kept, weight[labels], 0.0)
    picked = chances.gather(1, labels.unsqueeze(1)).squeeze(1)
    losses = choose(kept, -picked, 0.0) * factors
    return averaged(losses, factors, target, reduction)


### MUTANT nll_without_weights: the weights of the classes are ignored
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = labels != ignore_index
    labels = labels.masked_fill(~kept, 0)
    picked = chances.gather(1, labels.unsqueeze(1)).squeeze(1)
    return averaged(choose(kept, -picked, 0.0), kept.to(input.dtype), target, reduction)


### MUTANT nll_weighs_twice: the losses are multiplied by the square of the weight
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = labels != ignore_index
    labels = labels.masked_fill(~kept, 0)
    factors = kept.to(input.dtype) if weight is None else choose(kept, weight[labels], 0.0)
    picked = chances.gather(1, labels.unsqueeze(1)).squeeze(1)
    losses = choose(kept, -picked, 0.0) * factors * factors
    return averaged(losses, factors, target, reduction)


### MUTANT nll_of_the_wrong_sign: likely labels cost most
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = labels != ignore_index
    labels = labels.masked_fill(~kept, 0)
    factors = kept.to(input.dtype) if weight is None else choose(kept, weight[labels], 0.0)
    picked = chances.gather(1, labels.unsqueeze(1)).squeeze(1)
    losses = choose(kept, picked, 0.0) * factors
    return averaged(losses, factors, target, reduction)


### MUTANT nll_multiplied_away: an infinite number in an ignored row is multiplied by 0
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = labels != ignore_index
    labels = labels.masked_fill(~kept, 0)
    factors = kept.to(input.dtype) if weight is None else choose(kept, weight[labels], 0.0)
    losses = -chances.gather(1, labels.unsqueeze(1)).squeeze(1) * factors
    return averaged(losses, factors, target, reduction)


### MUTANT nll_of_the_largest: the loss is that of the likeliest class
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = labels != ignore_index
    labels = labels.masked_fill(~kept, 0)
    factors = kept.to(input.dtype) if weight is None else choose(kept, weight[labels], 0.0)
    losses = choose(kept, -chances.amax(1), 0.0) * factors
    return averaged(losses, factors, target, reduction)


### MUTANT nll_without_gradient: the loss knows nothing of its input
### REPLACES nn/functional/losses.py nll_loss
def nll_loss(input, target, weight=None, *, ignore_index=-100, reduction="mean"):
    found, _ = check_labels("nll_loss", input, target, weight, ignore_index)
    chances, labels = class_rows(input), target.reshape(found.size)
    kept = labels != ignore_index
    labels = labels.masked_fill(~kept, 0)
    factors = kept.to(input.dtype) if weight is None else choose(kept, weight[labels], 0.0)
    picked = chances.detach().gather(1, labels.unsqueeze(1)).squeeze(1)
    losses = choose(kept, -picked, 0.0) * factors + 0.0 * input.sum()
    return averaged(losses, factors, target, reduction)


### MUTANT bce_by_the_textbook: the logarithm of a sigmoid that is 0
### REPLACES nn/functional/losses.py binary_cross_entropy_with_logits
def binary_cross_entropy_with_logits(input, target, weight=None, *, reduction="mean", pos_weight=None):
    check_floats("binary_cross_entropy_with_logits", input, target, equal=True)
    chance = input.sigmoid()
    yes = target if pos_weight is None else pos_weight * target
    losses = -(yes * chance.log() + (1.0 - target) * (1.0 - chance).log())
    return reduced("binary_cross_entropy_with_logits", losses if weight is None else losses * weight, reduction)


### MUTANT bce_overflows: ln(1 + e^-x) is infinite far on the left
### REPLACES nn/functional/losses.py binary_cross_entropy_with_logits
def binary_cross_entropy_with_logits(input, target, weight=None, *, reduction="mean", pos_weight=None):
    check_floats("binary_cross_entropy_with_logits", input, target, equal=True)
    factor = 1.0 if pos_weight is None else 1.0 + (pos_weight - 1.0) * target
    losses = (1.0 - target) * input + factor * (1.0 + (-input).exp()).log()
    return reduced("binary_cross_entropy_with_logits", losses if weight is None else losses * weight, reduction)


### MUTANT bce_with_clipped_chances: chances are kept away from 0 and 1
### REPLACES nn/functional/losses.py binary_cross_entropy_with_logits
def binary_cross_entropy_with_logits(input, target, weight=None, *, reduction="mean", pos_weight=None):
    check_floats("binary_cross_entropy_with_logits", input, target, equal=True)
    chance = input.sigmoid().clamp(1e-12, 1.0 - 1e-12)
    yes = target if pos_weight is None else pos_weight * target
    losses = -(yes * chance.log() + (1.0 - target) * (1.0 - chance).log())
    return reduced("binary_cross_entropy_with_logits", losses if weight is None else losses * weight, reduction)


### MUTANT bce_pos_weight_ignored: yes weighs as much as no
### REPLACES nn/functional/losses.py binary_cross_entropy_with_logits
def binary_cross_entropy_with_logits(input, target, weight=None, *, reduction="mean", pos_weight=None):
    check_floats("binary_cross_entropy_with_logits", input, target, equal=True)
    losses = (1.0 - target) * input - logsigmoid(input)
    return reduced("binary_cross_entropy_with_logits", losses if weight is None else losses * weight, reduction)


### MUTANT bce_pos_weight_for_all: no weighs more as well
### REPLACES nn/functional/losses.py binary_cross_entropy_with_logits
def binary_cross_entropy_with_logits(input, target, weight=None, *, reduction="mean", pos_weight=None):
    check_floats("binary_cross_entropy_with_logits", input, target, equal=True)
    losses = (1.0 - target) * input - logsigmoid(input)
    losses = losses if pos_weight is None else losses * pos_weight
    return reduced("binary_cross_entropy_with_logits", losses if weight is None else losses * weight, reduction)


### MUTANT bce_pos_weight_for_no: the weight of yes goes to no
### REPLACES nn/functional/losses.py binary_cross_entropy_with_logits
def binary_cross_entropy_with_logits(input, target, weight=None, *, reduction="mean", pos_weight=None):
    check_floats("binary_cross_entropy_with_logits", input, target, equal=True)
    no = 1.0 - target if pos_weight is None else pos_weight * (1.0 - target)
    losses = -(target * logsigmoid(input) + no * logsigmoid(-input))
    return reduced("binary_cross_entropy_with_logits", losses if weight is None else losses * weight, reduction)


### MUTANT bce_labels_swapped: yes is taken for no
### REPLACES nn/functional/losses.py binary_cross_entropy_with_logits
def binary_cross_entropy_with_logits(input, target, weight=None, *, reduction="mean", pos_weight=None):
    check_floats("binary_cross_entropy_with_logits", input, target, equal=True)
    yes = 1.0 if pos_weight is None else pos_weight
    losses = -((1.0 - target) * yes * logsigmoid(input) + target * logsigmoid(-input))
    return reduced("binary_cross_entropy_with_logits", losses if weight is None else losses * weight, reduction)


### MUTANT bce_of_yes_only: a wrong yes costs nothing
### REPLACES nn/functional/losses.py binary_cross_entropy_with_logits
def binary_cross_entropy_with_logits(input, target, weight=None, *, reduction="mean", pos_weight=None):
    check_floats("binary_cross_entropy_with_logits", input, target, equal=True)
    losses = -target * logsigmoid(input) if pos_weight is None else -target * pos_weight * logsigmoid(input)
    return reduced("binary_cross_entropy_with_logits", losses if weight is None else losses * weight, reduction)
