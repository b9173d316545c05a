"""Wrong derivatives of the float functions."""

### MUTANT inv_back_without_sign: 1/x falls, its slope is negative
### REPLACES scalars/operators.py inv_back
@pointwise
def inv_back(x, d):
    return d / (x * x)


### MUTANT inv_back_without_square: -d/x
### REPLACES scalars/operators.py inv_back
@pointwise
def inv_back(x, d):
    return -d / x


### MUTANT inv_back_without_d: the slope alone
### REPLACES scalars/operators.py inv_back
@pointwise
def inv_back(x, d):
    return -1.0 / (x * x)


### MUTANT pow_back_base_without_factor: lowers the exponent and forgets to bring it down
### REPLACES scalars/operators.py pow_back_base
@pointwise
def pow_back_base(x, y, d):
    return d * math.pow(x, y - 1.0) if y != 0.0 else 0.0


### MUTANT pow_back_base_keeps_the_exponent: x^y in place of x^(y-1)
### REPLACES scalars/operators.py pow_back_base
@pointwise
def pow_back_base(x, y, d):
    return d * y * math.pow(x, y)


### MUTANT pow_back_base_fails_at_zero: y = 0 is not treated apart
### REPLACES scalars/operators.py pow_back_base
@pointwise
def pow_back_base(x, y, d):
    return d * y * math.pow(x, y - 1.0)


### MUTANT pow_back_exponent_without_log: d * x^y
### REPLACES scalars/operators.py pow_back_exponent
@pointwise
def pow_back_exponent(x, y, d):
    if x > 0.0:
        return d * math.pow(x, y)
    return 0.0 if x == 0.0 else math.nan


### MUTANT pow_back_exponent_fails_at_zero: log(0) raises
### REPLACES scalars/operators.py pow_back_exponent
@pointwise
def pow_back_exponent(x, y, d):
    return d * math.pow(x, y) * math.log(x) if x >= 0.0 else math.nan


### MUTANT pow_back_exponent_invents: 0 for a negative base, where there is no derivative
### REPLACES scalars/operators.py pow_back_exponent
@pointwise
def pow_back_exponent(x, y, d):
    return d * math.pow(x, y) * math.log(x) if x > 0.0 else 0.0


### MUTANT exp_back_as_a_power: treats e^x like x^n
### REPLACES scalars/operators.py exp_back
@pointwise
def exp_back(x, d):
    return d * x * math.exp(x - 1.0)


### MUTANT exp_back_without_d: the slope alone
### REPLACES scalars/operators.py exp_back
@pointwise
def exp_back(x, d):
    return math.exp(x)


### MUTANT log_back_multiplies: d * x
### REPLACES scalars/operators.py log_back
@pointwise
def log_back(x, d):
    return d * x


### MUTANT log_back_shifts: a small number is added below
### REPLACES scalars/operators.py log_back
@pointwise
def log_back(x, d):
    return d / (x + 1e-6)


### MUTANT sigmoid_back_of_the_result: takes x for sigmoid(x)
### REPLACES scalars/operators.py sigmoid_back
@pointwise
def sigmoid_back(x, d):
    return d * x * (1.0 - x)


### MUTANT sigmoid_back_half: forgets the factor 1 - s
### REPLACES scalars/operators.py sigmoid_back
@pointwise
def sigmoid_back(x, d):
    return d * sigmoid(x)


### MUTANT sigmoid_back_overflows: e^-x in place of e^-|x|
### REPLACES scalars/operators.py sigmoid_back
@pointwise
def sigmoid_back(x, d):
    e = math.exp(-x)
    return d * e / ((1.0 + e) * (1.0 + e))


### MUTANT relu_back_of_the_gradient: lets positive d through in place of positive x
### REPLACES scalars/operators.py relu_back
@pointwise
def relu_back(x, d):
    return d if d > 0.0 else 0.0


### MUTANT relu_back_multiplies: d * x on the right side
### REPLACES scalars/operators.py relu_back
@pointwise
def relu_back(x, d):
    return d * x if x > 0.0 else 0.0


### MUTANT relu_back_at_the_kink: takes the slope 1 at 0
### REPLACES scalars/operators.py relu_back
@pointwise
def relu_back(x, d):
    return d if x >= 0.0 else 0.0


### MUTANT tanh_back_without_square: 1 - t
### REPLACES scalars/operators.py tanh_back
@pointwise
def tanh_back(x, d):
    return d * (1.0 - math.tanh(x))


### MUTANT tanh_back_of_the_result: takes x for tanh(x)
### REPLACES scalars/operators.py tanh_back
@pointwise
def tanh_back(x, d):
    return d * (1.0 - x * x)
