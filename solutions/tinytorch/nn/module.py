"""A Module: a piece of a model that knows its parameters, and those of the modules inside it.

class Net(Module):
    def __init__(self):
        self.first, self.second = Linear(2, 8), Linear(8, 1)

    def forward(self, x):
        return self.second(self.first(x).relu())

net(x), net.parameters(), net.train(), net.to("cpu"), net.state_dict()
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self

from tinytorch.autograd.engine import no_grad
from tinytorch.nn.errors import NAMED, ask_for_tensors, name_layer
from tinytorch.nn.hooks import Hook, Hooks, add
from tinytorch.nn.parameter import Parameter
from tinytorch.nn.state import LoadedKeys, load_state_dict, state_dict
from tinytorch.nn.tree import Tree, check_kind, check_part, joined
from tinytorch.tensors.arguments import check_function
from tinytorch.tensors.backward import Handle
from tinytorch.tensors.dtypes import DTypeError, as_dtype, float32, float64, is_float
from tinytorch.tensors.methods.exchange import KINDS
from tinytorch.tensors.tensor import Tensor


class Module(Tree):
    """The base class of all layers and models: subclass it, set attributes in `__init__`, compute in `forward`.

    training  whether it is being trained, which Dropout and its like ask. How parts are kept is in nn/tree.py.
    """

    _hooks: Hooks | None = None  # made for the first hook

    def __init__(self) -> None:
        """A module without parts. It takes no arguments: a subclass that has none either is told so."""

    # --- Calling

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes: a subclass writes it, and others call the module itself."""
        raise NotImplementedError(f"{type(self).__name__} has no forward(): write what it computes in one")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """forward(...), and the hooks before, after and on the way back. An error that comes out names the layer."""
        try:
            if self._hooks is None:
                return self.forward(*args, **kwargs)
            return self._hooks.call(self, args, kwargs)
        except NAMED as error:
            name_layer(error, self)
            raise
        except AttributeError:
            ask_for_tensors(self, args)
            raise

    # --- Registration

    def __setattr__(self, name: str, value: Any) -> None:
        """self.name = value: an ordinary attribute, which is also noted in a table if it is a part of the model.

        `self._tables()` gives three pairs: (self._parameters, Parameter), (self._modules, Module), (self._buffers,
        Tensor). Go through them in this order until one of two cases is met:

        1. The value is of the table's kind, a Parameter or a Module: note it there under its name, which has to leave
           the other tables (`self._forget(name, table)`). A plain Tensor is no case of this: only `register_buffer`
           makes it a part.
        2. The name stands in the table: the value takes the place of what is there, if it may. `check_kind(self, name,
           value, kind)` raises unless it is None or of this kind.

        In any case, `object.__setattr__(self, name, value)` sets the attribute itself.
        """
        check_part(self, name, value)
        ### BEGIN SOLUTION 1
        for table, kind in self._tables():
            if kind is not Tensor and isinstance(value, kind):
                self._forget(name, table)
                table[name] = value
                break
            if name in table:
                check_kind(self, name, value, kind)
                table[name] = value
                break
        object.__setattr__(self, name, value)
        ### END SOLUTION

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """("layers.0.weight", parameter) for the parameters of this module and, with `recurse`, of those inside it.

        A module's own come first, then its children's: `self.named_modules(prefix, remove_duplicate)` goes through the
        modules in this order and tells their paths. Those of a module are in its `_parameters`, by name; a name may
        stand for None, which is no parameter. `joined(path, name)` puts a dot between the two, if there is a path.

        A parameter that occurs at several places is there once, under its first name, unless `remove_duplicate` is
        False. Two parameters of equal numbers are still two: remember which you have seen in a set, which goes by
        identity, and not in a list, where `in` compares numbers.
        """
        ### BEGIN SOLUTION 1
        seen: set[Parameter] = set()
        modules = self.named_modules(prefix, remove_duplicate) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, parameter in module._parameters.items():
                if parameter is not None and parameter not in seen:
                    if remove_duplicate:
                        seen.add(parameter)
                    yield joined(path, name), parameter
        ### END SOLUTION

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """What training changes, each once: what an optimizer is given."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def apply(self, fn: Callable[[Module], Any]) -> Self:
        """fn(module) for each module, the innermost first and this one last: to initialise all layers of a kind."""
        check_function("apply()", fn, "a function of a module")
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    # --- Changing all of it

    def train(self, mode: bool = True) -> Self:
        """Set `training` to `mode` here and in all modules inside (`self.children()`, and theirs); gives self back."""
        if not isinstance(mode, bool):
            raise ValueError(f"train() wants True or False as its mode, got a {type(mode).__name__}")
        ### BEGIN SOLUTION 1
        self.training = mode
        for child in self.children():
            child.train(mode)
        return self
        ### END SOLUTION

    def eval(self) -> Self:
        """train(False): the model is used, not trained."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """From now on gradients flow to all parameters, or do not: a part that is not trained is frozen."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients, before the next backward adds to them; or fill them with zeros."""
        for parameter in self.parameters():
            if parameter.grad is None or set_to_none:
                parameter.grad = None
            else:
                parameter.grad = parameter.grad.detach().zero_()

    def to(self, *where: Any, dtype: Any = None, device: str | None = None) -> Self:
        """All parameters and buffers on another device, or with another kind of float: to("cpu"), to(float64).

        They stay the same objects, so that an optimizer that was made before keeps working. Whole numbers and bools
        stay what they are.
        """
        for given in where:
            if isinstance(given, Tensor):
                dtype, device = given.dtype, given.device
            elif isinstance(given, str) and given not in KINDS:
                device = given
            else:
                dtype = given
        kind = None if dtype is None else as_dtype(dtype)
        if kind is not None and not is_float(kind):
            raise DTypeError(f"a module computes with float32 or float64, got {kind}")
        with no_grad():
            for tensor in (*self.parameters(), *self.buffers()):
                change(tensor, kind, device)
        return self

    def cpu(self) -> Self:
        """to("cpu")."""
        return self.to("cpu")

    def cuda(self, device: Any = None) -> Self:
        """to("cuda"). There is one such device, so that its number is left out."""
        return self.to("cuda")

    def float(self) -> Self:
        """With float32."""
        return self.to(float32)

    def double(self) -> Self:
        """With float64."""
        return self.to(float64)

    # --- Its state

    def state_dict(self, prefix: str = "", keep_vars: bool = False) -> dict[str, Tensor]:
        """Key -> tensor, of all parameters and persistent buffers, on the model's own memory: nn/state.py."""
        return state_dict(self, prefix, keep_vars)

    def load_state_dict(self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False) -> LoadedKeys:
        """Copy such a state into this model: nn/state.py. Raises StateError if it does not fit, and changes nothing."""
        return load_state_dict(self, state_dict, strict, assign)

    # --- Hooks: each gives a handle, whose `remove()` takes the hook away

    def register_forward_pre_hook(self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False) -> Handle:
        """Call hook(module, args) before each forward; what it returns takes the place of args. See nn/hooks.py."""
        return add(self._hooked().before, (hook, with_kwargs), prepend)

    def register_forward_hook(self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False) -> Handle:
        """Call hook(module, args, output) after each forward; what it returns takes the place of the output."""
        return add(self._hooked().after, (hook, with_kwargs), prepend)

    def register_full_backward_hook(self, hook: Hook, prepend: bool = False) -> Handle:
        """Call hook(module, grad_input, grad_output) once in each backward; what it returns takes grad_input's place.

        Both are tuples, with a gradient for each positional argument and for each output: None where there is none.
        """
        return add(self._hooked().backward, hook, prepend)

    def _hooked(self) -> Hooks:
        if self._hooks is None:
            self._hooks = Hooks()
        return self._hooks

    # --- How it is shown

    def extra_repr(self) -> str:
        """What is shown between the brackets: the arguments that a layer was made with."""
        return ""

    def _shown_children(self) -> Iterable[tuple[str, str]]:
        """(name, how it is shown) for each module inside."""
        return ((name, repr(child)) for name, child in self._modules.items())

    def __repr__(self) -> str:
        text = self.extra_repr()
        extra = text.split("\n") if text else []
        children = [f"({name}): {shown}" for name, shown in self._shown_children()]
        if not children and len(extra) <= 1:
            return f"{type(self).__name__}({''.join(extra)})"
        lines = [line for part in (*extra, *children) for line in part.split("\n")]
        return "\n  ".join([f"{type(self).__name__}(", *lines]) + "\n)"


def change(tensor: Tensor, dtype: Any, device: str | None) -> None:
    """Give the tensor, and its gradient, numbers of this kind (if they are floats) on this device."""
    old, gradient = tensor.data, tensor.grad
    new = old.to(dtype=dtype if is_float(old.dtype) else None, device=device)
    if new is not old:
        tensor.data = new
    if gradient is not None:
        tensor.grad = gradient.to(dtype=dtype, device=device)
