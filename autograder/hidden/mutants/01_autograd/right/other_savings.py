### RIGHT functions_that_save_results: forward keeps what makes backward short, whatever that is
### REPLACES autograd/functions.py Mul.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward(b, a)
    return a * b


### REPLACES autograd/functions.py Mul.backward
@staticmethod
def backward(ctx, d_output):
    return tuple(d_output * other for other in ctx.saved_values)


### REPLACES autograd/functions.py Inv.forward
@staticmethod
def forward(ctx, a):
    result = 1.0 / a
    ctx.save_for_backward(result)
    return result


### REPLACES autograd/functions.py Inv.backward
@staticmethod
def backward(ctx, d_output):
    (result,) = ctx.saved_values
    return (-d_output * result * result,)


### REPLACES autograd/functions.py Sub.backward
@staticmethod
def backward(ctx, d_output):
    return (d_output, -1.0 * d_output)


### REPLACES autograd/functions.py Div.forward
@staticmethod
def forward(ctx, a, b):
    result = a / b
    ctx.save_for_backward(result, b)
    return result


### REPLACES autograd/functions.py Div.backward
@staticmethod
def backward(ctx, d_output):
    result, b = ctx.saved_values
    return d_output / b, -result * d_output / b


### REPLACES autograd/functions.py Pow.forward
@staticmethod
def forward(ctx, a, b):
    ctx.save_for_backward((a, b))
    return operators.pow(a, b)


### REPLACES autograd/functions.py Pow.backward
@staticmethod
def backward(ctx, d_output):
    ((a, b),) = ctx.saved_values
    return (operators.pow_back_base(a, b, 1.0) * d_output, operators.pow_back_exponent(a, b, 1.0) * d_output)


### REPLACES autograd/functions.py Exp.forward
@staticmethod
def forward(ctx, a):
    ctx.save_for_backward(operators.exp(a))
    return ctx.saved_values[0]


### REPLACES autograd/functions.py Exp.backward
@staticmethod
def backward(ctx, d_output):
    return d_output * ctx.saved_values[0]


### REPLACES autograd/functions.py Sigmoid.forward
@staticmethod
def forward(ctx, a):
    s = operators.sigmoid(a)
    ctx.save_for_backward(s)
    return s


### REPLACES autograd/functions.py Sigmoid.backward
@staticmethod
def backward(ctx, d_output):
    (s,) = ctx.saved_values
    return d_output * s * (1.0 - s)


### REPLACES autograd/functions.py ReLU.forward
@staticmethod
def forward(ctx, a):
    positive = operators.lt(0.0, a)
    ctx.save_for_backward(positive)
    return a * positive


### REPLACES autograd/functions.py ReLU.backward
@staticmethod
def backward(ctx, d_output):
    (positive,) = ctx.saved_values
    return d_output * positive


### REPLACES autograd/functions.py Tanh.forward
@staticmethod
def forward(ctx, a):
    t = operators.tanh(a)
    ctx.save_for_backward(t)
    return t


### REPLACES autograd/functions.py Tanh.backward
@staticmethod
def backward(ctx, d_output):
    (t,) = ctx.saved_values
    return d_output * (1.0 - t * t)


### REPLACES autograd/functions.py LT.forward
@staticmethod
def forward(ctx, a, b):
    return float(b > a)
