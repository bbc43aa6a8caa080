"""The rows of an answer, as plain Python values."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from typing import Any, overload


class NoAnswerWarning(UserWarning):
    """There are no rows, and the query names something that the data does not have."""


class Rows(Sequence[Any]):
    """The rows of an answer: named tuples of plain values, None where there is none."""

    def __init__(
        self,
        columns: Sequence[str],
        rows: Iterable[Iterable[Any]],
        hints: Callable[[], tuple[str, ...]] = tuple,
    ) -> None:
        self.columns = tuple(columns)
        make: Any = namedtuple("Row", self.columns, rename=True)  # type: ignore[misc]  # names come late
        self._rows = [make(*row) for row in rows]
        self.hints = () if self._rows else hints()
        """Sentences that may explain why there are no rows: such as a term that is misspelt."""

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        return self._rows[at]

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return " ".join((f"<{len(self)} rows of {', '.join(self.columns)}>", *self.hints))

    def to_pandas(self) -> Any:
        """Return a pandas.DataFrame."""
        import pandas

        return pandas.DataFrame(list(map(tuple, self)), columns=list(self.columns))

    def to_polars(self) -> Any:
        """Return a polars.DataFrame."""
        import polars

        return polars.DataFrame(
            list(map(tuple, self)),
            schema=list(self.columns),
            orient="row",
            infer_schema_length=None,
        )


Answer = Rows | bool
"""What a query gives: rows, or of ASK True or False."""
