"""A file of tensors holds what was put in, other programs read it, and a bad file is told in one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinytorch.tensors.tensor import Tensor
from tinytorch.training import tensorfile
from tinytorch.training.tensorfile import CheckpointError, load, save

TENSORS = {
    "weight": Tensor([[1.5, -2.0], [0.0, float("inf")]]),
    "double": Tensor([0.1], dtype="float64"),
    "whole": Tensor([-3, 2**62], dtype="int64"),
    "mask": Tensor([True, False, True], dtype="bool"),
    "alone": Tensor(3.25),
    "none": Tensor(np.zeros((0, 4))),
    "across": Tensor(np.arange(6.0).reshape(2, 3)).mT,
}


def same(a: Any, b: Any) -> bool:
    """Equal to the last bit, and of equal types, through and through."""
    if isinstance(a, Tensor):
        return (
            isinstance(b, Tensor)
            and (a.shape, a.dtype) == (b.shape, b.dtype)
            and np.ascontiguousarray(a.detach().numpy()).tobytes() == np.ascontiguousarray(b.numpy()).tobytes()
        )
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and repr(a) == repr(b)


# --- There and back


def test_tensors_come_back_with_every_bit_and_in_order(tmp_path: Path) -> None:
    save(TENSORS, tmp_path / "a.safetensors")
    assert same(TENSORS, load(tmp_path / "a.safetensors"))


odd_keys = st.sampled_from(["$tensor", "$dict", "__metadata__", "a.b", "a", "b"])
keys = st.one_of(st.text(max_size=4), st.integers(-3, 3), odd_keys)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(list(TENSORS.values())),
)
plain_data = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=3), st.tuples(inner, inner)
    ),
    max_leaves=8,
)


@settings(max_examples=40)
@given(data=plain_data)
def test_any_plain_data_around_the_tensors_comes_back_as_it_was(
    data: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.safetensors"
    save(data, path)
    assert same(data, load(path))


def test_every_number_lies_where_a_program_may_read_it_without_copying(tmp_path: Path) -> None:
    save(TENSORS, tmp_path / "a")
    contents = (tmp_path / "a").read_bytes()
    start = 8 + int.from_bytes(contents[:8], "little")
    head = json.loads(contents[8:start])
    assert {*head} == {*TENSORS}
    for name, tensor in TENSORS.items():
        assert (start + head[name]["data_offsets"][0]) % tensor.dtype.itemsize == 0


def test_a_tensor_that_requires_a_gradient_is_saved_and_comes_back_as_a_plain_one(tmp_path: Path) -> None:
    save({"w": Tensor([1.0], requires_grad=True)}, tmp_path / "a")
    assert not load(tmp_path / "a")["w"].requires_grad


def test_what_was_loaded_is_on_the_device_that_was_asked_for(tmp_path: Path) -> None:
    save({"w": Tensor([1.0])}, tmp_path / "a")
    assert load(tmp_path / "a", map_location="cpu")["w"].device == "cpu"


def test_a_loaded_tensor_can_be_written_to(tmp_path: Path) -> None:
    save({"w": Tensor([1.0, 2.0])}, tmp_path / "a")
    loaded = load(tmp_path / "a")["w"]
    loaded += 1.0
    assert loaded.tolist() == [2.0, 3.0]
    assert load(tmp_path / "a")["w"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"a": {"b": object()}}, "got a object at 'a.b'"),
        ([b"bytes"], "got a bytes at '0'"),
        (type("Model", (), {"state_dict": dict})(), "got a Model: save its state_dict()"),
    ],
)
def test_what_is_no_plain_data_is_refused_with_its_place_and_leaves_no_file(
    data: Any, said: str, tmp_path: Path
) -> None:
    with pytest.raises(TypeError) as error:
        save(data, tmp_path / "a")
    assert said in str(error.value)
    assert not list(tmp_path.iterdir())


# --- Other programs


@pytest.fixture
def library() -> Any:
    return pytest.importorskip("safetensors.numpy", reason="the library safetensors, a judge, is not installed")


def test_the_library_reads_our_file_and_writes_one_that_we_read(library: Any, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    save(TENSORS, ours)
    read = library.load_file(ours)
    assert {name: array.tolist() for name, array in read.items()} == {n: t.tolist() for n, t in TENSORS.items()}
    assert all(read[name].dtype == tensor.dtype for name, tensor in TENSORS.items())
    library.save_file({n: np.array(t.numpy(), order="C") for n, t in TENSORS.items()}, theirs)
    back = load(theirs)
    assert {*back} == {*TENSORS}
    assert all(same(tensor, back[name]) for name, tensor in TENSORS.items())


def test_the_library_reads_the_tensors_among_plain_data_under_the_way_to_them(library: Any, tmp_path: Path) -> None:
    save({"model": {"0.weight": Tensor([1.0])}, "optimizer": {"state": {0: {"step": Tensor(2.0)}}}}, tmp_path / "a")
    assert {*library.load_file(tmp_path / "a")} == {"model.0.weight", "optimizer.state.0.step"}


def test_pytorch_reads_our_weights_and_we_read_its_file_in_all_its_kinds_of_number(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="PyTorch, the judge, is not installed")
    exchange = pytest.importorskip("safetensors.torch", reason="the library safetensors is not installed")
    save({"w": Tensor([[1.0, 2.5]]), "n": Tensor([7], dtype="int64")}, tmp_path / "ours")
    read = exchange.load_file(tmp_path / "ours")
    assert read["w"].dtype is torch.float32 and read["w"].tolist() == [[1.0, 2.5]] and read["n"].tolist() == [7]
    kinds = ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]
    exchange.save_file({kind: torch.tensor([0, 1, 3]).to(getattr(torch, kind)) for kind in kinds}, tmp_path / "theirs")
    back = load(tmp_path / "theirs")
    assert {kind: back[kind].tolist() for kind in kinds} == {k: [0, 1, 1 if k == "bool" else 3] for k in kinds}
    assert [back[kind].dtype.name for kind in kinds] == [
        *("float64", "float32", "float32", "float32", "int64", "int64", "int64", "int64", "int64", "bool")
    ]


# --- Bad files


def headed(head: Any, numbers: bytes = b"") -> bytes:
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    return len(text).to_bytes(8, "little") + text + numbers


def entry(dtype: str = "F32", shape: Any = (1,), low: int = 0, high: int = 4) -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [low, high]}


BAD = {
    "empty": (b"", "was cut before the end of its head"),
    "a text": (b"once upon a time", "no safetensors file"),
    "a head that is longer than the file": (headed({})[:9], "was cut before the end of its head"),
    "no JSON": (headed(b"{oops}"), "its head is not JSON"),
    "not UTF-8": (headed(b"\xff\xfe{}"), "its head is not JSON"),
    "a list": (headed([1]), "its head is not JSON"),
    "a deep list": (headed(b"[" * 100_000), "its head is not JSON"),
    "a pickle": (b"\x80\x04K\x01.", "is a pickle"),
    "torch.save": (b"PK\x03\x04" + bytes(60), "is a pickle"),
    "no offsets": (headed({"w": {"dtype": "F32", "shape": [1]}}), "does not say what is where"),
    "an entry that is a number": (headed({"w": 3}), "does not say what is where"),
    "notes that are a number": (headed({"__metadata__": 3}), "its notes are no table"),
    "an unknown kind": (headed({"w": entry("F8_E4M3", (4,))}, bytes(4)), "holds 'w' as F8_E4M3"),
    "a negative side": (headed({"w": entry(shape=(-1, -1))}, bytes(4)), "says of 'w' what cannot be"),
    "too few bytes for the shape": (headed({"w": entry(shape=(2,))}, bytes(4)), "says of 'w' what cannot be"),
    "a huge shape": (headed({"w": entry(shape=(2**62, 2**62))}, bytes(4)), "says of 'w' what cannot be"),
    "overlapping": (headed({"v": entry(), "w": entry()}, bytes(4)), "says of 'w' what cannot be"),
    "a gap": (headed({"v": entry(), "w": entry(low=8, high=12)}, bytes(12)), "says of 'w' what cannot be"),
    "offsets that are words": (
        headed({"w": entry() | {"data_offsets": ["0", "4"]}}, bytes(4)),
        "says of 'w' what cannot be",
    ),
    "cut numbers": (
        headed({"w": entry()}, bytes(3)),
        "was cut: its head speaks of 4 bytes of numbers, and there are 3",
    ),
    "something behind": (headed({"w": entry()}, bytes(5)), "has something behind its end"),
    "a note that is no JSON": (headed({"__metadata__": {"tinytorch": "{"}}), "its note on what was saved"),
    "a note on what is not there": (
        headed({"__metadata__": {"tinytorch": '{"a": {"$tensor": "w"}}'}}),
        "its note on what was saved",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_one_sentence_that_names_it(name: str, tmp_path: Path) -> None:
    contents, said = BAD[name]
    path = tmp_path / "bad.safetensors"
    path.write_bytes(contents)
    with pytest.raises(CheckpointError) as error:
        load(path)
    assert str(path) in str(error.value) and said in str(error.value) and "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=r"there is no file .*lost\.safetensors"):
        load(tmp_path / "lost.safetensors")


def test_a_good_file_that_was_cut_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    save({"w": Tensor([1.0, 2.0]), "epoch": 3}, path)
    contents = path.read_bytes()
    for length in (*range(0, len(contents), 7), len(contents) - 1):
        path.write_bytes(contents[:length])
        with pytest.raises(CheckpointError):
            load(path)


# --- All or nothing


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    save({"w": Tensor([1.0])}, path)

    def full(*anything: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(tensorfile.os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        save({"w": Tensor([2.0])}, path)
    assert [file.name for file in tmp_path.iterdir()] == ["a"]
    assert load(path)["w"].tolist() == [1.0]


KILLED = """
import os, sys
from tinytorch.tensors.tensor import Tensor
from tinytorch.training import tensorfile
write = tensorfile.write
def half(file, tensors, note):
    write(file, tensors, note)
    file.flush()
    os._exit(9)
tensorfile.write = half
tensorfile.save({"w": Tensor([2.0])}, sys.argv[1])
"""


def test_a_process_that_is_killed_while_it_writes_leaves_the_old_file(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "a"
    save({"w": Tensor([1.0])}, path)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=root / "solutions", check=False)
    assert ended.returncode == 9
    assert load(path)["w"].tolist() == [1.0]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"there is no folder .*nowhere to write a into"):
        save({}, tmp_path / "nowhere" / "a")
