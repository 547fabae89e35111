"""Records out and in: one participant's in any format, back from its JSON, tables for research."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from backstay import parts
from backstay.commands.clinicians import OPERATOR, open_accounts
from backstay.commands.people import Who, resolve
from backstay.failure import Failure, told
from backstay.settings import Settings


def register(app: typer.Typer) -> None:
    app.command()(export)
    app.command("import-record")(import_record)
    app.command("export-research")(export_research)


def export(
    participant: Who,
    form: Annotated[
        str, typer.Option("--format", help="json (everything), fhir (R4) or csv (a zip)")
    ] = "json",
    output: Annotated[Path | None, typer.Option(help="Write to this new file.")] = None,
    table: Annotated[
        str | None, typer.Option(help="One CSV table: values, alerts, messages or nudges.")
    ] = None,
) -> None:
    """One participant's whole record, her words included."""
    from clinic.exports.download import FORMATS, csv_table, download
    from clinic.exports.tables import COLUMNS
    from records.export import export_participant

    if form not in FORMATS:
        raise Failure(f"There is no format {form!r}: choose {', '.join(FORMATS)}.")
    if table is not None and (form != "csv" or table not in COLUMNS):
        raise Failure(f"--table goes with --format csv and is one of {', '.join(COLUMNS)}.")
    chosen = parts.settings()
    store = parts.open_store(chosen)
    her = resolve(store, participant)
    _note(chosen, "export_participant", participant=her, detail=form)
    record = export_participant(store, her)
    content = csv_table(record, table) if table else download(record, form).content
    if output is not None:
        _write(output, content)
        parts.say(f"Written to {output}, readable by you alone.")
    elif form == "csv" and table is None and sys.stdout.isatty():
        raise Failure("A zip isn't for the terminal: add --output FILE, or --table NAME.")
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.write(b"\n" if form != "csv" else b"")


def import_record(
    file: Annotated[Path, typer.Argument(help="What `backstay export` wrote as json.")],
) -> None:
    """Take in a participant's record from its JSON export, whole or not at all.

    She is written to from here on: stop the other installation first.
    """
    from records.record_file import LARGEST, read_record
    from records.store import RestoreRefused

    try:
        if file.stat().st_size > LARGEST:
            raise Failure(f"{file} is larger than {LARGEST // 1_000_000} MB: no record is.")
        data = file.read_bytes()
    except OSError as error:
        raise Failure(f"{file} can't be read: {error.strerror}.") from error
    try:
        record, chosen = read_record(data), parts.settings()
        store = parts.open_store(chosen)
        _note(chosen, "import_participant", participant=record.participant)
        record.restore(store)
    except RestoreRefused as refused:
        raise Failure(f"{file}: {refused} Nothing was written.") from refused
    print(f"{record.alias} is in the record: {len(record.events)} events.")


def export_research(
    output: Annotated[Path, typer.Option(help="A folder that is new or empty.")],
    purpose: Annotated[str, typer.Option(help="quality or research")],
    reference: Annotated[str, typer.Option(help="The project or the approval.")],
) -> None:
    """Decision points and outcomes of all who agree, de-identified (docs/data-dictionary.md)."""
    from clinic.exports.research import ExportRefused, Purpose, research_files

    chosen = parts.settings()
    with told(ExportRefused):
        wanted = Purpose(purpose, reference)
        _need_free(output)
        _note(chosen, "export_research", detail=f"{purpose}: {reference}")
        key = chosen.secrets.ours("research_key")
        files = research_files(parts.open_store(chosen), key, wanted, chosen.clock())
    with _folder_trouble(output):
        output.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in files.items():
        _write(output / name, content)
    parts.say(f"{len(files)} files are in {output}. `backstay secrets rotate research_key` "
              "gives later exports other pseudonyms.")  # fmt: skip


def _need_free(output: Path) -> None:
    """Asked before anything is read, which takes minutes where there are many people."""
    with _folder_trouble(output):
        taken = output.exists() and any(output.iterdir())
    if taken:
        raise Failure(f"{output} isn't empty: name a new folder.")


@contextmanager
def _folder_trouble(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Failure(f"{output} can't be made a folder: {error.strerror}.") from error


def _note(chosen: Settings, verb: str, **about: str) -> None:
    """Into the audit log of the clinic's pages, before anything leaves or comes in."""
    log = open_accounts(chosen).audit
    log.write(chosen.clock(), OPERATOR, verb, "allowed", **about)


def _write(path: Path, content: bytes) -> None:
    """A new file that only its owner can read; nothing is overwritten."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except FileExistsError as error:
        raise Failure(f"{path} is there already: name a new file.") from error
    except OSError as error:
        raise Failure(f"{path} can't be written: {error.strerror}.") from error
