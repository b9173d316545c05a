"""Task 4.1: a module knows its parts, gives them paths, and tells all of them whether they are being trained."""

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinytorch.nn.containers import Sequential
from tinytorch.nn.module import Module
from tinytorch.nn.parameter import Parameter
from tinytorch.tensors.creation import tensor
from tinytorch.tensors.tensor import Tensor

from .strategies import whole


def tables(module: Module) -> dict[str, list[str]]:
    """The names in the three tables of a module."""
    return {
        "parameters": list(module._parameters),
        "modules": list(module._modules),
        "buffers": list(module._buffers),
    }


def number(value: float = 1.0) -> Parameter:
    """A parameter of one number."""
    return Parameter(tensor([value]))


class Apply(Module):
    """A module without parameters that applies f, such as `lambda x: x + 1.0`."""

    def __init__(self, f):
        self.f = f

    def forward(self, x):
        return self.f(x)


# --- Module.__setattr__


@pytest.mark.task("4.1", "Module.__setattr__")
def test_a_parameter_is_noted_and_is_an_attribute():
    """After module.weight = p, p is found in the table and by module.weight, and it is p itself."""
    module, p = Module(), number()
    module.weight = p
    assert tables(module) == {"parameters": ["weight"], "modules": [], "buffers": []}
    assert module._parameters["weight"] is p
    assert module.weight is p


@pytest.mark.task("4.1", "Module.__setattr__")
def test_modules_are_noted_in_order():
    """Modules go into a table of their own, in the order in which they were set."""
    module, first, second = Module(), Module(), Module()
    module.second, module.first = second, first
    assert tables(module) == {"parameters": [], "modules": ["second", "first"], "buffers": []}
    assert module._modules["first"] is first and module.first is first


@pytest.mark.task("4.1", "Module.__setattr__")
def test_what_is_no_part_is_an_ordinary_attribute():
    """A number, a string, a plain Tensor, None and a list of parameters are in no table."""
    module, x = Module(), tensor([1.0])
    module.size, module.name, module.constant, module.nothing, module.several = 3, "a", x, None, [number()]
    assert tables(module) == {"parameters": [], "modules": [], "buffers": []}
    assert (module.size, module.name, module.nothing, len(module.several)) == (3, "a", None, 1)
    assert module.constant is x


@pytest.mark.task("4.1", "Module.__setattr__")
def test_a_part_that_is_set_again_is_exchanged():
    """A new parameter takes the place of the old one; None says that there is none now, and keeps the place."""
    module, new = Module(), number(2.0)
    module.weight = number(1.0)
    module.bias = number()
    module.weight = new
    assert module._parameters["weight"] is new and module.weight is new
    module.weight = None
    assert tables(module)["parameters"] == ["weight", "bias"]
    assert module._parameters["weight"] is None and module.weight is None


@pytest.mark.task("4.1", "Module.__setattr__")
def test_a_buffer_stays_a_buffer():
    """A plain Tensor under the name of a buffer is the new buffer."""
    module, new = Module(), tensor([5.0])
    module.register_buffer("mean", tensor([0.0]))
    module.mean = new
    assert tables(module) == {"parameters": [], "modules": [], "buffers": ["mean"]}
    assert module._buffers["mean"] is new and module.mean is new


@pytest.mark.task("4.1", "Module.__setattr__")
def test_a_parameter_is_not_replaced_by_a_plain_tensor():
    """module.weight = a plain Tensor is a mistake that would end its training in silence: a TypeError, no change."""
    module, p = Module(), number()
    module.weight = p
    with pytest.raises(TypeError, match="weight"):
        module.weight = tensor([2.0])
    assert module._parameters["weight"] is p and module.weight is p


@pytest.mark.task("4.1", "Module.__setattr__")
def test_a_name_is_in_one_table_only():
    """Where a Parameter takes the name of a module, the module is forgotten."""
    module = Module()
    module.part = Module()
    module.part = number()
    assert tables(module) == {"parameters": ["part"], "modules": [], "buffers": []}


@pytest.mark.task("4.1", "Module.__setattr__")
def test_a_buffer_can_become_a_parameter():
    """A Parameter is a Tensor, too, but belongs among the parameters, whatever had its name before."""
    module = Module()
    module.register_buffer("scale", tensor([1.0]))
    module.scale = number()
    assert tables(module) == {"parameters": ["scale"], "modules": [], "buffers": []}


# --- Module.named_parameters


def model_of(tree: dict) -> Module:
    """A module with a parameter for each None in the tree, and a module for each dict."""
    module = Module()
    for name, inside in tree.items():
        setattr(module, name, number() if inside is None else model_of(inside))
    return module


def paths(tree: dict, path: str = "") -> list[str]:
    """The paths of a tree's parameters: its own first."""
    own = [path + name for name, inside in tree.items() if inside is None]
    below = [paths(inside, f"{path}{name}.") for name, inside in tree.items() if inside is not None]
    return functools.reduce(list.__add__, below, own)


names = st.sampled_from(("a", "b", "c"))
trees = st.dictionaries(
    names,
    st.recursive(st.none(), lambda inside: st.dictionaries(names, inside, max_size=3), max_leaves=5),
    max_size=3,
)


@pytest.mark.task("4.1", "Module.named_parameters")
def test_parameters_have_paths():
    """The model's own come first, then those of the modules in it, each with the names on the way to it."""
    model = model_of({"first": {"weight": None, "bias": None}, "scale": None, "second": {"inner": {"weight": None}}})
    found = [path for path, _ in model.named_parameters()]
    assert found == ["scale", "first.weight", "first.bias", "second.inner.weight"]


