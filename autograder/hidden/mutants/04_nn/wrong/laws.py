"""Laws of an epoch that see too little, or too much."""


### MUTANT epoch_law_counts_only: all that matters is how many numbers there are
### REPLACES data/laws.py epoch_law
def epoch_law(index_batches, count, size, drop_last):
    batches = index_batches(list(reversed(range(count))), size, drop_last)
    left_out = count % size if drop_last else 0
    return sum(len(batch) for batch in batches) == count - left_out


### MUTANT epoch_law_as_sets: neither the order nor doubles are looked at
### REPLACES data/laws.py epoch_law
def epoch_law(index_batches, count, size, drop_last):
    batches = index_batches(list(reversed(range(count))), size, drop_last)
    left_out = count % size if drop_last else 0
    return {number for batch in batches for number in batch} == set(range(left_out, count))


### MUTANT epoch_law_of_a_sorted_order: it hands in 0, 1, 2, ...
### REPLACES data/laws.py epoch_law
def epoch_law(index_batches, count, size, drop_last):
    order = list(range(count))
    batches = [list(batch) for batch in index_batches(list(order), size, drop_last)]
    together = [number for batch in batches for number in batch]
    full = all(len(batch) == size for batch in batches[:-1])
    last_fits = all(0 < len(batch) <= size for batch in batches[-1:])
    return full and last_fits and together == order[: count - (count % size if drop_last else 0)]


### MUTANT epoch_law_without_sizes: batches may have any size
### REPLACES data/laws.py epoch_law
def epoch_law(index_batches, count, size, drop_last):
    order = list(reversed(range(count)))
    together = [number for batch in index_batches(list(order), size, drop_last) for number in batch]
    return together == order[: count - (count % size if drop_last else 0)]


### MUTANT epoch_law_any_last_batch: the last batch is not looked at
### REPLACES data/laws.py epoch_law
def epoch_law(index_batches, count, size, drop_last):
    order = list(reversed(range(count)))
    batches = [list(batch) for batch in index_batches(list(order), size, drop_last)]
    together = [number for batch in batches for number in batch]
    full = all(len(batch) == size for batch in batches[:-1])
    return full and together == order[: count - (count % size if drop_last else 0)]


### MUTANT epoch_law_ignores_drop_last: a short last batch may stay or go
### REPLACES data/laws.py epoch_law
def epoch_law(index_batches, count, size, drop_last):
    order = list(reversed(range(count)))
    batches = [list(batch) for batch in index_batches(list(order), size, drop_last)]
    together = [number for batch in batches for number in batch]
    full = all(len(batch) == size for batch in batches[:-1])
    last_fits = all(0 < len(batch) <= size for batch in batches[-1:])
    return full and last_fits and together in (order, order[: count - count % size])


### MUTANT epoch_law_wants_full_batches: a short last batch is always accused
### REPLACES data/laws.py epoch_law
def epoch_law(index_batches, count, size, drop_last):
    order = list(reversed(range(count)))
    batches = [list(batch) for batch in index_batches(list(order), size, drop_last)]
    together = [number for batch in batches for number in batch]
    return all(len(batch) == size for batch in batches) and together == order[: count - count % size]


### MUTANT epoch_law_always_true: nothing is accused
### REPLACES data/laws.py epoch_law
def epoch_law(index_batches, count, size, drop_last):
    index_batches(list(range(count)), size, drop_last)
    return True
