# Made from solutions/tinytorch/training/tensorfile.py by `autograder build`.
"""Tensors in a file, in the form of safetensors: a head of JSON that says what is where, then the bare numbers.

save(model.state_dict(), "weights.safetensors")         safetensors.torch.load_file reads it, too
model.load_state_dict(load("weights.safetensors"))      also a file that PyTorch's users wrote
save({"model": model.state_dict(), "epoch": 3}, path)   other plain data goes along, as text in the head

Nothing in such a file can be run, which is why there is no pickle. The form is 8 bytes with the length of the head, the
head, and the numbers; source: github.com/huggingface/safetensors. A file is there as a whole or not at all.
"""

from __future__ import annotations

import json
import math
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from tinytorch.tensors.arguments import check_path
from tinytorch.tensors.array import Array
from tinytorch.tensors.backend import backend
from tinytorch.tensors.tensor import Tensor

KINDS = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "BOOL": "|b1",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "|i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "|u1",
}  # the file's name of a kind of number -> how NumPy reads it
OURS = {"float64": "F64", "float32": "F32", "int64": "I64", "bool": "BOOL"}
NOTES = "__metadata__"  # in the head: texts under names of their own
PLAIN = "tinytorch"  # among these: all that was saved, as JSON, with the names of tensors in their places


class CheckpointError(ValueError):
    """A file that cannot be read, or does not fit; the text says which, why, and what to do."""


def save(data: Any, path: str | os.PathLike[str]) -> None:
    """Write tensors in dictionaries, lists and tuples, with numbers, text, True, False and None among them.

    A dictionary from names to tensors gives a file with just these names. Elsewhere a tensor is named by the way to it:
    "model.layers.0.weight". A tensor that occurs twice is written twice.
    """
    tensors: dict[str, np.ndarray] = {}
    shape = described(data, (), tensors)
    flat = isinstance(data, dict) and all(isinstance(value, Tensor) for value in data.values())
    note = {} if flat and list(tensors) == list(data) else {PLAIN: json.dumps(shape)}
    with replacing(path) as file:
        write(file, tensors, note)


def load(path: str | os.PathLike[str], map_location: str | None = None, weights_only: bool = True) -> Any:
    """What was saved; of a file that others wrote, a dictionary from names to tensors.

    map_location  the device that the tensors shall be on; the host's memory unless told
    weights_only  taken for the sake of programs written for PyTorch: there is nothing but data in such a file

    Kinds of number that we have not become the next larger one: float16 and bfloat16 float32, int32 int64.
    Raises CheckpointError for a file of another kind, one that was cut, or one that was changed.
    """
    arrays, note = read(path)
    device = backend(map_location or "numpy")
    tensors = {name: Tensor(Array.from_numpy(array, device)) for name, array in arrays.items()}
    if PLAIN not in note:
        return tensors
    try:
        return restored(json.loads(note[PLAIN]), tensors)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CheckpointError(f"{path} is damaged: its note on what was saved cannot be read ({error})") from None


# --- Plain data as JSON, with tensors named


def described(data: Any, way: tuple[Any, ...], tensors: dict[str, np.ndarray]) -> Any:
    """Plain data that JSON can hold. Tensors are put into `tensors`, and stand as {"$tensor": name}."""
    if isinstance(data, Tensor):
        name = ".".join(map(str, way)) or "tensor"
        while name in tensors or name == NOTES:
            name += "_"
        tensors[name] = data.detach().numpy()
        return {"$tensor": name}
    if isinstance(data, Mapping):
        parts = [(key, described(value, (*way, key), tensors)) for key, value in data.items()]
        if all(isinstance(key, str) and not key.startswith("$") for key, _ in parts):
            return dict(parts)
        return {"$dict": [[described(key, (*way, key), tensors), value] for key, value in parts]}
    if isinstance(data, list | tuple):
        items = [described(item, (*way, k), tensors) for k, item in enumerate(data)]
        return items if isinstance(data, list) else {"$tuple": items}
    if isinstance(data, np.generic):
        return data.item()
    if data is None or isinstance(data, bool | int | float | str):
        return data
    place = f" at {'.'.join(map(str, way))!r}" if way else ""
    advice = ": save its state_dict()" if hasattr(data, "state_dict") else ""
    raise TypeError(
        f"save() keeps tensors, numbers, text, lists and dictionaries, got a {type(data).__name__}{place}{advice}"
    )


def restored(shape: Any, tensors: Mapping[str, Tensor]) -> Any:
    """The data that `described` made this of."""
    if isinstance(shape, list):
        return [restored(item, tensors) for item in shape]
    if not isinstance(shape, dict):
        return shape
    if "$tensor" in shape:
        return tensors[shape["$tensor"]]
    if "$tuple" in shape:
        return tuple(restored(item, tensors) for item in shape["$tuple"])
    if "$dict" in shape:
        return {restored(key, tensors): restored(value, tensors) for key, value in shape["$dict"]}
    return {key: restored(value, tensors) for key, value in shape.items()}


