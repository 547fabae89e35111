"""The tables of a record, in whichever database they are: the little that the stores ask of one.

SQL is written once, in words that SQLite and PostgreSQL both understand, its values as `:name`.
What they say differently has a verb here. Outside `writing`, each statement stands for itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from typing import Protocol, TypeVar

from records.rows import Row

T = TypeVar("T")
MANY = 500  # values in one statement; a statement with many thousands is slow to read


class Tables(Protocol):
    """Raises StoreError when the database fails rather than the statement."""

    place: str  # where the record is, for messages; without a password
    unclaimed: str  # ends a select of rows to be claimed: leaves out what others claim right now

    def given(self, *columns: str) -> str:
        """A select of the rows that a statement gets as JSON in `:rows`; cast what isn't text."""

    def writing(self) -> AbstractContextManager[None]:
        """One transaction, the only one to write: committed whole or not at all."""

    def query(self, sql: str, /, **values: object) -> list[Row]:
        """The rows of a statement that returns some."""

    def stream(self, sql: str, /, **values: object) -> Iterator[Row]:
        """As `query`, for more rows than should be in memory at once."""

    def run(self, sql: str, /, **values: object) -> int:
        """Run a statement; returns how many rows it touched."""

    def run_each(self, sql: str, rows: Collection[Row]) -> int:
        """Run a statement once for each of these; returns how many rows it touched in all."""

    def insert(self, table: str, *rows: Row) -> None:
        """Add rows, all with the same columns."""

    def defer_references(self) -> None:
        """References between tables need to hold again only when this transaction ends."""

    def purge(self) -> None:
        """Rid the files of keys that were deleted, as far as this database can."""


def among(column: str, values: Iterable[object]) -> tuple[str, Row]:
    """The condition that a column has one of these values, and the values by name."""
    named = {f"{column}_{n}": value for n, value in enumerate(values)}
    marks = ", ".join(f":{name}" for name in named) or "null"
    return f"{column} in ({marks})", named


def portions(values: Iterable[T]) -> Iterator[list[T]]:
    """The values, as many at a time as one statement takes well."""
    left = iter(values)
    while some := list(islice(left, MANY)):
        yield some
