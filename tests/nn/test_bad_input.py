"""Wrong use of layers, optimizers, data and training, as people type it: one sentence, with what came and what to do.

The errors of single parts are tested beside them; here is what a program's author gets to see, all of it in one form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import inf, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tinytorch.nn.functional as F
from tinytorch.data import (
    BatchSampler,
    CharVocabulary,
    ConcatDataset,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    SequentialSampler,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    Windows,
    default_collate,
    load_csv,
    load_images,
    random_split,
)
from tinytorch.data.transforms import CenterCrop, Normalize, RandomCrop, RandomHorizontalFlip
from tinytorch.nn.utils import clip_grad_norm_, clip_grad_value_, parameters_to_vector, vector_to_parameters
from tinytorch.optim import lr_scheduler as schedules

import tinytorch as tt
from tinytorch import nn, optim, training

Case = tuple[Callable[[], Any], type[Exception], tuple[str, ...]]
X = tt.ones(2, 3)
LABELS = tt.tensor([0, 1])
ARRAY = np.ones((2, 3), np.float32)
BATCHES = [(X, LABELS)]


def net() -> nn.Sequential:
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))


def sgd(**how: Any) -> optim.SGD:
    return optim.SGD(net().parameters(), **how)


def adam(**how: Any) -> optim.Adam:
    return optim.Adam(net().parameters(), **how)


class Endless(Dataset):
    """Samples without a last one."""

    def __getitem__(self, index: int) -> int:
        return index


class Stream(IterableDataset):
    """Samples one after the other, nobody knows how many."""

    def __iter__(self) -> Iterator[int]:
        return iter((1, 2))


def inside_itself() -> None:
    model = net()
    model.own = model


def inside_its_part() -> None:
    model = net()
    model[1].parent = model


LAYERS: dict[str, Case] = {
    "too many features": (
        lambda: net()(tt.ones(2, 5)),
        tt.LayoutError,
        ("in model.0 (Linear(", "shape (..., 3) for a weight of shape (4, 3), got (2, 5)"),
    ),
    "whole numbers": (lambda: net()(X.long()), tt.DTypeError, ("in model.0", "int64, float32, float32", ".to()")),
    "double precision": (lambda: net()(X.double()), tt.DTypeError, ("in model.0", "float64, float32", ".to()")),
    "an array": (lambda: net()(ARRAY), TypeError, ("in model.0", "linear wants a tensor, got a ndarray", "tensor()")),
    "a list": (lambda: net()([[1.0, 2.0, 3.0]]), TypeError, ("in model.0", "got a list", "tensor()")),
    "nothing": (lambda: net()(None), TypeError, ("in model.0", "linear wants a tensor, got a NoneType")),
    "another device": (lambda: net()(X.to("python")), tt.DeviceError, ("in model.0", "python, numpy, numpy", ".to()")),
    "an array for a bend": (lambda: nn.Sequential(nn.ReLU())(ARRAY), TypeError, ("in model.0 (ReLU()): ", "a ndarray")),
    "an array to be flattened": (
        lambda: nn.Flatten()(ARRAY),
        TypeError,
        ("in Flatten(", "wants a tensor, got a ndarray"),
    ),
    "a list for softmax": (lambda: nn.Softmax(0)([1.0]), TypeError, ("in Softmax(dim=0): ", "got a list", "tensor()")),
    "a list for relu": (lambda: F.relu([1.0]), TypeError, ("relu wants a tensor, got a list", "tensor()")),
    "a list for one_hot": (lambda: F.one_hot([1, 2]), TypeError, ("one_hot wants a tensor, got a list",)),
    "a list for dropout": (lambda: nn.Dropout()([1.0]), TypeError, ("dropout wants a tensor, got a list",)),
    "dropout of whole numbers": (
        lambda: nn.Dropout()(LABELS),
        tt.DTypeError,
        ("float32 or float64, got int64", ".float()"),
    ),
    "no chance": (lambda: nn.Dropout(1.5), ValueError, ("chance p between 0 and 1", "1.5")),
    "a chance in words": (lambda: nn.Dropout("0.5"), ValueError, ("chance p between 0 and 1", "'0.5'")),
    "negative sides": (lambda: nn.Linear(3, -2), tt.LayoutError, ("0 or more", "(-2, 3)")),
    "half a feature": (lambda: nn.Linear(2.5, 2), tt.DTypeError, ("whole numbers", "2.5")),
    "a layer of whole numbers": (
        lambda: nn.Linear(3, 2, dtype=tt.int64),
        tt.DTypeError,
        ("float32 and float64", "int64"),
    ),
    "half a row": (lambda: nn.LayerNorm(2.5), TypeError, ("whole number", "normalized_shape", "2.5")),
    "another row": (lambda: nn.LayerNorm(4)(X), tt.LayoutError, ("in LayerNorm((4,)", "(..., 4)", "(2, 3)")),
    "an axis that is not there": (lambda: nn.Softmax(5)(X), tt.LayoutError, ("in Softmax(dim=5)", "between -2 and 1")),
    "vectors of two shapes": (lambda: F.cosine_similarity(X, tt.ones(4)), tt.LayoutError, ("(2, 3)", "(4,)")),
    "a list to normalize": (lambda: F.normalize([1.0]), TypeError, ("normalize wants a tensor", "a list")),
    "a slope in words": (
        lambda: F.leaky_relu(X, "0.1"),
        TypeError,
        ("leaky_relu", "a number as negative_slope", "'0.1'"),
    ),
    "inplace as a slope": (lambda: nn.LeakyReLU(True), TypeError, ("LeakyReLU", "negative_slope", "True")),
    "no alpha": (lambda: F.elu(X, None), TypeError, ("elu", "a number as alpha", "None")),
    "no alpha in a layer": (lambda: nn.ELU(None), TypeError, ("ELU", "a number as alpha", "None")),
    "a tensor as a slope": (lambda: nn.LeakyReLU(X), TypeError, ("negative_slope", "a Tensor", ".item()")),
    "a beta of 0": (lambda: nn.Softplus(beta=0), ValueError, ("Softplus", "beta other than 0")),
    "a beta of 0 in the function": (lambda: F.softplus(X, 0), ValueError, ("softplus", "beta other than 0")),
    "a threshold in words": (lambda: F.softplus(X, 1, "a"), TypeError, ("softplus", "threshold", "'a'")),
    "an eps in words": (lambda: nn.LayerNorm(3, eps="1e-5"), TypeError, ("LayerNorm", "eps", "'1e-5'")),
    "no eps": (lambda: F.layer_norm(X, (3,), eps=None), TypeError, ("layer_norm", "a number as eps", "None")),
    "an eps in words for rms": (lambda: nn.RMSNorm(3, eps="a"), TypeError, ("RMSNorm", "eps", "'a'")),
    "a number as a weight": (lambda: F.layer_norm(X, (3,), 3), TypeError, ("layer_norm wants a tensor", "a int")),
    "a yes as a chance": (lambda: nn.Dropout(True), ValueError, ("chance p between 0 and 1", "True")),
    "a tensor as a chance": (lambda: nn.Dropout(X), ValueError, ("chance p between 0 and 1", "a Tensor")),
    "a row in a tensor": (lambda: nn.LayerNorm(X), TypeError, ("normalized_shape", "a Tensor")),
}

MODELS: dict[str, Case] = {
    "modules in a list": (lambda: nn.Sequential([nn.ReLU()]), TypeError, ("Module or None, got a list", "*modules")),
    "a class": (lambda: nn.Sequential(nn.ReLU), TypeError, ("Module or None, got a type", "ReLU()")),
    "a function": (lambda: nn.Sequential(F.relu), TypeError, ("Module or None, got a function",)),
    "one module as a list": (lambda: nn.ModuleList(nn.ReLU()), TypeError, ("list of modules, got a ReLU", "[m]")),
    "names without modules": (lambda: nn.ModuleDict([nn.ReLU()]), TypeError, ("dict of modules, or pairs",)),
    "a place in words": (lambda: net()["0"], TypeError, ("whole numbers and slices", "'0'")),
    "a place behind the end": (lambda: net()[7], IndexError, ("has 3 modules", "7")),
    "a parameter of a list": (lambda: nn.Parameter([1.0]), TypeError, ("wants a tensor, got a list", "tensor()")),
    "a parameter of whole numbers": (lambda: nn.Parameter(LABELS), tt.DTypeError, ("float32 and float64", "int64")),
    "a number for names": (lambda: nn.ModuleDict(3), TypeError, ("dict of modules, or pairs", "got 3")),
    "a place to insert in words": (lambda: net().insert("a", X), TypeError, ("insert", "whole number as place", "'a'")),
    "a number as a path": (lambda: net().get_submodule(0), TypeError, ('such as "layers.0"', "got 0")),
    "a number to be applied": (lambda: net().apply(3), TypeError, ("apply()", "a function of a module", "got 3")),
    "a class to be applied": (lambda: net().apply(nn.Linear), TypeError, ("apply()", "the class Linear")),
    "a number as a hook": (lambda: net().register_forward_hook(3), TypeError, ("a hook wants a function", "got 3")),
    "a word as a hook": (lambda: net().register_forward_pre_hook("a"), TypeError, ("a hook wants a function", "'a'")),
    "no hook": (lambda: net().register_full_backward_hook(None), TypeError, ("a hook wants a function", "None")),
    "a model inside itself": (inside_itself, ValueError, ("Sequential.own", "part of itself", "self.own = [module]")),
    "a model inside its part": (inside_its_part, ValueError, ("ReLU.parent", "part of itself", "[module]")),
    "a module without forward": (lambda: nn.ModuleList([])(X), NotImplementedError, ("no forward()",)),
    "an unknown device": (lambda: net().to("gpu"), tt.BackendError, ("cpu", "'gpu'")),
    "a device of PyTorch's": (lambda: tt.device("mps"), tt.BackendError, ("cpu", "'mps'")),
    "a path as a state": (lambda: net().load_state_dict("net.pt"), TypeError, ("dict from keys", "got a str")),
    "a state of another model": (
        lambda: net().load_state_dict({"0.weight": tt.ones(4, 2), "fc.bias": X}),
        nn.StateError,
        (
            "lacks '0.bias', '2.weight', '2.bias'",
            "'fc.bias'",
            "'0.weight': expected shape (4, 3), got (4, 2)",
            "strict",
        ),
    ),
    "a short vector": (
        lambda: vector_to_parameters(X.flatten(), net().parameters()),
        tt.LayoutError,
        ("(26,)", "(6,)"),
    ),
    "a model as parameters": (lambda: parameters_to_vector(net()), TypeError, ("a Linear", "model.parameters()")),
    "no parameters": (lambda: parameters_to_vector([]), ValueError, ("at least one parameter", "used up")),
    "initialising an array": (lambda: nn.init.zeros_(ARRAY), TypeError, ("wants a tensor, got a ndarray",)),
    "initialising a list": (lambda: nn.init.xavier_normal_([1.0]), TypeError, ("wants a tensor, got a list",)),
    "initialising whole numbers": (lambda: nn.init.normal_(LABELS), tt.DTypeError, ("float32 or float64", "int64")),
    "a negative spread": (lambda: nn.init.normal_(X, std=-1.0), ValueError, ("std of 0 or more", "-1.0")),
    "an interval backwards": (lambda: nn.init.uniform_(X, 2.0, 1.0), ValueError, ("a below b", "a=2.0 and b=1.0")),
    "a seed as generator": (
        lambda: nn.init.normal_(X, generator=3),
        TypeError,
        ("Generator or None", "3", "Generator(0)"),
    ),
    "a bound in words": (lambda: nn.init.uniform_(X, "a", 3), TypeError, ("uniform_", "a number as a", "'a'")),
    "a mean in words": (lambda: nn.init.normal_(X, "a"), TypeError, ("normal_", "a number as mean", "'a'")),
    "no spread": (lambda: nn.init.trunc_normal_(X, std=None), TypeError, ("trunc_normal_", "std", "None")),
    "a gain in words": (lambda: nn.init.xavier_uniform_(X, "relu"), TypeError, ("xavier_uniform_", "gain", "'relu'")),
    "no slope for a gain": (lambda: nn.init.kaiming_normal_(X, a="a"), TypeError, ("gain", "slope", "'a'")),
    "a number as a bend": (lambda: nn.init.calculate_gain(3), TypeError, ('such as "relu"', "got 3")),
    "fans of nothing": (lambda: nn.init.xavier_normal_(tt.zeros(0, 0)), tt.LayoutError, ("fan_in + fan_out", "(0, 0)")),
    "fans of no places": (
        lambda: nn.init.xavier_uniform_(tt.zeros(2, 3, 0)),
        tt.LayoutError,
        ("fan_in + fan_out", "(2, 3, 0)"),
    ),
    "fans of a vector": (lambda: nn.init.kaiming_normal_(tt.ones(3)), tt.LayoutError, ("at least 2 axes", "(3,)")),
}

LOSSES: dict[str, Case] = {
    "a label too high": (lambda: F.cross_entropy(X, tt.tensor([0, 3])), IndexError, ("from 0 to 2", "got 3")),
    "a negative label": (
        lambda: F.nll_loss(X, tt.tensor([-1, 0])),
        IndexError,
        ("from 0 to 2", "-100 to ignore", "got -1"),
    ),
    "labels as floats": (lambda: F.cross_entropy(X, LABELS.float()), tt.DTypeError, ("int64", "float32", ".long()")),
    "labels one-hot": (
        lambda: F.cross_entropy(X, F.one_hot(LABELS, 3)),
        tt.LayoutError,
        ("(2, 3) for (2, 3)", ".argmax(1)"),
    ),
    "too many labels": (lambda: F.cross_entropy(X, tt.tensor([0, 1, 2])), tt.LayoutError, ("(3,) for (2, 3)",)),
    "labels in a list": (lambda: F.cross_entropy(X, [0, 1]), TypeError, ("wants a tensor, got a list", "tensor()")),
    "weights for two of three": (lambda: F.cross_entropy(X, LABELS, tt.ones(2)), tt.LayoutError, ("3 classes", "(2,)")),
    "weights in a list": (lambda: nn.CrossEntropyLoss([1.0, 2.0]), TypeError, ("Tensor or None", "a list")),
    "a target that is a number": (lambda: F.mse_loss(X, 1.0), TypeError, ("wants a tensor, got a float",)),
    "a target of whole numbers": (lambda: F.mse_loss(X, X.long()), tt.DTypeError, ("floats", "float32 and int64")),
    "targets of another shape": (
        lambda: F.binary_cross_entropy(X, tt.ones(2)),
        tt.LayoutError,
        ("(2, 3) and (2,)", "reshape"),
    ),
    "scores as chances": (lambda: F.binary_cross_entropy(X * 2.0, X), ValueError, ("between 0 and 1", "sigmoid")),
    "an unknown reduction": (lambda: nn.MSELoss(reduction="avg")(X, X), ValueError, ('"mean" or "sum"', "'avg'")),
    "a share in words": (
        lambda: F.cross_entropy(X, LABELS, label_smoothing="0.1"),
        TypeError,
        ("cross_entropy", "label_smoothing", "'0.1'"),
    ),
    "a share of None": (lambda: nn.CrossEntropyLoss(label_smoothing=None), TypeError, ("label_smoothing", "None")),
    "nothing to ignore": (lambda: nn.CrossEntropyLoss(ignore_index=None), TypeError, ("ignore_index", "None")),
    "half a label to ignore": (lambda: F.nll_loss(X, LABELS, ignore_index=1.5), TypeError, ("ignore_index", "1.5")),
    "a delta in words": (lambda: nn.HuberLoss(delta="1"), TypeError, ("HuberLoss", "a number as delta", "'1'")),
    "no delta": (lambda: F.huber_loss(X, X, delta=None), TypeError, ("huber_loss", "delta", "None")),
    "a beta in words": (lambda: nn.SmoothL1Loss(beta="1"), TypeError, ("SmoothL1Loss", "a number as beta", "'1'")),
    "no beta": (lambda: F.smooth_l1_loss(X, X, beta=None), TypeError, ("smooth_l1_loss", "beta", "None")),
    "a weight for the yes as a number": (
        lambda: F.binary_cross_entropy_with_logits(X, X, pos_weight=2.0),
        TypeError,
        ("pos_weight wants a tensor", "a float", "tensor()"),
    ),
    "a weight in a list": (lambda: F.mse_loss(X, X, weight=[1.0]), TypeError, ("mse_loss wants a tensor", "a list")),
    "classes in words": (lambda: F.one_hot(LABELS, "3"), TypeError, ("one_hot", "num_classes", "'3'")),
    "too smooth": (lambda: F.cross_entropy(X, LABELS, label_smoothing=2.0), ValueError, ("between 0 and 1", "2.0")),
}

OPTIMIZERS: dict[str, Case] = {
    "an empty list": (lambda: optim.SGD([]), ValueError, ("empty list of parameters", "generator")),
    "the model": (lambda: optim.SGD(net()), TypeError, ("got a Sequential", "model.parameters()")),
    "brackets forgotten": (lambda: optim.Adam(net().parameters), TypeError, ("got a method", "model.parameters()")),
    "None": (lambda: optim.Adam(None), TypeError, ("got a NoneType", "model.parameters()")),
    "arrays": (lambda: optim.Adam([ARRAY]), TypeError, ("tensors as parameters", "a ndarray")),
    "a result": (lambda: optim.SGD([net()[0].weight * 2.0]), ValueError, ("(4, 3)", "detach()")),
    "a group and a parameter": (
        lambda: optim.SGD([{"params": net()[0].weight}, net()[0].bias]),
        TypeError,
        ('a group is a dict with its parameters under "params"', "got a Parameter"),
    ),
    "a negative rate": (lambda: sgd(lr=-0.1), ValueError, ("SGD wants lr of 0 or more", "-0.1")),
    "a rate from a text file": (lambda: sgd(lr="1e-3"), ValueError, ("lr of 0 or more", "'1e-3'")),
    "no rate": (lambda: adam(lr=None), ValueError, ("lr of 0 or more", "None")),
    "a rate of nan": (lambda: adam(lr=nan), ValueError, ("lr of 0 or more", "nan")),
    "one beta": (lambda: adam(betas=0.9), ValueError, ("two betas from 0 to below 1", "0.9")),
    "three betas": (lambda: adam(betas=(0.9, 0.9, 0.9)), ValueError, ("two betas from 0 to below 1", "0.9, 0.9, 0.9")),
    "beta 1": (lambda: optim.Lion(net().parameters(), betas=(1.0, 0.9)), ValueError, ("two betas", "(1.0, 0.9)")),
    "a rate that is a yes": (lambda: sgd(lr=True), ValueError, ("lr of 0 or more", "True")),
    "many rates": (lambda: sgd(lr=X), ValueError, ("lr of 0 or more", "a Tensor")),
    "a row of momenta": (lambda: sgd(momentum=ARRAY), ValueError, ("momentum of 0 or more", "a ndarray")),
    "no momentum": (lambda: sgd(momentum=None), ValueError, ("momentum of 0 or more", "None")),
    "dampening in words": (lambda: sgd(dampening="a"), TypeError, ("SGD", "a number as dampening", "'a'")),
    "an eps in words": (lambda: adam(eps="1e-8"), ValueError, ("eps of 0 or more", "'1e-8'")),
    "a number as a closure": (lambda: sgd().step(3), TypeError, ("step()", "computes the loss", "got 3")),
    "a number as a vector's parts": (lambda: parameters_to_vector(3), TypeError, ("a int", "model.parameters()")),
    "nesterov at rest": (lambda: sgd(nesterov=True), ValueError, ("momentum above 0", "momentum 0")),
    "a list as a state": (lambda: sgd().load_state_dict([1]), ValueError, ("'state' and 'param_groups'", "a list")),
    "a model's state": (
        lambda: sgd().load_state_dict(net().state_dict()),
        ValueError,
        ("'param_groups'", "'0.weight'"),
    ),
    "a state of nothing": (
        lambda: sgd().load_state_dict({"state": {}, "param_groups": [{}]}),
        ValueError,
        ("list of groups under 'param_groups'", "state_dict()"),
    ),
    "clipping a model": (lambda: clip_grad_norm_(net(), 1.0), TypeError, ("a Linear", "model.parameters()")),
    "clipping nothing": (lambda: clip_grad_norm_(None, 1.0), TypeError, ("a NoneType", "model.parameters()")),
    "a negative norm": (
        lambda: clip_grad_norm_(net().parameters(), -1.0),
        ValueError,
        ("max_norm of 0 or more", "-1.0"),
    ),
    "a norm in words": (lambda: clip_grad_norm_(net().parameters(), "1"), ValueError, ("max_norm of 0 or more", "'1'")),
    "a negative bound": (
        lambda: clip_grad_value_(net().parameters(), -inf),
        ValueError,
        ("clip_value of 0 or more", "-inf"),
    ),
    "a schedule of a model": (lambda: schedules.StepLR(net(), 3), TypeError, ("wants an optimizer, got a Sequential",)),
    "a function of a model": (
        lambda: schedules.LambdaLR(net(), abs),
        TypeError,
        ("wants an optimizer", "a Sequential"),
    ),
    "a plateau of a model": (
        lambda: schedules.ReduceLROnPlateau(net()),
        TypeError,
        ("wants an optimizer", "a Sequential"),
    ),
    "steps of no epoch": (lambda: schedules.StepLR(sgd(), 0), ValueError, ("step_size of 1 epoch or more", "0")),
    "steps in words": (lambda: schedules.CosineAnnealingLR(sgd(), "9"), ValueError, ("T_max of 1 epoch", "'9'")),
    "a factor, not a function": (
        lambda: schedules.LambdaLR(sgd(), 0.9),
        TypeError,
        ("a function from the epoch", "0.9"),
    ),
    "one milestone": (lambda: schedules.MultiStepLR(sgd(), 30), TypeError, ("list of epochs", "30")),
    "a factor in words": (lambda: schedules.StepLR(sgd(), 1, "0.1"), TypeError, ("StepLR", "gamma", "'0.1'")),
    "no factor": (lambda: schedules.ExponentialLR(sgd(), None), TypeError, ("ExponentialLR", "gamma", "None")),
    "milestones in words": (lambda: schedules.MultiStepLR(sgd(), "30"), TypeError, ("milestone", "'3'")),
    "half a milestone": (lambda: schedules.MultiStepLR(sgd(), [0.5]), TypeError, ("milestone", "0.5")),
    "a lowest rate in words": (
        lambda: schedules.CosineAnnealingLR(sgd(), 3, "0"),
        TypeError,
        ("CosineAnnealingLR", "eta_min", "'0'"),
    ),
    "a first factor in words": (lambda: schedules.LinearLR(sgd(), "a"), TypeError, ("start_factor", "'a'")),
    "a warm-up in words": (lambda: schedules.WarmupCosineLR(sgd(), "1", 5), TypeError, ("warmup", "'1'")),
    "patience in words": (lambda: schedules.ReduceLROnPlateau(sgd(), patience="3"), TypeError, ("patience", "'3'")),
    "a function that forgets to return": (
        lambda: schedules.LambdaLR(sgd(), lambda epoch: None),
        TypeError,
        ("LambdaLR", "which gave None for epoch 0", "return its result"),
    ),
    "a ratio that is no number": (
        lambda: schedules.MultiplicativeLR(sgd(), lambda epoch: "0.9").step(),
        TypeError,
        ("MultiplicativeLR", "'0.9' for epoch 1"),
    ),
    "an epoch in words": (lambda: schedules.StepLR(sgd(), 1).step("a"), TypeError, ("step()", "epoch", "'a'")),
    "a number as schedules": (lambda: schedules.SequentialLR(sgd(), 3, []), TypeError, ("list of schedules", "got 3")),
    "no chain": (lambda: schedules.ChainedScheduler(None), TypeError, ("list of schedules", "None")),
    "a warm-up too long": (lambda: schedules.WarmupCosineLR(sgd(), 10, 5), ValueError, ("warmup <= total", "10", "5")),
    "a chain of nothing": (lambda: schedules.ChainedScheduler([]), ValueError, ("at least one schedule",)),
    "a row of optimizers": (
        lambda: schedules.SequentialLR(sgd(), [sgd()], []),
        TypeError,
        ("list of schedules", "SGD"),
    ),
    "no measure": (lambda: schedules.ReduceLROnPlateau(sgd()).step(None), TypeError, ("loss of the epoch", "None")),
    "a state that is a list": (lambda: schedules.StepLR(sgd(), 1).load_state_dict([]), TypeError, ("StepLR", "a list")),
}

DATA: dict[str, Case] = {
    "batches of none": (lambda: DataLoader([1], batch_size=0), ValueError, ("at least 1", "0")),
    "half a batch": (lambda: DataLoader([1], batch_size=0.5), ValueError, ("whole number", "0.5")),
    "no data": (lambda: DataLoader([], shuffle=True), ValueError, ("at least one sample", "empty data set")),
    "a generator of samples": (lambda: DataLoader(x for x in "ab"), TypeError, ("got a generator", "a list of it")),
    "None as data": (lambda: DataLoader(None), TypeError, ("data set with numbered samples", "NoneType")),
    "data without an end": (lambda: DataLoader(Endless()), TypeError, ("knows its length", "Endless.__len__")),
    "a seed for a loader": (
        lambda: list(DataLoader([1, 2], shuffle=True, generator=42)),
        TypeError,
        ("Generator or None", "42", "Generator(0)"),
    ),
    "no function to collate": (lambda: DataLoader([1], collate_fn="stack"), TypeError, ("collate_fn", "'stack'")),
    "a number as a sampler": (
        lambda: DataLoader([1], sampler=3),
        TypeError,
        ("sampler wants what can be iterated over", "got 3"),
    ),
    "a number as batches": (lambda: DataLoader([1], batch_sampler=3), TypeError, ("batch_sampler", "iterated over")),
    "batches without lists": (
        lambda: list(DataLoader([1], batch_sampler=[0])),
        TypeError,
        ("yields lists of sample numbers", "got 0"),
    ),
    "an order of another data set": (
        lambda: list(DataLoader([1, 2], sampler=[5])),
        IndexError,
        ("one of 2 samples", "got 5", "sampler"),
    ),
    "an order of words": (
        lambda: list(DataLoader([1], sampler=["a"])),
        TypeError,
        ("a whole number", "'a'", "sampler"),
    ),
    "an order of words for tensors": (
        lambda: list(DataLoader(TensorDataset(X), sampler=["a"])),
        TypeError,
        ("a whole number", "'a'", "sampler"),
    ),
    "a sample behind the end": (lambda: Subset([1, 2], [5])[0], IndexError, ("one of 2 samples", "got 5")),
    "the length of a stream": (lambda: len(DataLoader(Stream())), TypeError, ("knows its length", "Stream.__len__")),
    "seconds in words": (lambda: DataLoader([1], timeout="3"), TypeError, ("timeout", "'3'")),
    "a number to begin with": (lambda: DataLoader([1], worker_init_fn=3), TypeError, ("worker_init_fn", "got 3")),
    "a part of a number": (lambda: Subset([1], 0), TypeError, ("Subset", "list of sample numbers", "got 0")),
    "a random part of a number": (lambda: SubsetRandomSampler(3), TypeError, ("list of sample numbers", "got 3")),
    "numbers one after the other": (lambda: ConcatDataset([3]), TypeError, ("knows its length", "a int")),
    "one data set": (lambda: ConcatDataset(3), TypeError, ("list of data sets", "got 3", "[d]")),
    "parts of a number": (lambda: random_split(3, [3]), TypeError, ("knows its length", "a int")),
    "a batch of a number": (lambda: default_collate(3), TypeError, ("list of samples", "got 3")),
    "tensors and a number": (lambda: default_collate([X, 1]), TypeError, ("stack wants a tensor", "a int")),
    "a table that is not there": (lambda: load_csv("no.csv"), FileNotFoundError, ("no.csv", "looked up in")),
    "a folder as a table": (lambda: load_csv("."), IsADirectoryError, (". is a folder", "name the file")),
    "a number as a table": (lambda: load_csv(3), TypeError, ("path of a file", "got 3")),
    "pictures that are not there": (lambda: load_images("no.npz"), FileNotFoundError, ("load_images", "no.npz")),
    "a number as a text": (lambda: CharVocabulary(3), TypeError, ("a text", "got 3")),
    "windows in a list": (lambda: Windows([1, 2, 3], 1), TypeError, ("Windows wants a tensor", "a list")),
    "no means": (lambda: Normalize("a", [1.0]), TypeError, ("mean and std", "'a'")),
    "a flip in words": (lambda: RandomHorizontalFlip("a"), ValueError, ("between 0 and 1", "'a'")),
    "no size": (lambda: CenterCrop(None), ValueError, ("one or two whole numbers", "None")),
    "the order of a number": (lambda: SequentialSampler(3), TypeError, ("knows its length, got a int",)),
    "a random order of a number": (lambda: RandomSampler(3), TypeError, ("knows its length, got a int",)),
    "batches of no order": (lambda: BatchSampler([1], 2, "no"), ValueError, ("drop_last", "'no'")),
    "arrays as tensors": (
        lambda: TensorDataset(ARRAY),
        TypeError,
        ("TensorDataset wants a tensor", "ndarray", "tensor()"),
    ),
    "tensors of two lengths": (lambda: TensorDataset(X, tt.ones(3)), tt.LayoutError, ("one length", "[2, 3]")),
    "samples of two shapes": (lambda: default_collate([tt.ones(2), tt.ones(3)]), tt.LayoutError, ("(2,) and (3,)",)),
    "a pair and a number": (lambda: default_collate([(1, 2), 3]), TypeError, ("alike", "tuples", "sample 1, a int")),
    "a dict and a number": (lambda: default_collate([{"a": 1}, 3]), TypeError, ("alike", "dicts", "sample 1, a int")),
    "None as a sample": (lambda: default_collate([None]), TypeError, ("NoneType", "collate_fn")),
    "parts of nothing": (lambda: random_split([1, 2], 2), TypeError, ("list of lengths or shares", "2")),
    "parts that are too many": (lambda: random_split([1, 2], [1, 2]), ValueError, ("add up to 2", "[1, 2]")),
    "a seed for a split": (lambda: random_split([1, 2], [1, 1], 42), TypeError, ("Generator or None", "42")),
    "a negative edge": (lambda: RandomCrop(2, padding=-1), ValueError, ("padding", "at least 0", "-1")),
    "a size in words": (lambda: CenterCrop("small"), ValueError, ("one or two whole numbers", "'small'")),
}


def fit(**how: Any) -> Any:
    """fit() with one thing other than it should be."""
    model = net()
    usual = {"model": model, "optimizer": optim.SGD(model.parameters()), "loader": BATCHES, "loss": F.cross_entropy}
    return training.fit(**{**usual, "epochs": 1, "progress": False, **how})


TRAINING: dict[str, Case] = {
    "no epochs": (lambda: fit(epochs=0), ValueError, ("epochs and patience of at least 1", "0")),
    "epochs in words": (lambda: fit(epochs="3"), ValueError, ("epochs and patience of at least 1", "'3'")),
    "a function as a model": (lambda: fit(model=abs), TypeError, ("model to be of class Module", "a builtin_function")),
    "a class as an optimizer": (
        lambda: fit(optimizer=optim.SGD),
        TypeError,
        ("optimizer to be of class Optimizer", "the class SGD"),
    ),
    "another model's optimizer": (
        lambda: fit(optimizer=sgd()),
        ValueError,
        ("no parameter of this model", "model.parameters()"),
    ),
    "another optimizer's schedule": (
        lambda: fit(schedule=schedules.StepLR(sgd(), 3)),
        ValueError,
        ("rates of another optimizer", "make it from the one"),
    ),
    "a class as a loss": (
        lambda: fit(loss=nn.CrossEntropyLoss),
        TypeError,
        ("function of outputs", "the class CrossEntropyLoss"),
    ),
    "a loss for each sample": (
        lambda: fit(loss=nn.CrossEntropyLoss(reduction="none")),
        TypeError,
        ("one number", "(2,)"),
    ),
    "a loss that forgets to return": (lambda: fit(loss=lambda x, y: None), TypeError, ("one number", "NoneType")),
    "a data set as a loader": (
        lambda: fit(loader=TensorDataset(X, LABELS)),
        TypeError,
        ("DataLoader", "TensorDataset"),
    ),
    "None as a loader": (lambda: fit(loader=None), TypeError, ("DataLoader", "NoneType")),
    "an empty loader": (lambda: fit(loader=[]), ValueError, ("at least one sample", "empty")),
    "batches without targets": (lambda: fit(loader=[(X,)]), ValueError, ("pairs (inputs, targets)", "a tuple of 1")),
    "batches that are dicts": (lambda: fit(loader=[{"x": X}]), ValueError, ("pairs (inputs, targets)", "a dict")),
    "an array in a batch": (lambda: fit(loader=[(ARRAY, LABELS)]), TypeError, ("in model.0", "a ndarray")),
    "a label that is no class": (lambda: fit(loader=[(X, tt.tensor([0, 2]))]), IndexError, ("from 0 to 1", "got 2")),
    "a number as a schedule": (lambda: fit(schedule=0.9), TypeError, ("optim.lr_scheduler", "a float")),
    "a measure called loss": (lambda: fit(valid=BATCHES, measures={"loss": F.mse_loss}), ValueError, ('"loss"',)),
    "a negative clip": (lambda: fit(clip=-1.0), ValueError, ("max_norm of 0 or more", "-1.0")),
    "a number as a log": (lambda: fit(log=3), TypeError, ("path of a log", "a int")),
    "a folder as a checkpoint": (lambda: fit(checkpoint="."), ValueError, ("a file", ". is a folder")),
    "to go on from nowhere": (lambda: fit(resume=True), ValueError, ("from which checkpoint",)),
    "a number as a measure": (
        lambda: training.evaluate(net(), BATCHES, loss=3),
        TypeError,
        ("evaluate()", "outputs and targets as loss", "got 3"),
    ),
    "a class as a measure": (
        lambda: training.evaluate(net(), BATCHES, loss=nn.MSELoss),
        TypeError,
        ("evaluate()", "the class MSELoss"),
    ),
    "a function to evaluate": (lambda: training.evaluate(abs, BATCHES), TypeError, ("evaluate()", "a Module")),
    "a number of batches": (lambda: training.evaluate(net(), 3), TypeError, ("evaluate()", "DataLoader", "got 3")),
    "a rate as an optimizer": (
        lambda: training.train_epoch(net(), BATCHES, F.cross_entropy, 0.1),
        TypeError,
        ("train_epoch()", "optimizer", "got 0.1"),
    ),
    "a log that is not there": (lambda: training.read_log("no.jsonl"), FileNotFoundError, ("read_log", "no.jsonl")),
    "a number as a run's log": (lambda: training.RunLog(3), TypeError, ("path of a file", "got 3")),
    "a rate in a checkpoint": (lambda: training.save_checkpoint("a", net(), 0.1), TypeError, ("a float", "optimizer")),
    "a checkpoint without a path": (lambda: tt.load(None), TypeError, ("path of a file", "None")),
    "a search in a number": (lambda: training.first_bad(3, abs), TypeError, ("first_bad", "a Module", "got 3")),
    "a search without a run": (lambda: training.first_bad(net(), 3), TypeError, ("first_bad", "a function", "got 3")),
    "nothing to draw": (lambda: training.loss_curves([1.0]), TypeError, ("dict from names to numbers", "a list")),
    "a checkpoint of a number": (lambda: training.save_checkpoint("a", 3), TypeError, ("(path, model", "a int")),
    "a checkpoint into a number": (lambda: training.load_checkpoint("a", 3), TypeError, ("(path, model", "a int")),
    "a module to save": (lambda: tt.save(net(), "a"), TypeError, ("got a Sequential", "state_dict()")),
    "a file that is not there": (lambda: tt.load("not there"), training.CheckpointError, ("no file not there",)),
    "a folder to load": (lambda: tt.load("."), training.CheckpointError, (". is a folder", "name the file")),
    "a folder to save into": (lambda: tt.save({}, "."), IsADirectoryError, (". is a folder", "name the file")),
}

CASES = {
    f"{room}: {name}": case
    for room, table in (
        *(("layers", LAYERS), ("models", MODELS), ("losses", LOSSES)),
        *(("optimizers", OPTIMIZERS), ("data", DATA), ("training", TRAINING)),
    )
    for name, case in table.items()
}


@pytest.mark.parametrize("what", CASES)
@pytest.mark.filterwarnings("ignore:.*they are broadcast")
def test_wrong_use_is_answered_with_one_sentence(what: str) -> None:
    """The error is of the promised kind itself, and names what was expected and what came."""
    use, kind, words = CASES[what]
    with pytest.raises(kind) as caught:
        use()
    text = str(caught.value)
    assert type(caught.value) is kind
    assert [word for word in words if word not in text] == []
    assert "\n" not in text
    assert not text.endswith(".")
    assert not re.search(r"object (has no|is not)|not supported between|takes .* positional", text)


def test_a_wrong_shape_names_the_layer_s_path_however_deep() -> None:
    class Net(nn.Module):
        def __init__(self) -> None:
            self.layers = nn.ModuleList([nn.Linear(3, 4), nn.Sequential(nn.ReLU(), nn.Linear(5, 2))])

        def forward(self, x: Any) -> Any:
            for layer in self.layers:
                x = layer(x)
            return x

    with pytest.raises(tt.LayoutError, match=re.escape("in model.layers.1.1 (Linear(in_features=5, out_features=2")):
        Net()(X)


def test_an_attribute_that_is_missing_in_a_model_of_one_s_own_is_reported_as_it_is() -> None:
    class Net(nn.Module):
        def forward(self, x: Any) -> Any:
            return self.typo(x)

    with pytest.raises(AttributeError, match="'Net' object has no attribute 'typo'"):
        Net()([1.0])


def test_a_loss_of_nan_names_the_step_and_the_first_layer() -> None:
    class Spoils(nn.Module):
        def forward(self, x: Any) -> Any:
            return x * nan

    model = nn.Sequential(nn.Linear(3, 4), Spoils(), nn.Linear(4, 2))
    with pytest.raises(training.TrainingError) as caught:
        fit(model=model, optimizer=optim.SGD(model.parameters()))
    assert re.match(r"the loss is nan in epoch 1, step 1: .*model\.1 \(Spoils\(\)\)", str(caught.value))


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 torch.save", b"\x08\0\0\0\0\0\0\0[1, 2, 3"])
def test_a_foreign_file_is_refused_and_changes_nothing(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "net.pt"
    path.write_bytes(content)
    model = net()
    before = {key: value.tolist() for key, value in model.state_dict().items()}
    with pytest.raises(training.CheckpointError, match=r"net\.pt is (no safetensors file|a pickle)") as caught:
        training.load_checkpoint(path, model)
    assert "\n" not in str(caught.value)
    assert {key: value.tolist() for key, value in model.state_dict().items()} == before


def test_a_refused_optimizer_state_changes_nothing() -> None:
    mine, other = adam(lr=0.5), adam(lr=0.1)
    saved = other.state_dict()
    saved["state"] = {0: {"exp_avg": X}}
    with pytest.raises(ValueError, match="has no 'step'"):
        mine.load_state_dict(saved)
    assert mine.param_groups[0]["lr"] == 0.5
    assert not mine.state
