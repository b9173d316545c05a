"""Wrong steps of Adam and AdamW: means that are not corrected, or by the wrong power, and decays that are coupled."""


### MUTANT adam_not_corrected: both means are used as they are
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    p -= group["lr"] * mean / (squares(state, group).sqrt() + group["eps"])


### MUTANT adam_first_mean_not_corrected: only the mean of squares is corrected
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    square = squares(state, group) / (1 - beta2 ** state["step"])
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adam_squares_not_corrected: only the mean of gradients is corrected
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1 ** state["step"])
    p -= group["lr"] * mean / (squares(state, group).sqrt() + group["eps"])


### MUTANT adam_corrected_once: the correction is 1 - beta in every step, right in the first only
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1)
    square = squares(state, group) / (1 - beta2)
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adam_corrected_late: the step is counted after the correction
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    t = max(1, state["step"])
    mean = mean / (1 - beta1**t)
    square = squares(state, group) / (1 - beta2**t)
    state["step"] += 1
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adam_corrected_early: the power is t + 1
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1 ** (state["step"] + 1))
    square = squares(state, group) / (1 - beta2 ** (state["step"] + 1))
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adam_corrects_what_it_keeps: the corrected means are kept, and corrected again
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean /= 1 - beta1 ** state["step"]
    square /= 1 - beta2 ** state["step"]
    p -= group["lr"] * mean / (squares(state, group).sqrt() + group["eps"])


### MUTANT adam_betas_swapped: the first beta is taken for the second
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta2, beta1 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1 ** state["step"])
    square = squares(state, group) / (1 - beta2 ** state["step"])
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adam_eps_under_the_root: eps is added before the root is taken
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1 ** state["step"])
    square = squares(state, group) / (1 - beta2 ** state["step"])
    p -= group["lr"] * mean / (square + group["eps"]).sqrt()


### MUTANT adam_eps_not_corrected: eps is added before the squares are corrected
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    t = state["step"]
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    rate = group["lr"] * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    p -= rate * mean / (squares(state, group).sqrt() + group["eps"])


### MUTANT adam_without_root: the mean of squares itself divides
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1 ** state["step"])
    square = squares(state, group) / (1 - beta2 ** state["step"])
    p -= group["lr"] * mean / (square + group["eps"])


### MUTANT adam_squares_of_the_mean: the second mean is that of the first one's square
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * mean.square()
    mean = mean / (1 - beta1 ** state["step"])
    square = squares(state, group) / (1 - beta2 ** state["step"])
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adam_decays_beside: weight decay is decoupled, as in AdamW
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    p *= 1 - group["lr"] * group["weight_decay"]
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1 ** state["step"])
    square = squares(state, group) / (1 - beta2 ** state["step"])
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adam_squares_without_decay: the mean of squares does not see the decay
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * (gradient + group["weight_decay"] * p)
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1 ** state["step"])
    square = squares(state, group) / (1 - beta2 ** state["step"])
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adam_decays_in_the_gradient: p.grad is changed in place
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient += group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1 ** state["step"])
    square = squares(state, group) / (1 - beta2 ** state["step"])
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adam_amsgrad_ignored: the largest mean of squares is not asked for
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1 ** state["step"])
    square = square / (1 - beta2 ** state["step"])
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adam_one_count: all parameters share one number of steps
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    first = next(iter(self.state.values()))
    if state is first:
        first["step"] += 1
    t = state["step"] = first["step"]
    mean, square = state["exp_avg"], state["exp_avg_sq"]
    mean *= beta1
    mean += (1 - beta1) * gradient
    square *= beta2
    square += (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1**t)
    square = squares(state, group) / (1 - beta2**t)
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adam_forgets: the new means are not put into the state
### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    beta1, beta2 = group["betas"]
    state["step"] += 1
    mean = beta1 * state["exp_avg"] + (1 - beta1) * gradient
    square = beta2 * state["exp_avg_sq"] + (1 - beta2) * gradient.square()
    mean = mean / (1 - beta1 ** state["step"])
    square = square / (1 - beta2 ** state["step"])
    p -= group["lr"] * mean / (square.sqrt() + group["eps"])


### MUTANT adamw_coupled: the decay is a part of the gradient, as in Adam
### REPLACES optim/adam.py AdamW.update
def update(self, p, gradient, state, group):
    super(AdamW, self).update(p, gradient, state, group)


### MUTANT adamw_both: p decays, and the gradient knows of it, too
### REPLACES optim/adam.py AdamW.update
def update(self, p, gradient, state, group):
    p *= 1 - group["lr"] * group["weight_decay"]
    super(AdamW, self).update(p, gradient, state, group)


### MUTANT adamw_without_decay: p does not decay at all
### REPLACES optim/adam.py AdamW.update
def update(self, p, gradient, state, group):
    super(AdamW, self).update(p, gradient, state, {**group, "weight_decay": 0})


### MUTANT adamw_decays_after: the step itself decays, too
### REPLACES optim/adam.py AdamW.update
def update(self, p, gradient, state, group):
    super(AdamW, self).update(p, gradient, state, {**group, "weight_decay": 0})
    p *= 1 - group["lr"] * group["weight_decay"]


### MUTANT adamw_without_lr: the decay does not go with the learning rate
### REPLACES optim/adam.py AdamW.update
def update(self, p, gradient, state, group):
    p *= 1 - group["weight_decay"]
    super(AdamW, self).update(p, gradient, state, {**group, "weight_decay": 0})


### MUTANT adamw_changes_the_group: after the first step the group has no decay any more
### REPLACES optim/adam.py AdamW.update
def update(self, p, gradient, state, group):
    p *= 1 - group["lr"] * group["weight_decay"]
    group["weight_decay"] = 0
    super(AdamW, self).update(p, gradient, state, group)


### MUTANT adamw_decay_in_a_copy: what decays is not the parameter
### REPLACES optim/adam.py AdamW.update
def update(self, p, gradient, state, group):
    shrunk = p * (1 - group["lr"] * group["weight_decay"])
    super(AdamW, self).update(shrunk, gradient, state, {**group, "weight_decay": 0})


### MUTANT adamw_grows: the sign of the decay is wrong
### REPLACES optim/adam.py AdamW.update
def update(self, p, gradient, state, group):
    p *= 1 + group["lr"] * group["weight_decay"]
    super(AdamW, self).update(p, gradient, state, {**group, "weight_decay": 0})
