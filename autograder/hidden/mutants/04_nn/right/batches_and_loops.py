"""Right batches and loops: slices and iterators, generators, sums at the end."""


### RIGHT batches_by_iterators: islice, and an order that is drawn with the samples' own randomness
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n, left = len(self.data_source), self.num_samples
    if self.replacement:
        for _ in range(left):
            yield int(randint(n, (), generator=self.generator))
        return
    while left > 0:
        order = [int(k) for k in randperm(n, generator=self.generator)]
        yield from order[:left]
        left -= n


### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    from itertools import islice

    rest, batches = iter(order), []
    while batch := list(islice(rest, size)):
        if len(batch) == size or not drop_last:
            batches.append(batch)
    return batches


### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        yield from self._special()
        return
    yield from (self.collate_fn(fetch(self.dataset, numbers)) for numbers in self.batch_sampler)


### REPLACES data/laws.py epoch_law
def epoch_law(index_batches, count, size, drop_last):
    order = [(7 * k + 3) % count for k in range(count)] if count % 7 else [*range(count)][::-1]
    end = count - count % size if drop_last else count
    wanted = [order[start : min(start + size, end)] for start in range(0, end, size)]
    return [list(batch) for batch in index_batches(list(order), size, drop_last)] == wanted


### RIGHT batches_by_counting: whole batches are counted first
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n, count = len(self.data_source), self.num_samples
    numbers = []
    while len(numbers) < count:
        drawn = randint(n, (count,), generator=self.generator) if self.replacement else randperm(n, self.generator)
        numbers.extend(drawn.tolist())
    return iter(numbers[:count])


### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    numbers = list(order)
    full, rest = divmod(len(numbers), size)
    batches = [numbers[k * size : (k + 1) * size] for k in range(full)]
    if rest and not drop_last:
        batches.append(numbers[-rest:])
    return batches


### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        return iter(self._special())
    return map(lambda numbers: self.collate_fn(fetch(self.dataset, numbers)), self.batch_sampler)


### REPLACES data/laws.py epoch_law
def epoch_law(index_batches, count, size, drop_last):
    order = list(range(count, 0, -1))
    order = [number - 1 for number in order]
    found = index_batches(order[:], size, drop_last)
    place = 0
    for number, batch in enumerate(found):
        assert 0 < len(batch) <= size
        assert len(batch) == size or number == len(found) - 1
        assert len(batch) == size or not drop_last
        for each in batch:
            assert place < count
            assert each == order[place]
            place += 1
    missing = count - place
    assert missing == (count % size if drop_last else 0)
    return True


### RIGHT loops_with_lists: losses and sizes in lists, summed up at the end
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train(True)
    losses, sizes = [], []
    for batch in loader:
        optimizer.zero_grad()
        value = loss(model(batch[0]), batch[1])
        value.backward()
        if clip is not None:
            clip_grad_norm_(list(model.parameters()), clip)
        optimizer.step()
        losses.append(float(value))
        sizes.append(batch[1].shape[0])
    return mean(sum(value * size for value, size in zip(losses, sizes)), sum(sizes))


### REPLACES training/loop.py evaluate
@no_grad()
def evaluate(model, loader, **measures):
    modes = {module: module.training for module in model.modules()}
    model.train(False)
    rows, sizes = [], []
    try:
        for inputs, targets in loader:
            output = model(inputs)
            rows.append([float(measure(output, targets)) for measure in measures.values()])
            sizes.append(len(targets))
    finally:
        for module in modes:
            module.training = modes[module]
    columns = zip(*rows) if rows else [[]] * len(measures)
    return {
        name: mean(sum(x * size for x, size in zip(column, sizes)), sum(sizes))
        for name, column in zip(measures, columns)
    }


### RIGHT loops_forgetting_through_the_model: gradients are forgotten by the model, and just before backward
### REPLACES training/loop.py train_epoch
def train_epoch(model, loader, loss, optimizer, clip=None):
    model.train()
    total = count = 0.0
    for inputs, targets in loader:
        value = loss(model(inputs), targets)
        optimizer.zero_grad(set_to_none=False)
        value.backward()
        if clip is not None:
            clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        count += len(targets)
        total += len(targets) * value.detach().item()
    return mean(total, count)


### REPLACES training/loop.py evaluate
def evaluate(model, loader, **measures):
    trained = [module for module in model.modules() if module.training]
    model.eval()
    totals, count = {}, 0
    try:
        for inputs, targets in loader:
            with no_grad():
                output = model(inputs)
                for name in measures:
                    totals[name] = totals.get(name, 0.0) + float(measures[name](output, targets)) * len(targets)
            count += len(targets)
    finally:
        for module in trained:
            module.training = True
    return {name: mean(totals.get(name, 0.0), count) for name in measures}
