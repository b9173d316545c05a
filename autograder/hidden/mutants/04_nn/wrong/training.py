"""Wrong training loops: steps in the wrong order, means of batches, modes that stay."""


### MUTANT train_keeps_gradients: old gradients are never forgotten
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_forgets_before_the_epoch: gradients are forgotten once
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    optimizer.zero_grad()
    total, count = 0.0, 0
    for inputs, targets in loader:
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_forgets_at_the_end: the first batch meets gradients from before the epoch
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        optimizer.zero_grad()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_forgets_too_late: gradients are forgotten between backward and step
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        value = loss(model(inputs), targets)
        value.backward()
        optimizer.zero_grad()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_steps_first: the step comes before backward
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        optimizer.step()
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_clips_too_late: gradients are clipped after the step
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        optimizer.step()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_clips_too_early: what is clipped are the gradients of the batch before
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_never_clips: clip is ignored
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_clips_each_parameter: the parameters are clipped one by one
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            for parameter in model.parameters():
                clip_grad_norm_(parameter, clip)
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_mean_of_batches: a small batch counts as much as a large one
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += value.item()
        count += 1
    return mean(total, count)


### MUTANT train_loss_after_the_step: the loss is computed again, after the step
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += loss(model(inputs), targets).item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_last_loss: the loss of the last batch is given back
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    value, count = None, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        count += len(targets)
    return mean(value.item() * count if value is not None else 0.0, count)


### MUTANT train_answers_a_tensor: the answer holds on to the record
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total = total + value * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_mode_forgotten: a model in evaluation mode is trained without its dropout
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_here_but_not_inside: only the model itself is put into training mode
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.training = True
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_one_step: all gradients are added up for one step at the end
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    optimizer.zero_grad()
    total, count = 0.0, 0
    for inputs, targets in loader:
        value = loss(model(inputs), targets)
        value.backward()
        total += value.item() * len(targets)
        count += len(targets)
    if clip is not None:
        clip_grad_norm_(model.parameters(), clip)
    optimizer.step()
    return mean(total, count)


### MUTANT train_first_batch_only: the epoch ends after one batch
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        return value.item()
    return mean(0.0, 0)


### MUTANT train_without_steps: gradients are computed, and nothing is changed
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_targets_first: the loss gets its arguments in the wrong order
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(targets, model(inputs))
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return mean(total, count)


### MUTANT train_nan_of_nothing: an empty loader is no error
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        value = loss(model(inputs), targets)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        total += value.item() * len(targets)
        count += len(targets)
    return total / count if count else 0.0


### MUTANT evaluate_mode_stays: the model is in evaluation mode afterwards
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    model.eval()
    totals, count = dict.fromkeys(measures, 0.0), 0
    with no_grad():
        for inputs, targets in loader:
            output = model(inputs)
            for name, measure in measures.items():
                totals[name] += float(measure(output, targets)) * len(targets)
            count += len(targets)
    return {name: mean(total, count) for name, total in totals.items()}


### MUTANT evaluate_trains_afterwards: the model is in training mode afterwards, whatever it was in
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    model.eval()
    totals, count = dict.fromkeys(measures, 0.0), 0
    try:
        with no_grad():
            for inputs, targets in loader:
                output = model(inputs)
                for name, measure in measures.items():
                    totals[name] += float(measure(output, targets)) * len(targets)
                count += len(targets)
    finally:
        model.train()
    return {name: mean(total, count) for name, total in totals.items()}


### MUTANT evaluate_one_mode_for_all: afterwards all parts are in the mode of the whole model
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    mode = model.training
    model.eval()
    totals, count = dict.fromkeys(measures, 0.0), 0
    try:
        with no_grad():
            for inputs, targets in loader:
                output = model(inputs)
                for name, measure in measures.items():
                    totals[name] += float(measure(output, targets)) * len(targets)
                count += len(targets)
    finally:
        model.train(mode)
    return {name: mean(total, count) for name, total in totals.items()}


