"""Wrong dropout: numbers that are not scaled, masks that are not those of the way back, modes that are ignored."""


### MUTANT dropout_not_scaled: what stays is not made larger
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    if not training or p == 0.0:
        return input
    return input * (rand_like(input) >= p).to(input.dtype)


### MUTANT dropout_scaled_by_p: what stays is divided by p
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    if not training or p == 0.0:
        return input
    return input * ((rand_like(input) >= p).to(input.dtype) * (1.0 / p))


### MUTANT dropout_keeps_p: the share p stays, and 1 - p is dropped
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    if not training or p == 0.0:
        return input
    return input * ((rand_like(input) < p).to(input.dtype) * (1.0 / (1.0 - p) if p < 1.0 else 0.0))


### MUTANT dropout_always: evaluation is ignored
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    scale = 1.0 / (1.0 - p) if p < 1.0 else 0.0
    return input * ((rand_like(input) >= p).to(input.dtype) * scale)


### MUTANT dropout_the_wrong_way_round: numbers are dropped outside training
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    if training or p == 0.0:
        return input
    return input * ((rand_like(input) >= p).to(input.dtype) * (1.0 / (1.0 - p)))


### MUTANT dropout_scaled_in_evaluation: the old way: numbers are scaled when all of them stay
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    if not training:
        return input * (1.0 - p)
    return input * (rand_like(input) >= p).to(input.dtype)


### MUTANT dropout_mask_not_on_the_way_back: all numbers get their gradient
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    if not training or p == 0.0:
        return input
    mask = (rand_like(input) >= p).to(input.dtype)
    return input + (input * (mask * (1.0 / (1.0 - p) if p < 1.0 else 0.0)) - input).detach()


### MUTANT dropout_scale_not_on_the_way_back: the gradient is masked, but not scaled
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    if not training or p == 0.0:
        return input
    kept = input * (rand_like(input) >= p).to(input.dtype)
    return kept + (kept * (p / (1.0 - p) if p < 1.0 else -1.0)).detach()


### MUTANT dropout_whole_rows: one chance for all numbers of a row
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    if not training or p == 0.0:
        return input
    mask = (rand_like(input.flatten()[:1]) >= p).to(input.dtype)
    return input * (mask * (1.0 / (1.0 - p) if p < 1.0 else 0.0))


### MUTANT dropout_the_same_mask: every call drops the same numbers
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    from tinytorch.tensors.random import Generator

    if not training or p == 0.0:
        return input
    mask = (rand_like(input, Generator(0)) >= p).to(input.dtype)
    return input * (mask * (1.0 / (1.0 - p) if p < 1.0 else 0.0))


### MUTANT dropout_divides_by_nothing: with p = 1 the scale is infinite
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    if not training or p == 0.0:
        return input
    mask = (rand_like(input) >= p).to(input.dtype)
    return input * (mask / (mask * 0.0 + (1.0 - p)))


### MUTANT dropout_of_half: the chance is a half, whatever was asked for
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    if not training or p == 0.0:
        return input
    mask = (rand_like(input) >= 0.5).to(input.dtype)
    return input * (mask * (1.0 / (1.0 - p) if p < 1.0 else 0.0))


### MUTANT dropout_normal: the mask goes by normal numbers, not by even ones
### REPLACES nn/functional/dropout.py dropout
def dropout(input, p=0.5, training=True, inplace=False):
    from tinytorch.tensors.random import randn_like

    if not training or p == 0.0:
        return input
    mask = (randn_like(input) >= p).to(input.dtype)
    return input * (mask * (1.0 / (1.0 - p) if p < 1.0 else 0.0))
