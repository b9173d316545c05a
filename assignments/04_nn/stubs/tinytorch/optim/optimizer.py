# Made from solutions/tinytorch/optim/optimizer.py by `autograder build`.
"""What all optimizers share: groups of parameters, what is kept of each, and the form in which that is saved.

class Descent(Optimizer):
    def __init__(self, params, lr=0.1):
        super().__init__(params, {"lr": lr})

    def update(self, p, gradient, state, group):
        p -= group["lr"] * gradient
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Any, ClassVar

from tinytorch.autograd.engine import no_grad
from tinytorch.tensors.arguments import check_function, is_number, said
from tinytorch.tensors.creation import tensor
from tinytorch.tensors.tensor import Tensor

Group = dict[str, Any]
State = dict[str, Any]


class Optimizer:
    """Changes parameters so that the loss becomes smaller, one `step` at a time.

    params    tensors, or pairs (name, tensor), or one dictionary for each group: its parameters under "params", and
              what shall be different for them, such as {"params": biases, "weight_decay": 0.0}
    defaults  the numbers that hold for a group that does not say otherwise

    param_groups  the groups as such dictionaries; a schedule changes "lr" in them
    state         for each parameter what `update` keeps of it: tensors on the parameter's device, and whole numbers
    """

    below: ClassVar[dict[str, float]] = {}  # what the numbers of a group must be below; none may be below 0

    def __init__(self, params: Iterable[Any], defaults: Group) -> None:
        if isinstance(params, Tensor):
            raise TypeError(f"{type(self).__name__} wants a list of parameters, got one tensor: write [p]")
        if not isinstance(params, Iterable) or hasattr(params, "parameters"):
            raise TypeError(
                f"{type(self).__name__} wants a list of parameters, got a {type(params).__name__}: hand over "
                "model.parameters()"
            )
        given = list(params)
        if not given:
            raise ValueError(
                f"{type(self).__name__} got an empty list of parameters: is it a generator that was used before?"
            )
        self.defaults = defaults
        self.param_groups: list[Group] = []
        self.state: defaultdict[Tensor, State] = defaultdict(dict)
        for group in given if isinstance(given[0], dict) else [{"params": given}]:
            self.add_param_group(group)

    # --- What an optimizer says of itself

    def start(self, p: Tensor, group: Group) -> State:
        """What is kept of a parameter before its first step."""
        return {}

    def update(self, p: Tensor, gradient: Tensor, state: State, group: Group) -> None:
        """Change p in place, given its gradient, what is kept of it, and the numbers of its group. Nothing is recorded.

        p -= x works here: on a tensor it writes into the memory of p.
        """
        raise NotImplementedError(f"{type(self).__name__} wants a method update(self, p, gradient, state, group)")

    def shortcut(self, p: Tensor, gradient: Tensor, state: State, group: Group) -> bool:
        """Do what `update` does by one kernel of the device, if it has one; whether it was done."""
        return False

    def check(self, group: Group) -> None:
        """Raise ValueError for a number that makes no sense."""
        for name, high in self.below.items():
            pair = name == "betas"
            numbers = group[name] if pair else (group[name],)
            fits = isinstance(numbers, tuple | list) and len(numbers) == 1 + pair
            if not fits or not all(fits_rate(number) and 0 <= number < high for number in numbers):
                wanted = "of 0 or more" if high == inf else f"from 0 to below {high:g}"
                named = f"two {name}" if pair else name
                raise ValueError(f"{type(self).__name__} wants {named} {wanted}, got {said(group[name])}")

    # --- Groups

    def add_param_group(self, param_group: Group) -> None:
        """Train these parameters, too, with numbers of their own where the group has some."""
        if not isinstance(param_group, dict):
            raise TypeError(f'a group is a dict with its parameters under "params", got a {type(param_group).__name__}')
        params = param_group.get("params")
        if params is None or isinstance(params, set):
            raise TypeError(
                f'a group wants its parameters under "params", in an order that stays: got the keys {[*param_group]}, '
                f"and for params a {type(params).__name__}"
            )
        params = [params] if isinstance(params, Tensor) else list(params)
        group = {**self.defaults, **param_group}
        if params and all(isinstance(p, tuple) for p in params):
            group["param_names"] = [name for name, _ in params]
            params = [p for _, p in params]
        group["params"] = params
        known = {p for other in self.param_groups for p in other["params"]}
        for p in params:
            self._check_parameter(p)
            if p in known:
                raise ValueError(
                    f"a parameter of shape {p.shape} was given twice: a step would change it twice, so name it once"
                )
            known.add(p)
        self.check(group)
        self.param_groups.append(group)

    def _check_parameter(self, p: Any) -> None:
        """Raise unless p is a tensor that training can change."""
        name = type(self).__name__
        if not isinstance(p, Tensor):
            raise TypeError(f"{name} wants tensors as parameters, got a {type(p).__name__}")
        if not p.is_leaf:
            raise ValueError(
                f"{name} cannot change a tensor of shape {p.shape} that was computed from others: give it the leaves "
                "from which it was computed, or detach() it first"
            )

    # --- Training

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters, or write 0 into them."""
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none or p.grad is None:
                    p.grad = None
                else:
                    if p.grad.requires_grad:
                        p.grad = p.grad.detach()
                    p.grad.zero_()

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient. `closure`, if given, computes it first and returns the loss."""
        if closure is not None:
            check_function("step()", closure, "a function that computes the loss and returns it")
        loss = None if closure is None else closure()
        with no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if (gradient := p.grad) is not None:
                        self._advance(p, gradient, group)
        return loss

    def _advance(self, p: Tensor, gradient: Tensor, group: Group) -> None:
        """One step of one parameter."""
        state = self.state[p]
        if state:
            follow(state, p)
        else:
            state.update(self.start(p, group))
        if group.get("maximize"):
            gradient = -gradient
        if group.get("fused") is False or not self.shortcut(p, gradient, state, group):
            self.update(p, gradient, state, group)

    # --- Saving and loading, in PyTorch's form

    def state_dict(self) -> dict[str, Any]:
        """{"state": {number: ...}, "param_groups": [...]}, with the numbers of parameters in place of them.

        Parameters are numbered through all groups. The tensors are those that the optimizer works with, no copies.
        """
        number: dict[Tensor, int] = {}
        for p in self._parameters():
            number[p] = len(number)
        groups = [{**group, "params": [number[p] for p in group["params"]]} for group in self.param_groups]
        return {"state": {number[p]: dict(kept) for p, kept in self.state.items() if kept}, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from there: what is kept of each parameter, and the numbers of each group. Tensors are copied.

        Raises ValueError, and changes nothing, if it was saved with other parameters or by another kind of optimizer.
        """
        if not isinstance(state_dict, Mapping) or not {"state", "param_groups"} <= state_dict.keys():
            raise ValueError(f"expected the keys 'state' and 'param_groups', got {shown(state_dict)}")
        saved = state_dict["param_groups"]
        if not isinstance(state_dict["state"], Mapping) or not is_groups(saved):
            raise ValueError(
                "expected a dict under 'state' and a list of groups under 'param_groups': is it the state_dict() of an "
                "optimizer?"
            )
        sizes, wanted = ([len(group["params"]) for group in groups] for groups in (saved, self.param_groups))
        if sizes != wanted:
            raise ValueError(f"expected a state of groups of {wanted} parameters, got one of groups of {sizes}")
        numbers = [number for group in saved for number in group["params"]]
        place = dict(zip(numbers, self._parameters(), strict=True))
        groups = [
            {**mine, **theirs, "params": mine["params"]} for mine, theirs in zip(self.param_groups, saved, strict=True)
        ]
        group_of = {p: group for group in groups for p in group["params"]}
        state: defaultdict[Tensor, State] = defaultdict(dict)
        for number, kept in state_dict["state"].items():
            if number not in place:
                raise ValueError(f"the state has a parameter {number!r} that is in none of its groups")
            p = place[number]
            state[p] = {name: restored(name, value, p) for name, value in kept.items()}
            self._check_state(number, p, state[p], group_of[p])
        self._check_kind(saved)
        self.state, self.param_groups = state, groups

    def _check_kind(self, groups: list[Group]) -> None:
        """Raise ValueError if groups were saved by another kind of optimizer: they lack numbers that this one has."""
        for group in groups:
            if lacking := [name for name in self.defaults if name not in group and name not in ("fused", "maximize")]:
                raise ValueError(
                    f"the state has no {lacking[0]!r} for its groups, which {type(self).__name__} wants: "
                    "was it saved by another optimizer?"
                )

    def _check_state(self, number: int, p: Tensor, state: State, group: Group) -> None:
        """Raise ValueError unless there is in it what `start` makes, in the same shapes."""
        for name, fresh in self.start(p, group).items():
            if name not in state:
                raise ValueError(
                    f"the state of parameter {number} has no {name!r}, which {type(self).__name__} wants: "
                    "was it saved by another optimizer?"
                )
            shapes = [getattr(x, "shape", ()) for x in (fresh, state[name])]
            if shapes[0] != shapes[1]:
                raise ValueError(
                    f"{name!r} of parameter {number} has shape {shapes[1]}, and wants {shapes[0]}: "
                    "was it saved with another model?"
                )

    def _parameters(self) -> Iterable[Tensor]:
        """All parameters, group after group."""
        return (p for group in self.param_groups for p in group["params"])

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name not in ("params", "param_names")]
        return "\n".join([*lines, ")"])


