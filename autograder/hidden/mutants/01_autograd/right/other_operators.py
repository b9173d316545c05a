### RIGHT operators_by_each_other: a few operations, and all others said by these
### REPLACES autograd/variable.py Variable.__mul__
def __mul__(self, other):
    return Mul.apply(self.constant(other), self)


### REPLACES autograd/variable.py Variable.__rmul__
def __rmul__(self, other):
    return self * other


### REPLACES autograd/variable.py Variable.__neg__
def __neg__(self):
    return self * -1.0


### REPLACES autograd/variable.py Variable.__sub__
def __sub__(self, other):
    return self + (-self.constant(other))


### REPLACES autograd/variable.py Variable.__rsub__
def __rsub__(self, other):
    return -self + other


### REPLACES autograd/variable.py Variable.__truediv__
def __truediv__(self, other):
    return self * self.constant(other) ** -1.0


### REPLACES autograd/variable.py Variable.__rtruediv__
def __rtruediv__(self, other):
    return self**-1.0 * other


### REPLACES autograd/variable.py Variable.__lt__
def __lt__(self, other):
    return self.constant(other) > self


### REPLACES autograd/variable.py Variable.__gt__
def __gt__(self, other):
    return LT.apply(self.constant(other), self)


### REPLACES autograd/variable.py Variable.detach
def detach(self):
    copy = type(self)(self.value, requires_grad=True)
    copy.requires_grad = False
    return copy
