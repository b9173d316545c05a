"""The operations as functions: tinytorch.exp(x) is x.exp(), for a Tensor, a number, a list or an array x.

What takes a list of tensors (cat, stack, einsum) stands with its family in `methods/`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from tinytorch.tensors.creation import as_tensor
from tinytorch.tensors.dtypes import bool_, float32, float64, int64
from tinytorch.tensors.methods.choice import choose
from tinytorch.tensors.tensor import Tensor


def free(name: str) -> Callable[..., Any]:
    """The Tensor's method of this name as a function."""
    method = getattr(Tensor, name)

    @wraps(method)
    def function(input: Any, *arguments: Any, **options: Any) -> Any:
        return method(as_tensor(input), *arguments, **options)

    return function


def where(condition: Any, x: Any, y: Any) -> Tensor:
    """x where the condition holds, else y, element by element; the three are broadcast."""
    chosen: Tensor = choose(as_tensor(condition), x, y)
    return chosen


# --- Element by element

add = free("add")
sub = free("sub")
subtract = free("subtract")
mul = free("mul")
multiply = free("multiply")
div = free("div")
divide = free("divide")
true_divide = free("true_divide")
floor_divide = free("floor_divide")
remainder = free("remainder")
pow = free("pow")
neg = free("neg")
negative = free("negative")
reciprocal = free("reciprocal")
square = free("square")
sqrt = free("sqrt")
rsqrt = free("rsqrt")
exp = free("exp")
expm1 = free("expm1")
log = free("log")
log1p = free("log1p")
log2 = free("log2")
log10 = free("log10")
sin = free("sin")
cos = free("cos")
tanh = free("tanh")
sigmoid = free("sigmoid")
relu = free("relu")
erf = free("erf")
abs = free("abs")
absolute = free("absolute")
sign = free("sign")
floor = free("floor")
ceil = free("ceil")
round = free("round")
trunc = free("trunc")
maximum = free("maximum")
minimum = free("minimum")
clamp = free("clamp")
clip = free("clip")
masked_fill = free("masked_fill")

# --- Yes and no

eq = free("eq")
ne = free("ne")
not_equal = free("not_equal")
lt = free("lt")
less = free("less")
le = free("le")
less_equal = free("less_equal")
gt = free("gt")
greater = free("greater")
ge = free("ge")
greater_equal = free("greater_equal")
isclose = free("isclose")
allclose = free("allclose")
equal = free("equal")
isnan = free("isnan")
isinf = free("isinf")
isfinite = free("isfinite")
logical_and = free("logical_and")
logical_or = free("logical_or")
logical_xor = free("logical_xor")
logical_not = free("logical_not")

# --- Along axes

sum = free("sum")
mean = free("mean")
prod = free("prod")
var = free("var")
std = free("std")
norm = free("norm")
max = free("max")
min = free("min")
amax = free("amax")
amin = free("amin")
argmax = free("argmax")
argmin = free("argmin")
any = free("any")
all = free("all")
cumsum = free("cumsum")
count_nonzero = free("count_nonzero")
logsumexp = free("logsumexp")
softmax = free("softmax")
log_softmax = free("log_softmax")
sort = free("sort")
argsort = free("argsort")
topk = free("topk")

# --- Shapes

reshape = free("reshape")
flatten = free("flatten")
ravel = free("ravel")
unflatten = free("unflatten")
squeeze = free("squeeze")
unsqueeze = free("unsqueeze")
permute = free("permute")
transpose = free("transpose")
t = free("t")
swapaxes = free("swapaxes")
swapdims = free("swapdims")
movedim = free("movedim")
moveaxis = free("moveaxis")
broadcast_to = free("broadcast_to")
tile = free("tile")
flip = free("flip")
fliplr = free("fliplr")
flipud = free("flipud")
roll = free("roll")
tril = free("tril")
triu = free("triu")
diagonal = free("diagonal")
diag = free("diag")
diag_embed = free("diag_embed")
clone = free("clone")
numel = free("numel")
split = free("split")
chunk = free("chunk")
unbind = free("unbind")
narrow = free("narrow")
select = free("select")
repeat_interleave = free("repeat_interleave")

# --- Products

matmul = free("matmul")
mm = free("mm")
bmm = free("bmm")
mv = free("mv")
dot = free("dot")
outer = free("outer")

# --- Rows and indices

index_select = free("index_select")
gather = free("gather")
scatter = free("scatter")
scatter_add = free("scatter_add")
index_add = free("index_add")
take_along_dim = free("take_along_dim")
masked_select = free("masked_select")
nonzero = free("nonzero")

# --- Short names of the kinds of number

long = int64
double = float64
float = float32
bool = bool_
