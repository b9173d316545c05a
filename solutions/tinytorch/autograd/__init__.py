# Generated from assignments/*/assignment.toml by `autograder build`.
"""tinytorch.autograd: the names that it hands on."""

from tinytorch.autograd.check import gradcheck
from tinytorch.autograd.engine import Function, GradientError, Node, ScalarFunction, backpropagate, chain_rule, no_grad
from tinytorch.autograd.forward_mode import Dual, jvp
from tinytorch.autograd.functions import EQ, LT, Add, Div, Exp, Inv, Log, Mul, Neg, Pow, ReLU, Sigmoid, Sub, Tanh
from tinytorch.autograd.mlp import MLP, Neuron, accuracy, hinge_loss, train, training_step
from tinytorch.autograd.numeric import central_difference
from tinytorch.autograd.variable import Scalar, Variable
from tinytorch.tensors.backward import grad

__all__ = [
    "EQ",
    "LT",
    "MLP",
    "Add",
    "Div",
    "Dual",
    "Exp",
    "Function",
    "GradientError",
    "Inv",
    "Log",
    "Mul",
    "Neg",
    "Neuron",
    "Node",
    "Pow",
    "ReLU",
    "Scalar",
    "ScalarFunction",
    "Sigmoid",
    "Sub",
    "Tanh",
    "Variable",
    "accuracy",
    "backpropagate",
    "central_difference",
    "chain_rule",
    "grad",
    "gradcheck",
    "hinge_loss",
    "jvp",
    "no_grad",
    "train",
    "training_step",
]
