"""Wrong float functions: each block is one mistake that a student makes, planted into the reference and graded."""

### MUTANT mul_adds: the sum in place of the product
### REPLACES scalars/operators.py mul
@pointwise
def mul(x, y):
    return x + y


### MUTANT mul_loses_the_sign: the product of the sizes
### REPLACES scalars/operators.py mul
@pointwise
def mul(x, y):
    return abs(x * y)


### MUTANT id_returns_nothing: computes its answer and forgets to return it
### REPLACES scalars/operators.py id
@pointwise
def id(x):
    x = x + 0.0


### MUTANT id_rounds: makes a whole number of it
### REPLACES scalars/operators.py id
@pointwise
def id(x):
    return float(int(x))


### MUTANT add_subtracts: copies the given sub
### REPLACES scalars/operators.py add
@pointwise
def add(x, y):
    return x - y


### MUTANT add_rounds: tidies 0.1 + 0.2 up to 0.3
### REPLACES scalars/operators.py add
@pointwise
def add(x, y):
    return round(x + y, 6)


### MUTANT neg_makes_negative: right for positive numbers only
### REPLACES scalars/operators.py neg
@pointwise
def neg(x):
    return -abs(x)


### MUTANT inv_hides_the_zero: answers 0 where Python's error belongs
### REPLACES scalars/operators.py inv
@pointwise
def inv(x):
    return 1.0 / x if x != 0.0 else 0.0


### MUTANT inv_shifts: adds a small number so that it never divides by zero
### REPLACES scalars/operators.py inv
@pointwise
def inv(x):
    return 1.0 / (x + 1e-6)


### MUTANT pow_goes_complex: Python's ** leaves the real line
### REPLACES scalars/operators.py pow
@pointwise
def pow(x, y):
    return x**y


### MUTANT pow_swaps: base and exponent the wrong way round
### REPLACES scalars/operators.py pow
@pointwise
def pow(x, y):
    return math.pow(y, x)


### MUTANT pow_drops_the_sign: avoids the error by taking the size of the base
### REPLACES scalars/operators.py pow
@pointwise
def pow(x, y):
    return math.pow(abs(x), y)


### MUTANT lt_or_equal: counts equal numbers as less
### REPLACES scalars/operators.py lt
@pointwise
def lt(x, y):
    return 1.0 if x <= y else 0.0


### MUTANT lt_swaps: greater in place of less
### REPLACES scalars/operators.py lt
@pointwise
def lt(x, y):
    return 1.0 if y < x else 0.0


### MUTANT lt_gives_a_bool: True and False where 1.0 and 0.0 were asked for
### REPLACES scalars/operators.py lt
@pointwise
def lt(x, y):
    return x < y


### MUTANT eq_is_close: tolerant where equality was asked for
### REPLACES scalars/operators.py eq
@pointwise
def eq(x, y):
    return 1.0 if abs(x - y) <= 1e-6 else 0.0


### MUTANT eq_compares_objects: `is` in place of ==
### REPLACES scalars/operators.py eq
@pointwise
def eq(x, y):
    return 1.0 if x is y else 0.0


### MUTANT max_takes_the_smaller: the comparison the wrong way round
### REPLACES scalars/operators.py max
@pointwise
def max(x, y):
    return x if x < y else y


### MUTANT max_compares_sizes: the number further from zero
### REPLACES scalars/operators.py max
@pointwise
def max(x, y):
    return x if abs(x) > abs(y) else y


### MUTANT is_close_leaves_the_limit_out: < in place of <=
### REPLACES scalars/operators.py is_close
@pointwise
def is_close(x, y):
    return 1.0 if abs(x - y) < 1e-6 else 0.0


### MUTANT is_close_is_relative: math.isclose measures against the numbers' size
### REPLACES scalars/operators.py is_close
@pointwise
def is_close(x, y):
    return 1.0 if math.isclose(x, y, rel_tol=1e-6) else 0.0


### MUTANT is_close_forgets_abs: every x far below y counts as close
### REPLACES scalars/operators.py is_close
@pointwise
def is_close(x, y):
    return 1.0 if x - y <= 1e-6 else 0.0


### MUTANT is_close_is_generous: the limit is 1e-2
### REPLACES scalars/operators.py is_close
@pointwise
def is_close(x, y):
    return 1.0 if abs(x - y) <= 1e-2 else 0.0


### MUTANT exp_base_two: 2 to the power x
### REPLACES scalars/operators.py exp
@pointwise
def exp(x):
    return math.pow(2.0, x)


### MUTANT exp_saturates: cuts large numbers off where Python's error belongs
### REPLACES scalars/operators.py exp
@pointwise
def exp(x):
    return math.exp(x if x < 700.0 else 700.0)


### MUTANT log_shifts: adds a small number so that log(0) exists
### REPLACES scalars/operators.py log
@pointwise
def log(x):
    return math.log(x + 1e-6)


### MUTANT log_base_ten: not the natural logarithm
### REPLACES scalars/operators.py log
@pointwise
def log(x):
    return math.log10(x)


### MUTANT log_hides_the_error: answers 0 at 0 and below
### REPLACES scalars/operators.py log
@pointwise
def log(x):
    return math.log(x) if x > 0.0 else 0.0


### MUTANT sigmoid_one_form: the textbook formula overflows far on the left
### REPLACES scalars/operators.py sigmoid
@pointwise
def sigmoid(x):
    return 1.0 / (1.0 + math.exp(-x))


### MUTANT sigmoid_other_form: the second formula overflows far on the right
### REPLACES scalars/operators.py sigmoid
@pointwise
def sigmoid(x):
    return math.exp(x) / (1.0 + math.exp(x))


### MUTANT sigmoid_forms_mixed_up: a sign is wrong in the second form
### REPLACES scalars/operators.py sigmoid
@pointwise
def sigmoid(x):
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    return 1.0 / (1.0 + math.exp(x))


### MUTANT relu_leaks: a little passes on the left
### REPLACES scalars/operators.py relu
@pointwise
def relu(x):
    return x if x > 0.0 else 0.01 * x


### MUTANT relu_mirrors: the absolute value
### REPLACES scalars/operators.py relu
@pointwise
def relu(x):
    return abs(x)


### MUTANT relu_steps: the slope in place of the value
### REPLACES scalars/operators.py relu
@pointwise
def relu(x):
    return 1.0 if x > 0.0 else 0.0


### MUTANT tanh_formula: the textbook formula overflows for large numbers
### REPLACES scalars/operators.py tanh
@pointwise
def tanh(x):
    return (math.exp(x) - math.exp(-x)) / (math.exp(x) + math.exp(-x))


### MUTANT tanh_is_a_stretched_sigmoid: 2 sigmoid(x) - 1 is tanh(x / 2)
### REPLACES scalars/operators.py tanh
@pointwise
def tanh(x):
    return 2.0 * sigmoid(x) - 1.0
