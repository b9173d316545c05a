"""Every operation that the oracle judges, family by family."""

from __future__ import annotations

from . import (
    table_arithmetic,
    table_empty,
    table_exchange,
    table_index,
    table_matmul,
    table_pointwise,
    table_reduce,
    table_shape,
)
from .entries import Op

TABLES = (
    table_arithmetic,
    table_pointwise,
    table_shape,
    table_reduce,
    table_matmul,
    table_index,
    table_exchange,
    table_empty,
)
OPS: list[Op] = [op for table in TABLES for op in table.OPS]
