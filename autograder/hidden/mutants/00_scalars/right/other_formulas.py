### RIGHT scalars_by_other_formulas: float functions and slopes by formulas that are equal on paper
### REPLACES scalars/operators.py mul
@pointwise
def mul(x, y):
    return y * x


### REPLACES scalars/operators.py neg
@pointwise
def neg(x):
    return x * -1.0


### REPLACES scalars/operators.py add
@pointwise
def add(x, y):
    return x - -y


### REPLACES scalars/operators.py inv
@pointwise
def inv(x):
    return x**-1


### REPLACES scalars/operators.py lt
@pointwise
def lt(x, y):
    return float(y > x)


### REPLACES scalars/operators.py eq
@pointwise
def eq(x, y):
    if x != y:
        return 0.0
    return 1.0


### REPLACES scalars/operators.py max
@pointwise
def max(x, y):
    return y if lt(x, y) else x


### REPLACES scalars/operators.py is_close
@pointwise
def is_close(x, y):
    return float(-1e-6 <= x - y <= 1e-6)


### REPLACES scalars/operators.py exp
@pointwise
def exp(x):
    return math.pow(math.e, x)


### REPLACES scalars/operators.py log
@pointwise
def log(x):
    return math.log2(x) / math.log2(math.e)


### REPLACES scalars/operators.py sigmoid
@pointwise
def sigmoid(x):
    return math.tanh(x / 2.0) / 2.0 + 0.5


### REPLACES scalars/operators.py relu
@pointwise
def relu(x):
    return (x + abs(x)) / 2.0


### REPLACES scalars/operators.py tanh
@pointwise
def tanh(x):
    e = math.exp(-2.0 * abs(x))
    return math.copysign((1.0 - e) / (1.0 + e), x)


### REPLACES scalars/operators.py inv_back
@pointwise
def inv_back(x, d):
    return d * -((1.0 / x) ** 2)


### REPLACES scalars/operators.py pow_back_base
@pointwise
def pow_back_base(x, y, d):
    if y == 0:
        return 0.0
    return y * d * math.pow(x, y - 1)


### REPLACES scalars/operators.py pow_back_exponent
@pointwise
def pow_back_exponent(x, y, d):
    if x < 0:
        return math.nan
    return math.log(x) * math.exp(y * math.log(x)) * d if x else 0.0


### REPLACES scalars/operators.py exp_back
@pointwise
def exp_back(x, d):
    return exp(x) * d


### REPLACES scalars/operators.py log_back
@pointwise
def log_back(x, d):
    return d * (1.0 / x)


### REPLACES scalars/operators.py sigmoid_back
@pointwise
def sigmoid_back(x, d):
    s = sigmoid(x)
    return d * (s - s * s)


### REPLACES scalars/operators.py relu_back
@pointwise
def relu_back(x, d):
    return d * lt(0.0, x)


### REPLACES scalars/operators.py tanh_back
@pointwise
def tanh_back(x, d):
    t = math.tanh(x)
    return d * (1.0 - t) * (1.0 + t)
