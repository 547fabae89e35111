"""Failures a person can act on: one line, no traceback, exit code 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Failure(Exception):
    """Ends a command; the text says what is wrong and what to do."""


@contextmanager
def told(*known: type[Exception]) -> Iterator[None]:
    """Turn these exceptions, whose texts are written for people, into failures."""
    try:
        yield
    except known as error:
        raise Failure(str(error)) from error