### MUTANT evaluate_mode_lost_by_an_error: after an error the model stays in evaluation mode
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    totals, count = dict.fromkeys(measures, 0.0), 0
    with no_grad():
        for inputs, targets in loader:
            output = model(inputs)
            for name, measure in measures.items():
                totals[name] += float(measure(output, targets)) * len(targets)
            count += len(targets)
    for module, mode in before:
        module.training = mode
    return {name: mean(total, count) for name, total in totals.items()}


### MUTANT evaluate_records: gradients could flow
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    totals, count = dict.fromkeys(measures, 0.0), 0
    with evaluating(model):
        for inputs, targets in loader:
            output = model(inputs)
            for name, measure in measures.items():
                totals[name] += float(measure(output, targets)) * len(targets)
            count += len(targets)
    return {name: mean(total, count) for name, total in totals.items()}


### MUTANT evaluate_in_training_mode: dropout goes on
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    totals, count = dict.fromkeys(measures, 0.0), 0
    with no_grad():
        for inputs, targets in loader:
            output = model(inputs)
            for name, measure in measures.items():
                totals[name] += float(measure(output, targets)) * len(targets)
            count += len(targets)
    return {name: mean(total, count) for name, total in totals.items()}


### MUTANT evaluate_mean_of_batches: a small batch counts as much as a large one
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    totals, count = dict.fromkeys(measures, 0.0), 0
    with evaluating(model), no_grad():
        for inputs, targets in loader:
            output = model(inputs)
            for name, measure in measures.items():
                totals[name] += float(measure(output, targets))
            count += 1
    return {name: mean(total, count) for name, total in totals.items()}


### MUTANT evaluate_an_output_each: the model computes once for every measure
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    totals, count = dict.fromkeys(measures, 0.0), 0
    with evaluating(model), no_grad():
        for inputs, targets in loader:
            for name, measure in measures.items():
                totals[name] += float(measure(model(inputs), targets)) * len(targets)
            count += len(targets)
    return {name: mean(total, count) for name, total in totals.items()}


### MUTANT evaluate_first_measure_counts: the samples are counted once for each measure
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    totals, count = dict.fromkeys(measures, 0.0), 0
    with evaluating(model), no_grad():
        for inputs, targets in loader:
            output = model(inputs)
            for name, measure in measures.items():
                totals[name] += float(measure(output, targets)) * len(targets)
                count += len(targets)
    return {name: mean(total, count) for name, total in totals.items()}


### MUTANT evaluate_answers_tensors: the measures are not made floats
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    totals, count = dict.fromkeys(measures, 0.0), 0
    with evaluating(model), no_grad():
        for inputs, targets in loader:
            output = model(inputs)
            for name, measure in measures.items():
                totals[name] = totals[name] + measure(output, targets) * len(targets)
            count += len(targets)
    return {name: mean(total, count) for name, total in totals.items()}


### MUTANT evaluate_the_last_batch: only the last batch is looked at
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    totals = {}
    with evaluating(model), no_grad():
        for inputs, targets in loader:
            output = model(inputs)
            totals = {name: float(measure(output, targets)) for name, measure in measures.items()}
    return totals if totals else {name: mean(0.0, 0) for name in measures}


### MUTANT evaluate_sums: the answers are not divided by the number of samples
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    totals, count = dict.fromkeys(measures, 0.0), 0
    with evaluating(model), no_grad():
        for inputs, targets in loader:
            output = model(inputs)
            for name, measure in measures.items():
                totals[name] += float(measure(output, targets)) * len(targets)
            count += len(targets)
    mean(0.0, count)
    return totals


### MUTANT evaluate_swallows_errors: an error ends the loop in silence
### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    totals, count = dict.fromkeys(measures, 0.0), 0
    try:
        with evaluating(model), no_grad():
            for inputs, targets in loader:
                output = model(inputs)
                for name, measure in measures.items():
                    totals[name] += float(measure(output, targets)) * len(targets)
                count += len(targets)
    except Exception:
        pass
    return {name: mean(total, count) for name, total in totals.items()}
