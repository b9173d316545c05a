"""Wrong Functions of products and rows: MatMul, Gather."""


### MUTANT matmul_forward_other_way_round: b @ a
### REPLACES tensors/functions/matmul.py MatMul.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward(a, b)
    return b @ a


### MUTANT matmul_forward_turned: the transpose of the product
### REPLACES tensors/functions/matmul.py MatMul.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward(a, b)
    return b.mT @ a.mT


### MUTANT matmul_forward_saves_nothing: nothing for backward
### REPLACES tensors/functions/matmul.py MatMul.forward
@staticmethod
def forward(ctx, a, b):
    return a @ b


### MUTANT matmul_backward_swapped: each gets the other's gradient
### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return a.mT @ d_output, d_output @ b.mT


### MUTANT matmul_backward_not_turned: right for square matrices that are symmetric
### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return d_output @ b, a @ d_output


### MUTANT matmul_backward_one_not_turned: the second transpose is forgotten
### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return d_output @ b.mT, a @ d_output


### MUTANT matmul_backward_order: the factors the other way round
### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return b.mT @ d_output, d_output @ a.mT


### MUTANT matmul_backward_turned: the gradients' transposes
### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return b @ d_output.mT, d_output.mT @ a


### MUTANT matmul_backward_turns_all_axes: right for a single pair of matrices
### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    turned = tuple(reversed(range(len(a.shape))))
    return d_output @ b.permute(turned), a.permute(turned) @ d_output


### MUTANT matmul_backward_ignores_d: as if every gradient that arrives were 1
### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    ones = d_output * 0.0 + 1.0
    return ones @ b.mT, a.mT @ ones


### MUTANT matmul_backward_one_gradient: for the first factor only
### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    _, b = ctx.saved_values
    return d_output @ b.mT


### MUTANT matmul_backward_gives_a_list: chain_rule takes a list for one gradient
### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return [d_output @ b.mT, a.mT @ d_output]


### MUTANT matmul_saves_turned_views: arrays that are neither inputs nor the result
### REPLACES tensors/functions/matmul.py MatMul.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward(a.mT, b.mT)
    return a @ b


### REPLACES tensors/functions/matmul.py MatMul.backward
@staticmethod
def backward(ctx, d_output):
    left, right = ctx.saved_values
    return d_output @ right, left @ d_output


### MUTANT gather_forward_each_row_once: repeats are left out
### REPLACES tensors/functions/index.py Gather.forward
@staticmethod
def forward(ctx, a, *, rows):
    ctx.save_for_backward(rows, a.shape[0])
    numbers = rows.numpy().reshape(-1).copy()
    numbers.sort()
    once = [n for k, n in enumerate(numbers) if k == 0 or n != numbers[k - 1]]
    found = a.gather_rows(rows)
    if len(once) == len(numbers):
        return found
    return found.reshape((len(numbers), *a.shape[1:])).pick(lambda layout: layout.slice(0, 0, len(once), 1))


### MUTANT gather_forward_backwards: the last row first
### REPLACES tensors/functions/index.py Gather.forward
@staticmethod
def forward(ctx, a, *, rows):
    ctx.save_for_backward(rows, a.shape[0])
    if not rows.shape or rows.shape[0] == 0:
        return a.gather_rows(rows)
    return a.gather_rows(rows.pick(lambda layout: layout.slice(0, rows.shape[0] - 1, rows.shape[0], -1)))


### MUTANT gather_forward_flattens_rows: rows that form a table are looked up as one long list
### REPLACES tensors/functions/index.py Gather.forward
@staticmethod
def forward(ctx, a, *, rows):
    ctx.save_for_backward(rows, a.shape[0])
    return a.gather_rows(rows.reshape((rows.layout.size,)))


### MUTANT gather_forward_keeps_an_axis: a single row comes as a table of one
### REPLACES tensors/functions/index.py Gather.forward
@staticmethod
def forward(ctx, a, *, rows):
    ctx.save_for_backward(rows, a.shape[0])
    found = a.gather_rows(rows)
    return found if rows.shape else found.reshape((1, *found.shape))


### MUTANT gather_forward_needs_rows: stumbles where there are none
### REPLACES tensors/functions/index.py Gather.forward
@staticmethod
def forward(ctx, a, *, rows):
    ctx.save_for_backward(rows, a.shape[0])
    assert rows.numpy().max() < a.shape[0]
    return a.gather_rows(rows)


### MUTANT gather_forward_saves_nothing: nothing for backward
### REPLACES tensors/functions/index.py Gather.forward
@staticmethod
def forward(ctx, a, *, rows):
    return a.gather_rows(rows)


### MUTANT gather_backward_sets: the last use of a row overwrites the others
### REPLACES tensors/functions/index.py Gather.backward
@staticmethod
def backward(ctx, d_output):
    rows, n = ctx.saved_values
    found = d_output.scatter_rows(rows, n)
    found.numpy()[rows.numpy()] = d_output.numpy()
    return found


### MUTANT gather_backward_as_many_rows_as_used: rows behind the last one that was used are missing
### REPLACES tensors/functions/index.py Gather.backward
@staticmethod
def backward(ctx, d_output):
    rows, _ = ctx.saved_values
    used = rows.numpy()
    return d_output.scatter_rows(rows, int(used.max()) + 1 if used.size else 0)


### MUTANT gather_saves_the_number_of_uses: in the place of the number of rows
### REPLACES tensors/functions/index.py Gather.forward
@staticmethod
def forward(ctx, a, *, rows):
    ctx.save_for_backward(rows, rows.layout.size)
    return a.gather_rows(rows)


### REPLACES tensors/functions/index.py Gather.backward
@staticmethod
def backward(ctx, d_output):
    return d_output.scatter_rows(*ctx.saved_values)


### MUTANT gather_backward_means: divided by the number of uses
### REPLACES tensors/functions/index.py Gather.backward
@staticmethod
def backward(ctx, d_output):
    rows, n = ctx.saved_values
    count = (d_output * 0.0 + 1.0).scatter_rows(rows, n)
    unused = (count == 0.0).to(d_output.dtype)
    return d_output.scatter_rows(rows, n) / (count + unused)


### MUTANT gather_backward_gathers: looks the rows up in the gradient
### REPLACES tensors/functions/index.py Gather.backward
@staticmethod
def backward(ctx, d_output):
    rows, _ = ctx.saved_values
    return d_output.gather_rows(rows)


### MUTANT gather_backward_passes_on: the gradient of the looked-up rows
### REPLACES tensors/functions/index.py Gather.backward
@staticmethod
def backward(ctx, d_output):
    return d_output


### MUTANT gather_backward_sorted: the gradients go to the rows in rising order
### REPLACES tensors/functions/index.py Gather.backward
@staticmethod
def backward(ctx, d_output):
    rows, n = ctx.saved_values
    mixed = rows.copy()
    numbers = mixed.numpy().reshape(-1)
    numbers.sort()
    return d_output.scatter_rows(mixed, n)
