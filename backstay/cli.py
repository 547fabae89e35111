"""The command line. Heavy libraries are imported by the commands that use them, not here."""

from __future__ import annotations

import os
import sys

import typer

from backstay.commands import (
    alerts,
    analyse,
    clinicians,
    exports,
    operations,
    people,
    processes,
    simulate,
    words,
)
from backstay.failure import Failure

app = typer.Typer(
    name="backstay",
    help="Backstay: a back-pain coach for mothers in the first year after birth.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for module in (
    processes,
    words,
    people,
    exports,
    clinicians,
    alerts,
    analyse,
    simulate,
    operations,
):
    module.register(app)


def main() -> None:
    """Run a command; what is known to go wrong ends in one clear line and exit code 1."""
    os.umask(0o077)  # what it writes holds health data, keys and conversations: for its owner alone
    try:
        app()
    except Failure as failure:
        print(f"backstay: {failure}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
