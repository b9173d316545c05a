"""Wrong operators of Variables."""

### MUTANT variable_mul_adds: Add where Mul belongs
### REPLACES autograd/variable.py Variable.__mul__
def __mul__(self, other):
    return Add.apply(self, self.constant(other))


### MUTANT variable_mul_needs_a_variable: fails beside a plain number
### REPLACES autograd/variable.py Variable.__mul__
def __mul__(self, other):
    return Mul.apply(self, other)


### MUTANT variable_mul_trains_constants: a plain number comes to require a gradient
### REPLACES autograd/variable.py Variable.__mul__
def __mul__(self, other):
    return Mul.apply(self, other if isinstance(other, Variable) else type(self)(other, requires_grad=True))


### MUTANT variable_rmul_loses_the_history: computes with the bare value
### REPLACES autograd/variable.py Variable.__rmul__
def __rmul__(self, other):
    return type(self)(other * self.value)


### MUTANT variable_neg_loses_the_history: computes with the bare value
### REPLACES autograd/variable.py Variable.__neg__
def __neg__(self):
    return type(self)(-self.value)


### MUTANT variable_sub_swaps: other - self
### REPLACES autograd/variable.py Variable.__sub__
def __sub__(self, other):
    return Sub.apply(self.constant(other), self)


### MUTANT variable_sub_detaches: the second operand loses its history
### REPLACES autograd/variable.py Variable.__sub__
def __sub__(self, other):
    return Sub.apply(self, type(self)(other.value if isinstance(other, Variable) else other))


### MUTANT variable_rsub_swaps: x - 5 for 5 - x
### REPLACES autograd/variable.py Variable.__rsub__
def __rsub__(self, other):
    return Sub.apply(self, self.constant(other))


### MUTANT variable_truediv_swaps: other / self
### REPLACES autograd/variable.py Variable.__truediv__
def __truediv__(self, other):
    return Div.apply(self.constant(other), self)


### MUTANT variable_rtruediv_swaps: x / 1 for 1 / x
### REPLACES autograd/variable.py Variable.__rtruediv__
def __rtruediv__(self, other):
    return Div.apply(self, self.constant(other))


### MUTANT variable_lt_gives_a_bool: Python's own answer
### REPLACES autograd/variable.py Variable.__lt__
def __lt__(self, other):
    return self.value < self.constant(other).value


### MUTANT variable_lt_swaps: other < self
### REPLACES autograd/variable.py Variable.__lt__
def __lt__(self, other):
    return LT.apply(self.constant(other), self)


### MUTANT variable_gt_is_lt: the operands are not swapped
### REPLACES autograd/variable.py Variable.__gt__
def __gt__(self, other):
    return LT.apply(self, self.constant(other))


### MUTANT variable_gt_or_equal: not less is greater or equal
### REPLACES autograd/variable.py Variable.__gt__
def __gt__(self, other):
    return 1.0 - LT.apply(self, self.constant(other))


### MUTANT detach_keeps_the_node: the history comes along
### REPLACES autograd/variable.py Variable.detach
def detach(self):
    result = type(self)(self.value)
    result.node = self.node
    return result


### MUTANT detach_still_requires: the copy requires a gradient as the original does
### REPLACES autograd/variable.py Variable.detach
def detach(self):
    return type(self)(self.value, self.requires_grad)


### MUTANT detach_in_place: cuts the original off
### REPLACES autograd/variable.py Variable.detach
def detach(self):
    self.node = None
    self.requires_grad = False
    return self


### MUTANT detach_gives_the_value: a float in place of a Variable
### REPLACES autograd/variable.py Variable.detach
def detach(self):
    return self.value
