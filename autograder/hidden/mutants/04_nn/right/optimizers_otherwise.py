"""Right steps: nothing in place but the parameter, or everything in place, by other orders of the same sums."""


### RIGHT optimizers_with_new_tensors: what is kept is put into the state anew in each step
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    g = gradient + group["weight_decay"] * p
    if group["momentum"]:
        if "momentum_buffer" in state:
            v = group["momentum"] * state["momentum_buffer"] + (1 - group["dampening"]) * g
        else:
            v = g.clone()
        state["momentum_buffer"] = v
        g = g + group["momentum"] * v if group["nesterov"] else v
    p.copy_(p - group["lr"] * g)


### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    g = gradient + group["weight_decay"] * p
    (beta1, beta2), t = group["betas"], state["step"] + 1
    state["exp_avg"] = beta1 * state["exp_avg"] + (1 - beta1) * g
    state["exp_avg_sq"] = beta2 * state["exp_avg_sq"] + (1 - beta2) * g * g
    state["step"] = t
    m = state["exp_avg"] / (1 - beta1**t)
    v = squares(state, group) / (1 - beta2**t)
    p -= group["lr"] * (m / (v.sqrt() + group["eps"]))


### REPLACES optim/adam.py AdamW.update
def update(self, p, gradient, state, group):
    p -= group["lr"] * group["weight_decay"] * p
    plain = dict(group)
    plain["weight_decay"] = 0.0
    Adam.update(self, p, gradient, state, plain)


### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    norm = total_norm(gradients, norm_type)
    if error_if_nonfinite and not norm.isfinite():
        raise RuntimeError("the gradients' norm is no number")
    factor = max_norm / (norm.item() + 1e-6)
    if factor < 1 or factor != factor:
        for gradient in gradients:
            gradient.copy_(gradient * factor)
    return norm


### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    rising = (step + 1) / (warmup + 1)
    share = min(1.0, (step - warmup) / (total - warmup)) if total > warmup else 1.0
    falling = floor + (1 - floor) * math.cos(math.pi * share / 2) ** 2
    return rising if step < warmup else falling


### RIGHT optimizers_in_place: methods in place, and the corrections moved into the rate
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    step = gradient.clone()
    if group["weight_decay"]:
        step += p * group["weight_decay"]
    if group["momentum"]:
        velocity = state.get("momentum_buffer")
        if velocity is None:
            velocity = step.clone()
        else:
            velocity.mul_(group["momentum"]).add_(step * (1 - group["dampening"]))
        state["momentum_buffer"] = velocity
        if group["nesterov"]:
            step += velocity * group["momentum"]
        else:
            step = velocity
    p.sub_(step * group["lr"])


### REPLACES optim/adam.py Adam.update
def update(self, p, gradient, state, group):
    beta1, beta2 = group["betas"]
    state["step"] = t = state["step"] + 1
    if group["weight_decay"]:
        gradient = gradient.clone().add_(p * group["weight_decay"])
    state["exp_avg"].mul_(beta1).add_(gradient * (1 - beta1))
    state["exp_avg_sq"].mul_(beta2).add_(gradient * gradient * (1 - beta2))
    root = (1 - beta2**t) ** 0.5
    divisor = squares(state, group).sqrt() / root + group["eps"]
    p.sub_(state["exp_avg"] / divisor * (group["lr"] / (1 - beta1**t)))


### REPLACES optim/adam.py AdamW.update
def update(self, p, gradient, state, group):
    decay = group["weight_decay"]
    p.mul_(1 - group["lr"] * decay)
    super(AdamW, self).update(p, gradient, state, {name: 0 if name == "weight_decay" else x for name, x in group.items()})


### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    norm = total_norm(gradients, norm_type)
    if error_if_nonfinite and not norm.isfinite():
        raise RuntimeError("the gradients' norm is no number")
    factor = (max_norm / (norm + 1e-6)).clamp(max=1.0)
    for gradient in gradients:
        gradient *= float(factor)
    return norm


### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step < warmup:
        return 1 - (warmup - step) / (warmup + 1)
    if step >= total:
        return floor
    half = (1 - floor) / 2
    return floor + half + half * math.cos(math.pi * (step - warmup) / (total - warmup))
