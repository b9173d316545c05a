"""Weak laws, which miss wrong functions, and unjust ones, which accuse right functions."""

### MUTANT product_law_says_yes: catches nothing
### REPLACES scalars/laws.py product_law
def product_law(mul, add, x, y, z):
    return True


### MUTANT product_law_symmetric_only: addition is symmetric too
### REPLACES scalars/laws.py product_law
def product_law(mul, add, x, y, z):
    return is_close(mul(x, y), mul(y, x)) == 1.0


### MUTANT product_law_exact: rounding makes x(y + z) differ from xy + xz in the last digit
### REPLACES scalars/laws.py product_law
def product_law(mul, add, x, y, z):
    return mul(x, y) == mul(y, x) and mul(x, 1.0) == x and mul(x, add(y, z)) == add(mul(x, y), mul(x, z))


### MUTANT order_law_says_yes: catches nothing
### REPLACES scalars/laws.py order_law
def order_law(lt, x, y, z):
    return True


### MUTANT order_law_forgets_equals: accuses where x = y
### REPLACES scalars/laws.py order_law
def order_law(lt, x, y, z):
    return lt(x, y) + lt(y, x) == 1.0


### MUTANT order_law_transitive_only: a constant is transitive too
### REPLACES scalars/laws.py order_law
def order_law(lt, x, y, z):
    return not (lt(x, y) and lt(y, z)) or lt(x, z) == 1.0


### MUTANT sigmoid_law_says_yes: catches nothing
### REPLACES scalars/laws.py sigmoid_law
def sigmoid_law(sigmoid, x, y):
    return True


### MUTANT sigmoid_law_range_only: many functions stay inside (0, 1)
### REPLACES scalars/laws.py sigmoid_law
def sigmoid_law(sigmoid, x, y):
    return 0.0 < sigmoid(x) < 1.0


### MUTANT sigmoid_law_exact: accuses by the last digit of 1 - sigmoid(x)
### REPLACES scalars/laws.py sigmoid_law
def sigmoid_law(sigmoid, x, y):
    return 0.0 < sigmoid(x) < 1.0 and sigmoid(0.0) == 0.5 and sigmoid(-x) == 1.0 - sigmoid(x)


### MUTANT relu_law_says_yes: catches nothing
### REPLACES scalars/laws.py relu_law
def relu_law(relu, x):
    return True


### MUTANT relu_law_sign_only: the absolute value is never negative either
### REPLACES scalars/laws.py relu_law
def relu_law(relu, x):
    return relu(x) >= 0.0


### MUTANT relu_law_wants_positive: accuses where x is not positive
### REPLACES scalars/laws.py relu_law
def relu_law(relu, x):
    return relu(x) > 0.0 and relu(x) == x


### MUTANT inverse_law_says_yes: catches nothing
### REPLACES scalars/laws.py inverse_law
def inverse_law(exp, log, x, y):
    return True


### MUTANT inverse_law_any_base: 2^x and its logarithm pass
### REPLACES scalars/laws.py inverse_law
def inverse_law(exp, log, x, y):
    return is_close(log(exp(x)), x) == 1.0 and is_close(exp(x + y) / (exp(x) * exp(y)), 1.0) == 1.0


### MUTANT inverse_law_exact: accuses by the last digit of log(exp(x))
### REPLACES scalars/laws.py inverse_law
def inverse_law(exp, log, x, y):
    return log(exp(x)) == x and exp(x + y) == exp(x) * exp(y)


### MUTANT slope_law_says_yes: catches nothing
### REPLACES scalars/laws.py slope_law
def slope_law(f, f_back, x):
    return True


### MUTANT slope_law_ignores_d: asks with d = 1 only
### REPLACES scalars/laws.py slope_law
def slope_law(f, f_back, x):
    h = 1e-4
    return abs(f_back(x, 1.0) - (f(x + h) - f(x - h)) / (2.0 * h)) < 1e-5


### MUTANT slope_law_too_fine: asks for more digits than a finite difference has
### REPLACES scalars/laws.py slope_law
def slope_law(f, f_back, x):
    h = 1e-4
    slope = (f(x + h) - f(x - h)) / (2.0 * h)
    return abs(f_back(x, 1.0) - slope) < 1e-13 and is_close(f_back(x, -2.0), -2.0 * f_back(x, 1.0)) == 1.0
