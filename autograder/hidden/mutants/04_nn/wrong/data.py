"""Wrong orders and batches: samples lost or doubled, one order for all epochs, labels apart from their samples."""


### MUTANT sampler_in_order: nothing is shuffled
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n = len(self.data_source)
    for k in range(self.num_samples):
        yield k % n


### MUTANT sampler_one_order: every epoch has the order of the first
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n = len(self.data_source)
    if "order" not in self.__dict__:
        self.order = randperm(n, generator=self.generator).tolist()
    yield from (self.order * (self.num_samples // n + 1))[: self.num_samples]


### MUTANT sampler_of_a_seed: the order is that of the seed 0, whatever generator is given
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n = len(self.data_source)
    generator = Generator(0)
    if self.replacement:
        yield from randint(n, (self.num_samples,), generator=generator).tolist()
        return
    for start in range(0, self.num_samples, n):
        yield from randperm(n, generator=generator).tolist()[: self.num_samples - start]


### MUTANT sampler_without_its_generator: the default generator is used
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n = len(self.data_source)
    if self.replacement:
        yield from randint(n, (self.num_samples,)).tolist()
        return
    for start in range(0, self.num_samples, n):
        yield from randperm(n).tolist()[: self.num_samples - start]


### MUTANT sampler_never_replaces: replacement is ignored
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n = len(self.data_source)
    for start in range(0, self.num_samples, n):
        yield from randperm(n, generator=self.generator).tolist()[: self.num_samples - start]


### MUTANT sampler_always_replaces: numbers are drawn from all of them in any case
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    yield from randint(len(self.data_source), (self.num_samples,), generator=self.generator).tolist()


### MUTANT sampler_one_round: num_samples is ignored
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n = len(self.data_source)
    if self.replacement:
        yield from randint(n, (n,), generator=self.generator).tolist()
    else:
        yield from randperm(n, generator=self.generator).tolist()


### MUTANT sampler_whole_rounds: the last round is not cut
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n = len(self.data_source)
    if self.replacement:
        yield from randint(n, (self.num_samples,), generator=self.generator).tolist()
        return
    for _ in range(0, self.num_samples, n):
        yield from randperm(n, generator=self.generator).tolist()


### MUTANT sampler_repeats_a_round: further rounds have the order of the first
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n = len(self.data_source)
    if self.replacement:
        yield from randint(n, (self.num_samples,), generator=self.generator).tolist()
        return
    order = randperm(n, generator=self.generator).tolist()
    yield from (order * (self.num_samples // n + 1))[: self.num_samples]


### MUTANT sampler_without_the_last: the largest number never comes
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n = max(1, len(self.data_source) - 1)
    if self.replacement:
        yield from randint(n, (self.num_samples,), generator=self.generator).tolist()
        return
    for start in range(0, self.num_samples, n):
        yield from randperm(n, generator=self.generator).tolist()[: self.num_samples - start]


### MUTANT sampler_of_tensors: the numbers are tensors
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n = len(self.data_source)
    if self.replacement:
        yield from randint(n, (self.num_samples,), generator=self.generator)
        return
    for start in range(0, self.num_samples, n):
        yield from randperm(n, generator=self.generator)[: self.num_samples - start]


### MUTANT sampler_turns_round: an order is the sorted one from some place on
### REPLACES data/samplers.py RandomSampler.__iter__
def __iter__(self):
    n = len(self.data_source)
    if self.replacement:
        yield from randint(n, (self.num_samples,), generator=self.generator).tolist()
        return
    for start in range(0, self.num_samples, n):
        first = int(randint(n, (), generator=self.generator))
        yield from [(first + k) % n for k in range(n)][: self.num_samples - start]


### MUTANT batches_without_the_last: the last batch is always lost
### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    return [list(order[start : start + size]) for start in range(0, len(order) - size, size)]


### MUTANT batches_without_the_rest: a short last batch is always dropped
### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    return [list(order[start : start + size]) for start in range(0, len(order) - size + 1, size)]


### MUTANT batches_drop_nothing: drop_last is ignored
### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    return [list(order[start : start + size]) for start in range(0, len(order), size)]


### MUTANT batches_drop_a_full_one: with drop_last the last batch is lost, be it full or not
### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    batches = [list(order[start : start + size]) for start in range(0, len(order), size)]
    return batches[:-1] if drop_last else batches


### MUTANT batches_with_an_empty_one: an empty batch comes last where all are full
### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    batches = [list(order[start : start + size]) for start in range(0, len(order) + 1, size)]
    if drop_last and len(batches[-1]) < size:
        batches.pop()
    return batches


### MUTANT batches_of_numbers: the order is not looked at
### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    numbers = range(len(order))
    batches = [list(numbers[start : start + size]) for start in numbers[::size]]
    return batches[:-1] if drop_last and len(order) % size else batches


### MUTANT batches_sorted: the order is sorted before it is cut
### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    order = sorted(order)
    batches = [order[start : start + size] for start in range(0, len(order), size)]
    return batches[:-1] if drop_last and len(order) % size else batches


### MUTANT batches_use_the_order_up: the order that was handed in is empty afterwards
### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    order = order if isinstance(order, list) else list(order)
    batches = []
    while len(order) >= (size if drop_last else 1):
        batches.append(order[:size])
        del order[:size]
    return batches


### MUTANT batches_overlap: each batch begins with the last number of the one before
### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    step = max(1, size - 1)
    batches = [list(order[start : start + size]) for start in range(0, len(order), step)]
    return batches[:-1] if drop_last and batches and len(batches[-1]) < size else batches


### MUTANT batches_as_many: there are `size` batches instead of batches of `size`
### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    length = max(1, len(order) // size)
    batches = [list(order[start : start + length]) for start in range(0, len(order), length)]
    return batches[:-1] if drop_last and len(order) % length else batches


### MUTANT batches_round_up: the short batch comes first
### REPLACES data/samplers.py index_batches
def index_batches(order, size, drop_last):
    rest = len(order) % size
    batches = [list(order[start : start + size]) for start in range(rest, len(order), size)]
    return batches if drop_last or not rest else [list(order[:rest]), *batches]


### MUTANT loader_without_the_last: the last batch is lost
### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        yield from self._special()
        return
    for indices in list(self.batch_sampler)[:-1]:
        yield self.collate_fn(fetch(self.dataset, indices))


### MUTANT loader_does_not_collate: a batch is a list of samples
### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        yield from self._special()
        return
    for indices in self.batch_sampler:
        yield [self.dataset[k] for k in indices]


### MUTANT loader_collates_by_itself: a collate function of one's own is ignored
### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        yield from self._special()
        return
    for indices in self.batch_sampler:
        yield default_collate(fetch(self.dataset, indices))


### MUTANT loader_labels_apart: inputs are shuffled, and labels come in order
### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        yield from self._special()
        return
    start = 0
    for indices in self.batch_sampler:
        samples = fetch(self.dataset, indices)
        others = fetch(self.dataset, [(start + k) % len(self.dataset) for k in range(len(indices))])
        start += len(indices)
        yield self.collate_fn([(mine[0], *theirs[1:]) for mine, theirs in zip(samples, others)])


### MUTANT loader_same_order: every epoch is the first one again
### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        yield from self._special()
        return
    if "plan" not in self.__dict__:
        self.plan = list(self.batch_sampler)
    for indices in self.plan:
        yield self.collate_fn(fetch(self.dataset, indices))


### MUTANT loader_in_order: the sampler is passed by
### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        yield from self._special()
        return
    start = 0
    for indices in self.batch_sampler:
        yield self.collate_fn(fetch(self.dataset, range(start, start + len(indices))))
        start += len(indices)


### MUTANT loader_sorts: the numbers in a batch are sorted
### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        yield from self._special()
        return
    for indices in self.batch_sampler:
        yield self.collate_fn(fetch(self.dataset, sorted(indices)))


### MUTANT loader_one_batch: only the first batch comes
### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        yield from self._special()
        return
    for indices in self.batch_sampler:
        yield self.collate_fn(fetch(self.dataset, indices))
        return


### MUTANT loader_of_singles: each sample is a batch
### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        yield from self._special()
        return
    for indices in self.batch_sampler:
        for k in indices:
            yield self.collate_fn(fetch(self.dataset, [k]))


### MUTANT loader_once_only: the second epoch is empty
### REPLACES data/loader.py DataLoader.__iter__
def __iter__(self):
    if self.is_special:
        yield from self._special()
        return
    if not isinstance(self.__dict__.get("rest"), type(iter([]))):
        self.rest = iter(list(self.batch_sampler))
    for indices in self.rest:
        yield self.collate_fn(fetch(self.dataset, indices))
