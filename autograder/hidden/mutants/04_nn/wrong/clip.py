"""Wrong clipping, and wrong schedules."""


### MUTANT clip_each_by_itself: every gradient is clipped by its own norm
### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    norm = total_norm(gradients, norm_type)
    for gradient in gradients:
        factor = float(max_norm / (gradient.norm(norm_type) + 1e-6))
        if not factor >= 1:
            gradient *= factor
    return norm


### MUTANT clip_scales_up: short gradients are made longer
### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    norm = total_norm(gradients, norm_type)
    factor = float(max_norm / (norm + 1e-6))
    for gradient in gradients:
        gradient *= factor
    return norm


### MUTANT clip_norm_after: the norm that is given back is the clipped one
### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    norm = total_norm(gradients, norm_type)
    factor = float(max_norm / (norm + 1e-6))
    if not factor >= 1:
        for gradient in gradients:
            gradient *= factor
    return total_norm(gradients, norm_type)


### MUTANT clip_gives_nothing: the norm is not given back
### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    factor = float(max_norm / (total_norm(gradients, norm_type) + 1e-6))
    if not factor >= 1:
        for gradient in gradients:
            gradient *= factor


### MUTANT clip_by_value: every number is brought between -max_norm and max_norm
### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    norm = total_norm(gradients, norm_type)
    for gradient in gradients:
        gradient.copy_(gradient.clamp(-max_norm, max_norm))
    return norm


### MUTANT clip_always_euclidean: norm_type is ignored
### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    norm = total_norm(gradients)
    factor = float(max_norm / (norm + 1e-6))
    if not factor >= 1:
        for gradient in gradients:
            gradient *= factor
    return norm


### MUTANT clip_in_a_copy: the gradients are exchanged for new ones
### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    owners = [p for p in parameters if p.grad is not None]
    norm = total_norm([p.grad for p in owners], norm_type)
    factor = float(max_norm / (norm + 1e-6))
    if not factor >= 1:
        for p in owners:
            p.grad = p.grad * factor
    return norm


### MUTANT clip_the_first_only: one gradient is scaled
### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    norm = total_norm(gradients, norm_type)
    factor = float(max_norm / (norm + 1e-6))
    if not factor >= 1:
        for gradient in gradients[:1]:
            gradient *= factor
    return norm


### MUTANT clip_sum_of_norms: the norms are added up
### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    norm = sum(gradient.norm(norm_type) for gradient in gradients)
    factor = float(max_norm / (norm + 1e-6))
    if not factor >= 1:
        for gradient in gradients:
            gradient *= factor
    return norm


### MUTANT clip_nan_passes: gradients of a norm that is nan stay as they are
### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    norm = total_norm(gradients, norm_type)
    factor = float(max_norm / (norm + 1e-6))
    if factor < 1:
        for gradient in gradients:
            gradient *= factor
    return norm


### MUTANT clip_squares_the_factor: gradients are scaled twice
### REPLACES optim/clip.py clip_grad_norm_
@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    gradients = gradients_of(parameters)
    norm = total_norm(gradients, norm_type)
    factor = float(max_norm / (norm + 1e-6))
    if not factor >= 1:
        for gradient in gradients:
            gradient *= factor * factor
    return norm


### MUTANT warmup_from_zero: the first step has the factor 0
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step < warmup:
        return step / warmup
    if step >= total:
        return floor
    x = (step - warmup) / (total - warmup)
    return floor + (1 - floor) * (1 + math.cos(math.pi * x)) / 2


### MUTANT warmup_one_early: the factor is 1 a step too early
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step < warmup:
        return (step + 1) / warmup
    if step >= total:
        return floor
    x = (step - warmup) / (total - warmup)
    return floor + (1 - floor) * (1 + math.cos(math.pi * x)) / 2


### MUTANT warmup_from_the_floor: the warm-up begins at the floor
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step < warmup:
        return floor + (1 - floor) * (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    x = (step - warmup) / (total - warmup)
    return floor + (1 - floor) * (1 + math.cos(math.pi * x)) / 2


### MUTANT warmup_missing: the cosine begins at once
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step >= total:
        return floor
    return floor + (1 - floor) * (1 + math.cos(math.pi * step / total)) / 2


### MUTANT cosine_of_all_steps: the cosine counts the steps of the warm-up, too
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step < warmup:
        return (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    return floor + (1 - floor) * (1 + math.cos(math.pi * step / total)) / 2


### MUTANT cosine_whole: a whole cosine, which rises again
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step < warmup:
        return (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    x = (step - warmup) / (total - warmup)
    return floor + (1 - floor) * (1 + math.cos(2 * math.pi * x)) / 2


### MUTANT cosine_in_a_line: the factor falls in a line
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step < warmup:
        return (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    return 1 - (1 - floor) * (step - warmup) / (total - warmup)


### MUTANT cosine_without_floor: the factor falls to 0
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step < warmup:
        return (step + 1) / (warmup + 1)
    if step >= total:
        return 0.0
    return (1 + math.cos(math.pi * (step - warmup) / (total - warmup))) / 2


### MUTANT cosine_on_top_of_the_floor: the floor is added to the whole cosine
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step < warmup:
        return (step + 1) / (warmup + 1)
    if step >= total:
        return floor
    return floor + (1 + math.cos(math.pi * (step - warmup) / (total - warmup))) / 2


### MUTANT cosine_goes_on: after the end the factor rises again
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step < warmup:
        return (step + 1) / (warmup + 1)
    if total <= warmup:
        return floor
    x = (step - warmup) / (total - warmup)
    return floor + (1 - floor) * (1 + math.cos(math.pi * x)) / 2


### MUTANT cosine_divides_by_0: the end is not asked for before dividing
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    x = min(1.0, (step - warmup) / (total - warmup))
    if step < warmup:
        return (step + 1) / (warmup + 1)
    return floor + (1 - floor) * (1 + math.cos(math.pi * x)) / 2


### MUTANT cosine_ends_first: the end comes before the warm-up
### REPLACES optim/schedules.py warmup_cosine
def warmup_cosine(step, warmup, total, floor=0.0):
    if step >= total:
        return floor
    if step < warmup:
        return (step + 1) / (warmup + 1)
    x = (step - warmup) / (total - warmup)
    return floor + (1 - floor) * (1 + math.cos(math.pi * x)) / 2
