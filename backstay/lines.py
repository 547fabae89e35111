"""Commands that answer one text from the command line, or a line for each line of JSON on input."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

import typer

from backstay.failure import Failure

Answer = Callable[[dict[str, Any]], dict[str, Any]]
LONGEST = 1_000_000


def answer_lines(
    text: str | None,
    extra: dict[str, Any],
    answer: Answer,
    show: Callable[[dict[str, Any]], None],
    *,
    as_json: bool,
) -> None:
    """One answer for `text`, or one JSON line for each line of standard input.

    An input line is a JSON object with "text" and perhaps more, or a JSON string. A line that is
    neither gets an answer with "error", the rest are still answered, and the exit code is 1.
    """
    if text is not None:
        result = answer({"text": text, **extra})
        print(json.dumps(result, ensure_ascii=False)) if as_json else show(result)
        return
    if sys.stdin.isatty():
        raise Failure("Give a text, or JSON lines on standard input.")
    failed = False
    for line in _lines():
        try:
            result = answer({**extra, **_read(line)})
        except ValueError as error:
            failed, result = True, {"error": str(error)}
        print(json.dumps(result, ensure_ascii=False), flush=True)
    if failed:
        raise typer.Exit(1)


def _lines() -> Iterator[str]:
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", errors="replace").strip()
        if line:
            yield line


def _read(line: str) -> dict[str, Any]:
    try:
        call = json.loads(line)
    except ValueError:
        raise ValueError('not JSON: each line is {"text": "..."}') from None
    if isinstance(call, str):
        call = {"text": call}
    if not isinstance(call, dict) or not isinstance(call.get("text"), str):
        raise ValueError('"text" is missing: each line is {"text": "..."}')
    if len(call["text"]) > LONGEST:
        raise ValueError(f'"text" is longer than {LONGEST} characters')
    return call
