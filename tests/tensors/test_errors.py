"""Wrong use is answered with one sentence: the right kind of error, what was expected, and what came."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from tinytorch.tensors.backend import BACKENDS

import tinytorch as tt
from tinytorch import BackendError, DeviceError, DTypeError, GradientError, LayoutError, Tensor

OTHER = sorted(set(BACKENDS) - {"numpy"})[0]


def ones(*shape: int, **how: Any) -> Tensor:
    return Tensor(np.ones(shape), **how)


def leaf(*shape: int) -> Tensor:
    return ones(*shape, requires_grad=True)


def twice(y: Tensor) -> None:
    y.backward()
    y.backward()


def add_in_place(x: Tensor, y: Any) -> None:
    x += y


def number(dtype: str) -> Tensor:
    return Tensor([1, 2], dtype=dtype)


BAD: dict[str, tuple[Callable[[], Any], type[Exception], tuple[str, ...]]] = {
    # --- Making one
    "a ragged list": (lambda: Tensor([[1.0, 2.0], [3.0]]), LayoutError, ("rows", "(2,)", "item 0", "(1,)", "item 1")),
    "a ragged list deeper in": (lambda: Tensor([[[1.0], [2.0]], [[1.0], [2.0, 3.0]]]), LayoutError, ("(1,)", "(2,)")),
    "a number among lists": (lambda: Tensor([[1.0], 2.0]), LayoutError, ("(1,)", "()")),
    "lists of different depth": (lambda: tt.tensor([[1.0], [[2.0]]]), LayoutError, ("(1,)", "(1, 1)")),
    "a word among numbers": (lambda: Tensor([1.0, "two"]), DTypeError, ("numbers", "str")),
    "None": (lambda: Tensor(None), DTypeError, ("NoneType",)),
    "a word": (lambda: Tensor("abc"), DTypeError, ("str",)),
    "a set": (lambda: Tensor({1.0, 2.0}), DTypeError, ("set",)),
    "complex numbers": (lambda: tt.tensor(np.zeros(2, complex)), DTypeError, ("float32", "complex128")),
    "an array of words": (lambda: tt.tensor(np.array(["a"])), DTypeError, ("float32", "<U1")),
    "an array of objects": (lambda: Tensor(np.array([None])), DTypeError, ("numbers", "object")),
    "an unknown dtype": (lambda: Tensor([1.0], dtype="float16"), DTypeError, ("float32, float64, int64", "float16")),
    "a dtype that is none": (lambda: tt.zeros(2, dtype=3), DTypeError, ("float32, float64, int64", "3")),
    "an unknown device": (lambda: Tensor([1.0], device="gpu"), BackendError, ("numpy, python", "'gpu'")),
    "an unknown device to go to": (lambda: ones(1).to(device="gpu"), BackendError, ("numpy, python", "'gpu'")),
    "a negative side": (lambda: tt.zeros(2, -1), LayoutError, ("(2, -1)",)),
    # --- What is not a number, an axis or a tensor
    "a word as an axis": (lambda: ones(2).softmax("a"), TypeError, ("whole number", "axis", "'a'")),
    "half an axis": (lambda: ones(2).sum(0.5), TypeError, ("whole number", "axis", "0.5")),
    "no axis where one is needed": (lambda: ones(2).cumsum(None), TypeError, ("whole number", "axis", "None")),
    "a word as a side": (lambda: ones(2).reshape("a"), TypeError, ("whole numbers", "'a'")),
    "a number for a list of tensors": (lambda: tt.cat(3), TypeError, ("cat", "list of tensors", "int")),
    "an einsum without an equation": (lambda: tt.einsum(ones(2)), TypeError, ("einsum", "ij,jk->ik", "Tensor")),
    "an einsum of lists": (lambda: tt.einsum("i,i->", [1.0], [2.0]), TypeError, ("einsum", "a tensor", "list")),
    "an einsum of a digit": (lambda: tt.einsum("i2->i", ones(2, 2)), LayoutError, ("'i2'", "'i2->i'", "2 letters")),
    "vectors of two lengths": (lambda: ones(2).dot(ones(3)), LayoutError, ("dot", "(2,)", "(3,)")),
    "whole numbers between 5 and 2": (lambda: tt.randint(5, 2, (3,)), ValueError, ("randint", "5 and 2")),
    "a number among tensors": (lambda: tt.cat([ones(1), 1]), TypeError, ("cat", "a tensor", "int", "tensor()")),
    "nothing in a stack of rows": (lambda: tt.vstack([None]), TypeError, ("vstack", "a tensor", "NoneType")),
    **{
        f"a word in {name}": (lambda act=act: act(ones(2, 2), "a"), TypeError, (name, "a tensor", "str", "tensor()"))
        for name, act in {
            "mm": lambda x, y: x.mm(y),
            "scatter": lambda x, y: x.scatter(0, [[0]], y),
            "scatter_add": lambda x, y: x.scatter_add(0, [[0]], y),
            "index_add": lambda x, y: x.index_add(0, [0], y),
            "isclose": lambda x, y: x.isclose(y),
            "equal": lambda x, y: x.equal(y),
            "fill_": lambda x, y: x.fill_(y),
        }.items()
    },
    "a word as a bound": (lambda: ones(1).clamp("a"), TypeError, ("clamp", "str")),
    "a word to fill in": (lambda: ones(1).masked_fill(ones(1) > 0, "a"), TypeError, ("masked_fill", "str")),
    "an ndarray as data": (lambda: setattr(leaf(2), "data", np.ones(2)), TypeError, ("x.data", "ndarray")),
    "whole numbers as data": (lambda: setattr(leaf(2), "data", number("int64")), DTypeError, ("float32", "int64")),
    "a number as a gradient": (lambda: setattr(leaf(2), "grad", 5), TypeError, ("x.grad", "int")),
    "a .grad of another shape": (lambda: setattr(leaf(2), "grad", ones(3)), LayoutError, ("(2,)", "(3,)")),
    "a .grad of another kind": (
        lambda: setattr(leaf(2), "grad", ones(2, dtype="float64")),
        DTypeError,
        ("float32", "float64"),
    ),
    "an array as an axis": (lambda: ones(2, 2).sum(np.ones((2, 2))), TypeError, ("whole number", "axis", "a ndarray")),
    "several axes for one answer": (lambda: ones(2, 2).argmax((0, 1)), TypeError, ("whole number", "axis", "(0, 1)")),
    "a tensor as a shape": (lambda: ones(2).reshape(ones(2)), TypeError, ("whole numbers", "a Tensor")),
    "half a list of axes": (lambda: ones(2).squeeze(0.5), TypeError, ("whole numbers", "0.5")),
    "a list as a device": (lambda: tt.zeros(2, device=["cpu"]), BackendError, ("a device", "['cpu']")),
    "an array as a dtype": (lambda: ones(2).to(np.ones(2)), DTypeError, ("float32, float64", "a ndarray")),
    **{
        f"a word for {name}": (act, TypeError, (name.split()[0], name.split()[-1], "'a'"))
        for name, act in {
            "arange of start": lambda: tt.arange("a", 3),
            "linspace of start": lambda: tt.linspace("a", 1, 3),
            "linspace of steps": lambda: tt.linspace(0, 1, "a"),
            "randint of high": lambda: tt.randint("a", (2,)),
            "randperm of n": lambda: tt.randperm("a"),
            "normal of mean": lambda: tt.normal("a", 1.0, (2,)),
            "multinomial of num_samples": lambda: tt.multinomial(ones(2), "a"),
            "manual_seed of seed": lambda: tt.Generator().manual_seed("a"),
            "select of index": lambda: ones(2).select(0, "a"),
            "narrow of start": lambda: ones(2).narrow(0, "a", 1),
            "chunk of chunks": lambda: ones(2).chunk("a"),
            "topk of k": lambda: ones(2).topk("a"),
            "tril of diagonal": lambda: ones(2, 2).tril("a"),
            "triu of diagonal": lambda: ones(2, 2).triu("a"),
            "diagonal of offset": lambda: ones(2, 2).diagonal("a"),
            "unfold of size": lambda: ones(2).unfold(0, "a", 1),
            "isclose of rtol": lambda: ones(2).isclose(ones(2), "a"),
            "round of decimals": lambda: ones(2).round(decimals="a"),
            "var of correction": lambda: ones(2).std(correction="a"),
            "leaky_relu of negative_slope": lambda: ones(2).leaky_relu("a"),
            "elu of alpha": lambda: ones(2).elu("a"),
        }.items()
    },
    **{
        f"words for {name}": (act, TypeError, ("whole numbers", "'a'"))
        for name, act in {
            "split": lambda: ones(2).split("a"),
            "roll": lambda: ones(2).roll("a"),
            "movedim": lambda: ones(2).movedim("a", 0),
            "unflatten": lambda: ones(2).unflatten(0, "a"),
            "pad": lambda: ones(2).pad("a"),
        }.items()
    },
    **{
        f"a number in place of a tensor for {name}": (act, TypeError, (name, "a tensor", "int", "tensor()"))
        for name, act in {
            "full_like": lambda: tt.zeros_like(3),
            "empty_like": lambda: tt.empty_like(3),
            "rand_like": lambda: tt.rand_like(3),
            "randn_like": lambda: tt.randn_like(3),
            "bernoulli": lambda: tt.bernoulli(3),
            "multinomial": lambda: tt.multinomial(3, 1),
            "grad()": lambda: tt.grad(3, leaf(1)),
            "broadcast_tensors": lambda: tt.broadcast_tensors(ones(1), 3),
            "view_as": lambda: ones(2).view_as(3),
            "expand_as": lambda: ones(2).expand_as(3),
            "reshape_as": lambda: ones(2).reshape_as(3),
        }.items()
    },
    "the gradient by a number": (lambda: tt.grad(leaf(1).sum(), 3), TypeError, ("grad()", "a tensor", "int")),
    "a number as a hook": (lambda: leaf(1).register_hook(3), TypeError, ("a hook wants a function", "got 3")),
    "a range of nothing": (lambda: tt.arange(), TypeError, ("arange wants (stop)", "got 0 arguments")),
    "random whole numbers of one kind": (lambda: tt.randint(3), TypeError, ("(high, size)", "got 1 argument")),
    "random whole numbers that are floats": (lambda: tt.rand(2, dtype=int), DTypeError, ("rand", "int64", "randint")),
    "less than no steps": (lambda: tt.linspace(0, 1, -1), ValueError, ("linspace", "steps of 0 or more", "-1")),
    "an order of less than none": (lambda: tt.randperm(-1), ValueError, ("randperm", "0 or more", "-1")),
    "a negative diagonal": (lambda: tt.eye(-1), LayoutError, ("sides of 0 or more", "(-1, -1)")),
    "a negative spread": (lambda: tt.normal(0.0, -1.0, (2,)), ValueError, ("std of 0 or more", "-1.0")),
    "many numbers to fill with": (lambda: tt.full((2,), ones(2)), LayoutError, ("one number", "(2,)")),
    "chances below 0": (lambda: tt.multinomial(-ones(2), 1), ValueError, ("0 or more", "[-1.0, -1.0]")),
    "more draws than chances": (lambda: tt.multinomial(ones(2), 3), ValueError, ("from 1 to 2", "3", "replacement")),
    "a state that is none": (lambda: tt.Generator().set_state(3), ValueError, ("get_state()", "got 3")),
    # --- Shapes
    **{
        f"shapes that do not fit in {name}": (act, LayoutError, (name, "(2, 3)", "(2,)"))
        for name, act in {
            "add": lambda: ones(2, 3) + ones(2),
            "sub": lambda: ones(2, 3) - ones(2),
            "mul": lambda: ones(2, 3) * ones(2),
            "div": lambda: ones(2, 3) / ones(2),
            "pow": lambda: ones(2, 3) ** ones(2),
            "lt": lambda: ones(2, 3) < ones(2),
            "eq": lambda: ones(2, 3) == ones(2),
            "floor division": lambda: ones(2, 3) // ones(2),
            "maximum": lambda: ones(2, 3).maximum(ones(2)),
            "where": lambda: ones(2, 3).where(ones(2, 3) > 0, ones(2)),
        }.items()
    },
    "matrices that do not fit": (lambda: ones(2, 3) @ ones(2, 3), LayoutError, ("matmul", "(2, 3)")),
    "a product with a number": (lambda: ones(2, 3) @ Tensor(1.0), LayoutError, ("matmul", "(2, 3)", "()")),
    "a wrong number of elements": (lambda: ones(2, 3).reshape(4), LayoutError, ("(2, 3)", "(4,)")),
    "two unknown sides": (lambda: ones(2, 3).reshape(-1, -1), LayoutError, ("-1",)),
    "an expansion of more than 1": (lambda: ones(2, 3).expand(4, 3), LayoutError, ("(2, 3)", "(4, 3)")),
    "a gradient of another shape": (lambda: (leaf(2) * 2.0).backward(ones(3)), LayoutError, ("(2,)", "(3,)")),
    "an in-place result of another shape": (lambda: add_in_place(ones(2), ones(3, 2)), LayoutError, ("(2,)", "(3, 2)")),
    "joined shapes that do not fit": (
        lambda: tt.cat([ones(2, 3), ones(2, 2)]), LayoutError, ("cat", "(2, 3)", "(2, 2)")),
    "stacked shapes that differ": (lambda: tt.stack([ones(2), ones(3)]), LayoutError, ("stack", "(2,)", "(3,)")),
    # --- Axes
    "an axis that is not there": (lambda: ones(2, 3).sum(2), LayoutError, ("between -2 and 1", "got 2")),
    "an axis below all": (lambda: ones(2, 3).sum(-3), LayoutError, ("between -2 and 1", "got -3")),
    "an axis of a number": (lambda: Tensor(1.0).softmax(1), LayoutError, ("1",)),
    **{
        f"an axis that {name} does not find": (act, LayoutError, (f"{name}: ", "got 7"))
        for name, act in {
            "mean": lambda: ones(2, 3).mean(7),
            "max": lambda: ones(2, 3).max(7),
            "argmin": lambda: ones(2, 3).argmin(7),
            "logsumexp": lambda: ones(2, 3).logsumexp((0, 7)),
            "cumsum": lambda: ones(2, 3).cumsum(7),
            "sort": lambda: ones(2, 3).sort(7),
            "transpose": lambda: ones(2, 3).transpose(0, 7),
            "unsqueeze": lambda: ones(2, 3).unsqueeze(7),
            "flatten": lambda: ones(2, 3).flatten(7),
            "flip": lambda: ones(2, 3).flip(7),
            "unbind": lambda: ones(2, 3).unbind(7),
            "gather": lambda: ones(2, 3).gather(7, tt.zeros(1, 1, dtype=int)),
            "cat": lambda: tt.cat([ones(2, 3)], 7),
            "stack": lambda: tt.stack([ones(2, 3)], 7),
        }.items()
    },
    "an axis twice": (lambda: ones(2, 3).sum((0, 0)), LayoutError, ("once", "(0, 0)")),
    "too few axes to permute": (lambda: ones(2, 3).permute(0), LayoutError, ("(0,)",)),
    "an axis twice to permute": (lambda: ones(2, 3).permute(1, 1), LayoutError, ("(1, 1)",)),
    "the largest of none": (lambda: ones(0).max(), LayoutError, ("max wants", "(0,)")),
    "the largest along an empty axis": (lambda: ones(2, 0).amax(1), LayoutError, ("amax wants", "axis 1", "(2, 0)")),
    # --- Indices
    "an index that is not there": (lambda: ones(2, 3)[2], IndexError, ("2",)),
    "an index below all": (lambda: ones(2, 3)[0, -4], IndexError, ("3", "-4")),
    "too many indices": (lambda: ones(2)[0, 0], IndexError, ("(2,)", "2")),
    "rows that are not there": (lambda: ones(2, 3)[[0, 5]], IndexError, ("2", "5")),
    "the opposite of floats": (lambda: ~ones(2), DTypeError, ("not wants a bool", "float32", "~(x > 0)")),
    "a mask of another shape": (lambda: ones(2, 3)[np.array([True])], IndexError, ("(2,)", "(1,)")),
    "a float as an index": (lambda: ones(2)[1.0], IndexError, ("float",)),
    "floats as indices": (lambda: ones(2)[ones(1)], IndexError, ("float32",)),
    "a word as an index": (lambda: ones(2)["a"], IndexError, ("str",)),
    # --- Kinds of number
    "whole numbers that require a gradient": (
        lambda: Tensor([1, 2], True, dtype=int), DTypeError, ("float32 and float64", "int64")),
    "bools that are told to": (lambda: number("bool").requires_grad_(), DTypeError, ("float64", "bool")),
    "bools that are subtracted": (lambda: number("bool") - number("bool"), DTypeError, ("sub", "bools")),
    "a bool that is negated": (lambda: -number("bool"), DTypeError, ("neg", "bools")),
    "the bits of floats": (lambda: ones(2) & ones(2), DTypeError, ("and", "bool")),
    "a whole number plus a half, in place": (
        lambda: add_in_place(number("int64"), 0.5), DTypeError, ("int64", "float32")),
    "a mean of whole numbers": (lambda: number("int64").mean(), DTypeError, ("mean", "int64")),
    "a tensor plus a word": (lambda: ones(1) + "a", TypeError, ("str",)),
    "a tensor plus None": (lambda: ones(1) + None, TypeError, ("NoneType",)),
    # --- Numbers out of tensors
    "one number of many": (lambda: ones(2, 3).item(), ValueError, ("one element", "(2, 3)")),
    "the truth of many": (lambda: bool(ones(2)), ValueError, ("(2,)", ".any()", ".all()")),
    "the truth of none": (lambda: bool(ones(0)), ValueError, ("(0,)",)),
    "the float of many": (lambda: float(ones(2)), ValueError, ("one element", "(2,)")),
    "a float as an ordinal": (lambda: [1, 2][Tensor(1.0)], TypeError, ("whole number", "float32")),  # type: ignore[call-overload]
    "the length of a number": (lambda: len(Tensor(1.0)), TypeError, ()),
    "to NumPy without its record": (lambda: np.asarray(leaf(2)), GradientError, (".detach().numpy()",)),
    # --- Division
    "floor division by zero": (lambda: ones(2) // 0, ZeroDivisionError, ("floor division",)),
    "floor division by one zero": (lambda: ones(2) // Tensor([1.0, 0.0]), ZeroDivisionError, ("floor division",)),
    "a remainder by zero": (lambda: 1 % Tensor([1.0, 0.0]), ZeroDivisionError, ("remainder",)),
    # --- Gradients
    "backward twice": (lambda: twice(leaf(1) * leaf(1)), GradientError, ("Mul", "retain_graph=True")),
    "backward from many": (lambda: (leaf(2) * 2.0).backward(), GradientError, ("single number", "(2,)", "sum")),
    "backward from a constant": (lambda: (ones(1) * 2.0).backward(), GradientError, ("requires_grad=True",)),
    "backward through a comparison": (lambda: (leaf(1) < 2.0).backward(), GradientError, ("LT", "no derivative")),
    "grad by a constant": (lambda: tt.grad(leaf(1) * 1.0, ones(1)), GradientError, ("requires_grad=True",)),
    "grad by what was not used": (lambda: tt.grad(leaf(1) * 1.0, leaf(1)), GradientError, ("input 0", "allow_unused")),
    "a hook on a constant": (lambda: ones(1).register_hook(print), GradientError, ("hook",)),
    "an inner value told about gradients": (lambda: (leaf(1) * 1.0).requires_grad_(False), GradientError, ("leaf",)),
    "a second derivative of ReLU": (
        lambda: (leaf(1).relu() * 2.0).backward(create_graph=True), GradientError, ("relu", "derivative")),
    "a copy of an inner value": (lambda: deepcopy(leaf(1) * 1.0), GradientError, (".detach()",)),
    "an inner value pickled": (lambda: pickle.dumps(leaf(1) * 1.0), GradientError, (".detach()",)),
    # --- In place
    "a leaf written to": (lambda: add_in_place(leaf(1), 1.0), GradientError, ("leaf", "no_grad")),
    "a leaf written to by index": (lambda: leaf(1).__setitem__(0, 1.0), GradientError, ("leaf", "no_grad")),
    "an expanded tensor written to": (lambda: add_in_place(ones(1).expand(3), 1.0), LayoutError, (".clone()",)),
    # --- Devices
    "an addition across devices": (
        lambda: ones(2) + ones(2, device=OTHER), DeviceError, ("add", "numpy", OTHER, ".to(")),
    "a product across devices": (
        lambda: ones(2, 2) @ ones(2, 2, device=OTHER), DeviceError, ("matmul", "numpy", OTHER)),
    "numbers written to another device": (
        lambda: ones(2).__setitem__(0, ones(1, device=OTHER)), DeviceError, ("x[...] = y", "numpy", OTHER, ".to(")),
    "rows that lie on another device": (
        lambda: ones(2)[tt.zeros(1, device=OTHER).long()], DeviceError, ("x[index]", "numpy", OTHER, ".to(")),
    "a mask among others that lies on another device": (
        lambda: ones(2, 2)[0, ones(2, device=OTHER) > 0], DeviceError, ("x[index]", "numpy", OTHER)),
    "rows to gather that lie on another device": (
        lambda: ones(2).gather(0, tt.zeros(1, device=OTHER).long()), DeviceError, ("gather", "numpy", OTHER)),
    "numbers to scatter that lie on another device": (
        lambda: ones(2).scatter(0, [0], ones(1, device=OTHER)), DeviceError, ("scatter", "numpy", OTHER)),
    "rows on another device to be written": (
        lambda: ones(2).__setitem__(tt.zeros(1, device=OTHER).long(), 0.0), DeviceError, ("x[index]", "numpy", OTHER)),
    "a comparison across devices": (lambda: ones(2) < ones(2, device=OTHER), DeviceError, ("lt", "numpy", OTHER)),
    "a choice across devices": (
        lambda: ones(2).where(ones(2) > 0, ones(2, device=OTHER)), DeviceError, ("where", "numpy", OTHER)),
    "parts on several devices": (
        lambda: tt.cat([ones(2), ones(2, device=OTHER)]), DeviceError, ("cat", "numpy", OTHER)),
    "a gradient from another device": (
        lambda: (leaf(2) * 2.0).backward(ones(2, device=OTHER)), DeviceError, ("gradient", "numpy", OTHER)),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_wrong_use_is_answered_with_one_sentence(name: str) -> None:
    act, kind, words = BAD[name]
    with pytest.raises(kind) as caught:
        act()
    text = str(caught.value)
    assert [word for word in words if word not in text] == [], text
    assert "\n" not in text
    assert not text.startswith(("operands could not", "cannot reshape", "all input arrays")), "NumPy's words, not ours"


@pytest.mark.parametrize("name", ["max", "min", "amax", "amin", "argmax", "argmin"])
def test_an_extreme_of_nothing_is_refused_under_the_name_that_was_called(name: str) -> None:
    for shape in ((0,), (2, 0, 3)):
        with pytest.raises(LayoutError) as caught:
            getattr(ones(*shape), name)()
        assert str(caught.value).startswith(f"{name} wants at least one element")


def test_every_error_is_one_that_a_user_of_pytorch_or_numpy_would_catch() -> None:
    assert issubclass(LayoutError, ValueError)
    assert issubclass(DTypeError, TypeError)
    assert all(issubclass(kind, RuntimeError) for kind in (GradientError, DeviceError, BackendError))