def fits_rate(number: Any) -> bool:
    """Whether it is a number, or a tensor with one."""
    return is_number(number) or (isinstance(number, Tensor) and number.numel() == 1)


def is_groups(saved: Any) -> bool:
    """Whether it is a list of groups, each with its parameters."""
    return isinstance(saved, list) and all(isinstance(group, Mapping) and "params" in group for group in saved)


def shown(state: Any) -> str:
    """What is there instead of a state."""
    return str([*state]) if isinstance(state, Mapping) else f"a {type(state).__name__}"


def follow(state: State, p: Tensor) -> None:
    """Bring what is kept of p to where p is now: it may have been moved to another device, or become float64."""
    device, dtype = p.value.backend, p.value.buffer.data.dtype
    for name, kept in state.items():
        if not isinstance(kept, Tensor):
            continue
        value = kept.value
        if value.backend is not device or value.buffer.data.dtype is not dtype:
            state[name] = kept.to(device=p.device, dtype=p.dtype)


def restored(name: str, value: Any, p: Tensor) -> Any:
    """A value of a saved state as it is kept of p: a tensor of any library is copied to the kind and the place of p."""
    if name == "step":
        return int(value)
    return tensor(value, dtype=p.dtype, device=p.device) if hasattr(value, "dtype") else value
