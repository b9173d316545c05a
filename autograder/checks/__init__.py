'''The vocabulary in which hidden checks are written. A short guide.

A check is ordinary Python on a symbolic `tt`. It is recorded, run on the reference once and on every submission;
keyword arguments of the decorator are hypothesis strategies, and what they draw arrives as plain data.

A plain check: the student's result must be what the reference gives::

    from autograder.checks import check, close, law_check, strategies as draw, student_law

    @check("mul", compare=close(1e-12), x=draw.small_floats, y=draw.small_floats)
    def mul_is_the_product(tt, x, y):
        """mul(x, y) is x times y."""              # the first line is what students read
        return tt.scalars.operators.mul(x, y)      # any nesting of values may be returned

Python on drawn data is free (`for op, i, j in steps`, `if x > 0`). What a symbolic value cannot do says so by
RecordError: use `tt.builtin.len(y)`, `tt.catch(lambda: ...)` with `compare=same_error()`, `tt.fold(1000, step, x)`,
`tt.within(tt.autograd.no_grad(), lambda: ...)`, `tt.subclass(base, forward=f, backward=g)`. A Python function given
as an argument is recorded and reaches the student as a function.

A law on the outputs, where many answers are right; None means that it holds, a sentence of ours that it does not::

    def before_its_parents(order, drawn):
        place = {vertex: index for index, vertex in enumerate(order)}
        late = any(place[v] > place[p] for v, parents in enumerate(drawn["graph"]) if v in place for p in parents)
        return "a vertex comes after one of its parents" if late else None

    @law_check("topological_order", law=before_its_parents, graph=draw.graphs())
    def every_vertex_comes_before_its_parents(tt, graph):
        """Every vertex comes before its parents."""
        parents = tt.builtin.list(graph)           # plain data made symbolic, to be indexed by a symbolic value
        return tt.scalars.graph.topological_order(len(graph) - 1, lambda vertex: parents[vertex])

A law that the student wrote, judged by the wrong functions that it catches; proxies are answered elsewhere::

    @student_law("relu_law", file="scalars/operators.py", x=draw.small_floats,
                 mutants={"a relu that forgets to cut": "def relu(x):\\n    return x"},
                 right={"a relu written with max": "def relu(x):\\n    return max(0.0, x)"})
    def relu_law_catches(tt, x):
        """relu_law catches wrong relus."""
        return tt.scalars.laws.relu_law(tt.proxy("scalars.operators.relu"), x)
'''

from autograder.checks import strategies
from autograder.checks.compare import Comparison, Difference, close, exact, same_error
from autograder.checks.registry import Check, CheckError, Variants, check, checks_of, law_check, student_law
from autograder.checks.scenario import Program, record
from autograder.checks.symbolic import RecordError

__all__ = [
    "Check",
    "CheckError",
    "Comparison",
    "Difference",
    "Program",
    "RecordError",
    "Variants",
    "check",
    "checks_of",
    "close",
    "exact",
    "law_check",
    "record",
    "same_error",
    "strategies",
    "student_law",
]
