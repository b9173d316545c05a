"""Wrong backwards of Functions."""

### MUTANT add_backward_ignores_d: the slopes alone
### REPLACES autograd/functions.py Add.backward
@staticmethod
def backward(ctx, d_output):
    return 1.0, 1.0


### MUTANT add_backward_shares: half to each side
### REPLACES autograd/functions.py Add.backward
@staticmethod
def backward(ctx, d_output):
    return d_output / 2.0, d_output / 2.0


### MUTANT add_backward_gives_one: a single gradient for two inputs
### REPLACES autograd/functions.py Add.backward
@staticmethod
def backward(ctx, d_output):
    return d_output


### MUTANT mul_backward_swaps: each factor's own value
### REPLACES autograd/functions.py Mul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return d_output * a, d_output * b


### MUTANT mul_backward_ignores_d: the slopes alone
### REPLACES autograd/functions.py Mul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return b, a


### MUTANT mul_backward_gives_a_list: chain_rule takes a list for one gradient
### REPLACES autograd/functions.py Mul.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return [d_output * b, d_output * a]


### MUTANT neg_backward_passes_on: the minus sign is missing
### REPLACES autograd/functions.py Neg.backward
@staticmethod
def backward(ctx, d_output):
    return d_output


### MUTANT inv_backward_without_square: -d / a
### REPLACES autograd/functions.py Inv.backward
@staticmethod
def backward(ctx, d_output):
    (a,) = ctx.saved_values
    return -d_output / a


### MUTANT inv_backward_without_sign: d / a^2
### REPLACES autograd/functions.py Inv.backward
@staticmethod
def backward(ctx, d_output):
    (a,) = ctx.saved_values
    return d_output / (a * a)


### MUTANT sub_backward_like_add: no minus sign for the second
### REPLACES autograd/functions.py Sub.backward
@staticmethod
def backward(ctx, d_output):
    return d_output, d_output


### MUTANT sub_backward_swaps: the minus sign at the first
### REPLACES autograd/functions.py Sub.backward
@staticmethod
def backward(ctx, d_output):
    return -d_output, d_output


### MUTANT div_backward_without_square: -d a / b
### REPLACES autograd/functions.py Div.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return d_output / b, -d_output * a / b


### MUTANT div_backward_without_sign: d a / b^2
### REPLACES autograd/functions.py Div.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return d_output / b, d_output * a / (b * b)


### MUTANT pow_backward_base_only: the exponent is taken for a constant
### REPLACES autograd/functions.py Pow.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return operators.pow_back_base(a, b, d_output), 0.0


### MUTANT pow_backward_one_gradient: no gradient at all for the exponent
### REPLACES autograd/functions.py Pow.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return operators.pow_back_base(a, b, d_output)


### MUTANT pow_backward_swaps: the two parts the wrong way round
### REPLACES autograd/functions.py Pow.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return operators.pow_back_exponent(a, b, d_output), operators.pow_back_base(a, b, d_output)


### MUTANT log_backward_multiplies: d a
### REPLACES autograd/functions.py Log.backward
@staticmethod
def backward(ctx, d_output):
    (a,) = ctx.saved_values
    return d_output * a


### MUTANT exp_backward_of_the_input: takes the saved input for e^a
### REPLACES autograd/functions.py Exp.backward
@staticmethod
def backward(ctx, d_output):
    (a,) = ctx.saved_values
    return d_output * a


### MUTANT exp_backward_ignores_d: the slope alone
### REPLACES autograd/functions.py Exp.backward
@staticmethod
def backward(ctx, d_output):
    (a,) = ctx.saved_values
    return operators.exp(a)


### MUTANT sigmoid_backward_of_the_result: hands sigmoid(a) to a function that wants a
### REPLACES autograd/functions.py Sigmoid.backward
@staticmethod
def backward(ctx, d_output):
    (a,) = ctx.saved_values
    return operators.sigmoid_back(operators.sigmoid(a), d_output)


### MUTANT sigmoid_backward_of_the_input: takes the saved input for the result
### REPLACES autograd/functions.py Sigmoid.backward
@staticmethod
def backward(ctx, d_output):
    (s,) = ctx.saved_values
    return d_output * s * (1.0 - s)


### MUTANT relu_backward_multiplies: d a where a is positive
### REPLACES autograd/functions.py ReLU.backward
@staticmethod
def backward(ctx, d_output):
    (a,) = ctx.saved_values
    return d_output * operators.relu(a)


### MUTANT relu_backward_looks_at_d: cuts negative gradients in place of negative inputs
### REPLACES autograd/functions.py ReLU.backward
@staticmethod
def backward(ctx, d_output):
    return operators.relu(d_output)


### MUTANT relu_backward_at_the_kink: the slope 1 at 0
### REPLACES autograd/functions.py ReLU.backward
@staticmethod
def backward(ctx, d_output):
    (a,) = ctx.saved_values
    return d_output if a >= 0.0 else 0.0


### MUTANT tanh_backward_without_square: d (1 - t)
### REPLACES autograd/functions.py Tanh.backward
@staticmethod
def backward(ctx, d_output):
    (a,) = ctx.saved_values
    return d_output * (1.0 - operators.tanh(a))