@pytest.mark.task("4.1", "Module.named_parameters")
@given(tree=trees)
def test_parameters_of_any_tree(tree):
    """Every parameter is found, under its path, and it is the one that the path leads to."""
    model = model_of(tree)
    found = dict(model.named_parameters())
    assert list(found) == paths(tree)
    for path, parameter in found.items():
        assert functools.reduce(getattr, path.split("."), model) is parameter


@pytest.mark.task("4.1", "Module.named_parameters")
def test_none_is_no_parameter():
    """A layer without a bias has None under that name, which is passed over."""
    model = model_of({"weight": None})
    model.register_parameter("bias", None)
    assert [path for path, _ in model.named_parameters()] == ["weight"]


@pytest.mark.task("4.1", "Module.named_parameters")
def test_a_shared_parameter_is_there_once():
    """Two places for one parameter: its first path alone, or with remove_duplicate=False both."""
    model = model_of({"first": {"weight": None}, "second": {"weight": None}})
    model.second.weight = model.first.weight
    assert [path for path, _ in model.named_parameters()] == ["first.weight"]
    both = [path for path, _ in model.named_parameters(remove_duplicate=False)]
    assert both == ["first.weight", "second.weight"]


@pytest.mark.task("4.1", "Module.named_parameters")
def test_equal_numbers_are_not_the_same_parameter():
    """Two parameters that hold 1.0 are two, however equal they are."""
    model = model_of({"first": {"weight": None}, "second": {"weight": None}})
    assert [path for path, _ in model.named_parameters()] == ["first.weight", "second.weight"]


@pytest.mark.task("4.1", "Module.named_parameters")
def test_prefix_and_recurse():
    """A prefix is put before all paths, with a dot; recurse=False leaves out the modules inside."""
    model = model_of({"inner": {"weight": None}, "scale": None})
    assert [path for path, _ in model.named_parameters("net")] == ["net.scale", "net.inner.weight"]
    assert [path for path, _ in model.named_parameters(recurse=False)] == ["scale"]
    assert [path for path, _ in model.named_parameters("net", recurse=False)] == ["net.scale"]


# --- Module.train


def modes(model: Module) -> dict[str, bool]:
    """Path -> training, for the model ("") and all modules in it."""
    return {path: module.training for path, module in model.named_modules()}


@pytest.mark.task("4.1", "Module.train")
def test_train_reaches_every_module():
    """eval() is train(False), here, in the children and in theirs; train() turns it back."""
    model = model_of({"a": {"b": {}}, "c": {}})
    model.train(False)
    assert modes(model) == {"": False, "a": False, "a.b": False, "c": False}
    model.train()
    assert modes(model) == {"": True, "a": True, "a.b": True, "c": True}


@pytest.mark.task("4.1", "Module.train")
def test_train_gives_the_module_back():
    """So that one can write model = Net().eval()."""
    model = Module()
    assert model.train() is model
    assert model.eval() is model


@pytest.mark.task("4.1", "Module.train")
def test_train_of_a_part_leaves_the_others():
    """model.a.eval() changes a and what is inside it."""
    model = model_of({"a": {"b": {}}, "c": {}})
    model.a.eval()
    assert modes(model) == {"": True, "a": False, "a.b": False, "c": True}


@pytest.mark.task("4.1", "Module.train")
def test_train_asks_a_part_that_has_its_own_mind():
    """A module may write its own train(), to stay in evaluation mode: it is called for each child, too."""

    class Frozen(Module):
        def train(self, mode=True):
            return super().train(False)

    model = Module()
    model.frozen = Frozen()
    model.train()
    assert modes(model) == {"": True, "frozen": False}


# --- Sequential.forward

STEPS = {"+ 3": lambda x: x + 3.0, "* 2": lambda x: x * 2.0, "- x": lambda x: -x, "square": lambda x: x * x}


@pytest.mark.task("4.1", "Sequential.forward")
def test_sequential_goes_from_left_to_right():
    """(2 + 3) * 10 = 50, and not 2 * 10 + 3."""
    model = Sequential(Apply(lambda x: x + 3.0), Apply(lambda x: x * 10.0))
    assert model(tensor([2.0])).tolist() == [50.0]


@pytest.mark.task("4.1", "Sequential.forward")
def test_an_empty_sequential_gives_back_what_it_gets():
    """No module, no change: the very tensor."""
    x = tensor([1.0, 2.0])
    assert Sequential()(x) is x


@pytest.mark.task("4.1", "Sequential.forward")
@given(x=whole, row=st.lists(st.sampled_from(sorted(STEPS)), max_size=4))
def test_sequential_is_composition(x, row):
    """Sequential(f, g, h)(x) = h(g(f(x)))."""
    model = Sequential(*(Apply(STEPS[step]) for step in row))
    expected = functools.reduce(lambda value, step: STEPS[step](value), row, x)
    assert model(tensor([x])).tolist() == [expected]


@pytest.mark.task("4.1", "Sequential.forward")
def test_sequential_calls_its_modules():
    """module(x), which runs the module's hooks, and not module.forward(x), which would pass them by."""
    model, seen = Sequential(Apply(lambda x: x + 1.0)), []
    model[0].register_forward_hook(lambda module, inputs, output: seen.append(output.tolist()))
    model(tensor([1.0]))
    assert seen == [[2.0]]


@pytest.mark.task("4.1", "Sequential.forward")
def test_gradients_flow_through_a_sequential():
    """y = (3 x)^2 rises by 18 x: 36 at x = 2."""
    x: Tensor = tensor([2.0], requires_grad=True)
    Sequential(Apply(lambda x: x * 3.0), Apply(lambda x: x * x))(x).backward()
    assert x.grad.tolist() == [36.0]
