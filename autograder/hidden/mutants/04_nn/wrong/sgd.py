"""Wrong steps of SGD: velocities that share the gradient's memory, decays and dampenings in the wrong place."""


### MUTANT sgd_uphill: the step has the wrong sign
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        velocity = state.get("momentum_buffer")
        if velocity is None:
            velocity = state["momentum_buffer"] = gradient.clone()
        else:
            velocity *= group["momentum"]
            velocity += (1 - group["dampening"]) * gradient
        step = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
    p += group["lr"] * step


### MUTANT sgd_velocity_without_clone: the first velocity is the gradient itself
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        velocity = state.get("momentum_buffer")
        if velocity is None:
            velocity = state["momentum_buffer"] = gradient
        else:
            velocity *= group["momentum"]
            velocity += (1 - group["dampening"]) * gradient
        step = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
    p -= group["lr"] * step


### MUTANT sgd_decays_in_the_gradient: weight decay is added to p.grad itself
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient += group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        velocity = state.get("momentum_buffer")
        if velocity is None:
            velocity = state["momentum_buffer"] = gradient.clone()
        else:
            velocity *= group["momentum"]
            velocity += (1 - group["dampening"]) * gradient
        step = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
    p -= group["lr"] * step


### MUTANT sgd_scales_the_gradient: p.grad is multiplied by the learning rate in place
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        velocity = state.get("momentum_buffer")
        if velocity is None:
            velocity = state["momentum_buffer"] = gradient.clone()
        else:
            velocity *= group["momentum"]
            velocity += (1 - group["dampening"]) * gradient
        step = gradient + group["momentum"] * velocity if group["nesterov"] else velocity.clone()
    step *= group["lr"]
    p -= step


### MUTANT sgd_without_decay: weight_decay is ignored
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    step = gradient
    if group["momentum"] != 0:
        velocity = state.get("momentum_buffer")
        if velocity is None:
            velocity = state["momentum_buffer"] = gradient.clone()
        else:
            velocity *= group["momentum"]
            velocity += (1 - group["dampening"]) * gradient
        step = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
    p -= group["lr"] * step


### MUTANT sgd_decay_after_momentum: the velocity does not see the decay
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    step = gradient
    if group["momentum"] != 0:
        velocity = state.get("momentum_buffer")
        if velocity is None:
            velocity = state["momentum_buffer"] = gradient.clone()
        else:
            velocity *= group["momentum"]
            velocity += (1 - group["dampening"]) * gradient
        step = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
    p -= group["lr"] * (step + group["weight_decay"] * p)


### MUTANT sgd_dampens_the_first_step: the first velocity is dampened, too
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        velocity = state.get("momentum_buffer")
        if velocity is None:
            velocity = state["momentum_buffer"] = gradient * 0.0
        velocity *= group["momentum"]
        velocity += (1 - group["dampening"]) * gradient
        step = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
    p -= group["lr"] * step


### MUTANT sgd_dampening_ignored: the whole gradient always enters the velocity
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        velocity = state.get("momentum_buffer")
        if velocity is None:
            velocity = state["momentum_buffer"] = gradient.clone()
        else:
            velocity *= group["momentum"]
            velocity += gradient
        step = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
    p -= group["lr"] * step


### MUTANT sgd_running_mean: of each gradient a share of 1 - momentum enters
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        velocity = state.get("momentum_buffer")
        if velocity is None:
            velocity = state["momentum_buffer"] = gradient.clone()
        else:
            velocity *= group["momentum"]
            velocity += (1 - group["momentum"]) * gradient
        step = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
    p -= group["lr"] * step


### MUTANT sgd_nesterov_ignored: the step is the velocity in any case
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        step = state.get("momentum_buffer")
        if step is None:
            step = state["momentum_buffer"] = gradient.clone()
        else:
            step *= group["momentum"]
            step += (1 - group["dampening"]) * gradient
    p -= group["lr"] * step


### MUTANT sgd_nesterov_looks_back: the velocity from before the step is taken
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        old = state.get("momentum_buffer")
        new = gradient.clone()
        if old is not None:
            new = group["momentum"] * old + (1 - group["dampening"]) * gradient
        state["momentum_buffer"] = new
        step = new
        if group["nesterov"]:
            step = gradient + group["momentum"] * (gradient if old is None else old)
    p -= group["lr"] * step


### MUTANT sgd_nesterov_in_the_velocity: the look ahead is kept as the velocity
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        old = state.get("momentum_buffer")
        step = gradient.clone() if old is None else group["momentum"] * old + (1 - group["dampening"]) * gradient
        if group["nesterov"]:
            step = gradient + group["momentum"] * step
        state["momentum_buffer"] = step
    p -= group["lr"] * step


### MUTANT sgd_velocity_with_lr: the learning rate is a part of the velocity
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = group["lr"] * gradient
    if group["momentum"] != 0:
        old = state.get("momentum_buffer")
        new = step.clone() if old is None else group["momentum"] * old + (1 - group["dampening"]) * step
        state["momentum_buffer"] = new
        step = step + group["momentum"] * new if group["nesterov"] else new
    p -= step


### MUTANT sgd_forgets_its_velocity: every step is the first
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        velocity = gradient.clone()
        state["momentum_buffer"] = velocity
        step = gradient + group["momentum"] * velocity if group["nesterov"] else velocity
    p -= group["lr"] * step


### MUTANT sgd_one_velocity: all parameters share one velocity
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    step = gradient
    if group["momentum"] != 0:
        shared = self.__dict__.setdefault("velocity", {})
        old = shared.get("momentum_buffer")
        if old is None or old.shape != gradient.shape:
            new = gradient.clone()
        else:
            new = group["momentum"] * old + (1 - group["dampening"]) * gradient
        state["momentum_buffer"] = shared["momentum_buffer"] = new
        step = gradient + group["momentum"] * new if group["nesterov"] else new
    p -= group["lr"] * step


### MUTANT sgd_in_a_copy: the parameter is not changed in place
### REPLACES optim/sgd.py SGD.update
def update(self, p, gradient, state, group):
    if group["weight_decay"] != 0:
        gradient = gradient + group["weight_decay"] * p
    p = p - group["lr"] * gradient