# --- The file


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `path` once it is whole and on the disk; else that stays as it was."""
    check_path("a checkpoint", path)
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} into: make it first")
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: name the file to write in it")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    with suppress(OSError, AttributeError):  # not every system can open a folder
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write(file: BinaryIO, tensors: Mapping[str, np.ndarray], note: Mapping[str, str]) -> None:
    """The whole file. The widest numbers come first, and the head fills eights, so that each lies where it may."""
    head: dict[str, Any] = {NOTES: dict(note)} if note else {}
    head |= {name: {"dtype": OURS[array.dtype.name], "shape": list(array.shape)} for name, array in tensors.items()}
    order = sorted(tensors, key=lambda name: -tensors[name].itemsize)
    place = 0
    for name in order:
        head[name]["data_offsets"] = [place, place + tensors[name].nbytes]
        place += tensors[name].nbytes
    text = json.dumps(head, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    file.write(len(text).to_bytes(8, "little") + text)
    for name in order:
        array = np.ascontiguousarray(tensors[name], KINDS[OURS[tensors[name].dtype.name]])
        file.write(array.reshape(-1).view(np.uint8).data)


def read(path: str | os.PathLike[str]) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """(name -> array, the notes in the head). Every claim of the head is checked before it is relied on."""
    check_path("a checkpoint", path)
    try:
        with Path(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            head, start = read_head(file, size, path)
            note = head.pop(NOTES, {})
            if not isinstance(note, dict):
                raise CheckpointError(f"{path} is damaged: its notes are no table")
            check_places(head, size - start, path)
            return {name: read_array(file, start, entry) for name, entry in head.items()}, note
    except FileNotFoundError:
        raise CheckpointError(f"there is no file {path}: is the path right, and has it been saved?") from None
    except IsADirectoryError:
        raise CheckpointError(f"{path} is a folder: name the file in it") from None


def read_head(file: BinaryIO, size: int, path: Any) -> tuple[dict[str, Any], int]:
    """(the head, where the numbers start)."""
    first = file.read(8)
    length = int.from_bytes(first, "little")
    if len(first) < 8 or not 2 <= length <= size - 8:
        if first.startswith((b"PK\x03\x04", b"\x80")):
            raise CheckpointError(
                f"{path} is a pickle or a zip, as torch.save writes it, which can run any program when it is read: "
                "write it with safetensors.torch.save_file there"
            )
        raise CheckpointError(f"{path} is no safetensors file, or was cut before the end of its head")
    try:
        head = json.loads(file.read(length))
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict):
        raise CheckpointError(f"{path} is no safetensors file: its head is not JSON")
    return head, 8 + length


def check_places(head: Mapping[str, Any], size: int, path: Any) -> None:
    """Raise CheckpointError unless the tensors lie one after the other, fill the file, and have the bytes they need."""
    try:
        places = sorted((*entry["data_offsets"], name, entry["dtype"], entry["shape"]) for name, entry in head.items())
        end = 0
        for low, high, name, kind, shape in places:
            if kind not in KINDS:
                raise CheckpointError(f"{path} holds {name!r} as {kind}, and can be read with {', '.join(KINDS)}")
            fits = all(isinstance(side, int) and side >= 0 for side in shape)
            if not fits or low != end or high - low != math.prod(shape) * np.dtype(KINDS[kind]).itemsize:
                raise CheckpointError(f"{path} is damaged: its head says of {name!r} what cannot be")
            end = high
    except (TypeError, KeyError, ValueError) as error:
        if isinstance(error, CheckpointError):
            raise
        raise CheckpointError(f"{path} is damaged: its head does not say what is where") from None
    if end != size:
        what = "was cut" if size < end else "has something behind its end"
        raise CheckpointError(f"{path} {what}: its head speaks of {end} bytes of numbers, and there are {size}")


def read_array(file: BinaryIO, start: int, entry: Mapping[str, Any]) -> np.ndarray:
    """One array, with memory of its own, in a kind of number that a Tensor can hold."""
    file.seek(start + entry["data_offsets"][0])
    numbers = np.fromfile(file, KINDS[entry["dtype"]], math.prod(entry["shape"])).reshape(entry["shape"])
    if entry["dtype"] == "BF16":  # the upper half of a float32
        return (numbers.astype(np.uint32) << 16).view(np.float32)
    kind = numbers.dtype
    wider = np.float32 if kind == np.float16 else np.int64 if kind.kind in "iu" else kind.newbyteorder("=")
    return numbers.astype(wider, copy=False)
