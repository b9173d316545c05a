"""Wrong forwards of Functions."""

### MUTANT add_forward_doubles: the first input twice
### REPLACES autograd/functions.py Add.forward
@staticmethod
def forward(ctx, a, b):
    return operators.add(a, a)


### MUTANT mul_forward_saves_nothing: backward has nothing to work with
### REPLACES autograd/functions.py Mul.forward
@staticmethod
def forward(ctx, a, b):
    return operators.mul(a, b)


### MUTANT mul_forward_saves_one: the first factor, and backward makes do with it
### REPLACES autograd/functions.py Mul.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward(a)
    return operators.mul(a, b)


### REPLACES autograd/functions.py Mul.backward
@staticmethod
def backward(ctx, d_output):
    (a,) = ctx.saved_values
    return d_output * a, d_output * a


### MUTANT mul_forward_returns_nothing: the return is missing
### REPLACES autograd/functions.py Mul.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward(a, b)
    operators.mul(a, b)


### MUTANT neg_forward_is_the_identity: the minus sign is missing
### REPLACES autograd/functions.py Neg.forward
@staticmethod
def forward(ctx, a):
    return a


### MUTANT inv_forward_saves_the_result: its backward expects the input
### REPLACES autograd/functions.py Inv.forward
@staticmethod
def forward(ctx, a):
    result = operators.inv(a)
    ctx.save_for_backward(result)
    return result


### REPLACES autograd/functions.py Inv.backward
@staticmethod
def backward(ctx, d_output):
    return operators.inv_back(ctx.saved_values[0], d_output)


### MUTANT inv_forward_negates: mixed up with Neg
### REPLACES autograd/functions.py Inv.forward
@staticmethod
def forward(ctx, a):
    ctx.save_for_backward(a)
    return operators.neg(a)


### MUTANT sub_forward_swaps: b - a
### REPLACES autograd/functions.py Sub.forward
@staticmethod
def forward(ctx, a, b):
    return operators.sub(b, a)


### MUTANT div_forward_swaps: b / a
### REPLACES autograd/functions.py Div.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward(a, b)
    return b / a if a != 0.0 else 0.0


### MUTANT div_forward_saves_swapped: b and a in the wrong order
### REPLACES autograd/functions.py Div.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward(b, a)
    return operators.div(a, b)


### REPLACES autograd/functions.py Div.backward
@staticmethod
def backward(ctx, d_output):
    a, b = ctx.saved_values
    return d_output / b, d_output * -a / (b * b)


### MUTANT pow_forward_multiplies: a times b
### REPLACES autograd/functions.py Pow.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward(a, b)
    return a * b


### MUTANT log_forward_shifts: adds a small number first
### REPLACES autograd/functions.py Log.forward
@staticmethod
def forward(ctx, a):
    ctx.save_for_backward(a)
    return operators.log(a + 1e-6)


### MUTANT exp_forward_saves_the_result: its backward expects the input
### REPLACES autograd/functions.py Exp.forward
@staticmethod
def forward(ctx, a):
    result = operators.exp(a)
    ctx.save_for_backward(result)
    return result


### REPLACES autograd/functions.py Exp.backward
@staticmethod
def backward(ctx, d_output):
    return operators.exp_back(ctx.saved_values[0], d_output)


### MUTANT exp_forward_base_2: 2^a, as in computer science
### REPLACES autograd/functions.py Exp.forward
@staticmethod
def forward(ctx, a):
    ctx.save_for_backward(a)
    return operators.pow(2.0, a)


### MUTANT exp_forward_saves_nothing: backward has nothing to work with
### REPLACES autograd/functions.py Exp.forward
@staticmethod
def forward(ctx, a):
    return operators.exp(a)


### MUTANT sigmoid_forward_saves_the_result: its backward expects the input
### REPLACES autograd/functions.py Sigmoid.forward
@staticmethod
def forward(ctx, a):
    result = operators.sigmoid(a)
    ctx.save_for_backward(result)
    return result


### REPLACES autograd/functions.py Sigmoid.backward
@staticmethod
def backward(ctx, d_output):
    return operators.sigmoid_back(ctx.saved_values[0], d_output)


### MUTANT sigmoid_forward_falls: e^a where e^-a belongs
### REPLACES autograd/functions.py Sigmoid.forward
@staticmethod
def forward(ctx, a):
    ctx.save_for_backward(a)
    return operators.sigmoid(-a)


### MUTANT sigmoid_forward_saves_nothing: backward has nothing to work with
### REPLACES autograd/functions.py Sigmoid.forward
@staticmethod
def forward(ctx, a):
    return operators.sigmoid(a)


### MUTANT relu_forward_leaks: a little passes on the left
### REPLACES autograd/functions.py ReLU.forward
@staticmethod
def forward(ctx, a):
    ctx.save_for_backward(a)
    return a if a > 0.0 else 0.01 * a


### MUTANT tanh_forward_is_sigmoid: the other squeezing function
### REPLACES autograd/functions.py Tanh.forward
@staticmethod
def forward(ctx, a):
    ctx.save_for_backward(a)
    return operators.sigmoid(a)


### MUTANT lt_forward_or_equal: <= in place of <
### REPLACES autograd/functions.py LT.forward
@staticmethod
def forward(ctx, a, b):
    return 1.0 if a <= b else 0.0


### MUTANT eq_forward_is_unequal: 1 where the numbers differ
### REPLACES autograd/functions.py EQ.forward
@staticmethod
def forward(ctx, a, b):
    return 1.0 - operators.eq(a, b)
