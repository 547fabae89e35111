"""What must be there before Backstay can run: the encoder, the index, the dialogue model.

Each step looks first whether its result fits today's inputs, so a second run takes a moment.
"""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from backstay import parts
from backstay.failure import Failure, told
from backstay.settings import Settings

if TYPE_CHECKING:
    from knowledge.encoder import Encoder

# How long it takes on two cores, mostly imports; only the bars depend on it.
EXPECTED_EXPORT_SECONDS = 25
EXPECTED_INDEX_SECONDS = 45
EXPECTED_SAFETY_SECONDS = 60
EXPECTED_TRAINING_SECONDS = 75
CORES = os.cpu_count() or 1
T = TypeVar("T")


class ContentBroken(Failure):
    """The articles or questions have errors; the text lists them."""


def prepare(chosen: Settings) -> None:
    """Make whatever is missing or out of date."""
    from bot.training import TrainingError, train

    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _progress() as progress:
        _export_encoder(chosen, progress)
        encoder = parts.open_encoder(chosen, threads=CORES)
        _build_index_unless_broken(chosen, encoder, progress)
        _prepare_safety_net(chosen, progress)
        with told(TrainingError):
            _with_bar(
                progress,
                "Training the dialogue",
                EXPECTED_TRAINING_SECONDS,
                lambda: train(chosen.models, chosen.encoder_folder, encoder.weights_sha256),
            )


def prepare_knowledge(chosen: Settings) -> None:
    """The encoder and the index only."""
    with _progress() as progress:
        _export_encoder(chosen, progress)
        _build_index(chosen, parts.open_encoder(chosen, threads=CORES), progress)


def _export_encoder(chosen: Settings, progress: Progress) -> None:
    from knowledge.export import ExportError, export_encoder

    with told(ExportError):
        _with_bar(
            progress,
            "Preparing the encoder",
            EXPECTED_EXPORT_SECONDS,
            lambda: export_encoder(chosen.encoder, chosen.encoder_folder),
        )


def _prepare_safety_net(chosen: Settings, progress: Progress) -> None:
    from backstay.safety_net import prepare
    from knowledge.export import ExportError
    from policies.safety.errors import SafetyRulesError

    with told(ExportError, SafetyRulesError):
        _with_bar(
            progress,
            "Preparing the screen",
            EXPECTED_SAFETY_SECONDS,
            lambda: prepare(chosen.safety_folder),
        )


def _build_index_unless_broken(chosen: Settings, encoder: Encoder, progress: Progress) -> None:
    """With broken articles the last good index stays in service, if there is one."""
    try:
        _build_index(chosen, encoder, progress)
    except ContentBroken as broken:
        try:
            parts.open_library(chosen, encoder)
        except Failure:
            raise broken from None
        parts.say(f"backstay: the last good index of the articles stays in service. {broken}")


def _build_index(chosen: Settings, encoder: Encoder, progress: Progress) -> None:
    """Raises ContentBroken, and leaves the index as it is, when the articles have errors."""
    from knowledge.articles import ARTICLES, load_articles
    from knowledge.build import build_index, is_current
    from knowledge.check import check
    from knowledge.check_questions import check_questions
    from knowledge.questions import QUESTIONS, known_questions

    folder = chosen.index_folder
    with suppress(ValueError):  # what can't be read is named below
        if is_current(load_articles(), known_questions(), encoder, folder):
            return
    problems = [*check(ARTICLES, date.today()), *check_questions(QUESTIONS)]
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        listed = "\n".join(map(str, errors))
        raise ContentBroken(f"{listed}\nMend these and run it again; no new index was made.")
    _with_bar(
        progress,
        "Indexing the articles",
        EXPECTED_INDEX_SECONDS,
        lambda: build_index(load_articles(), known_questions(), encoder, folder),
    )


def _with_bar(progress: Progress, what: str, expected: float, work: Callable[[], T]) -> T:
    """Run work that can't tell how far it is; the bar goes by the time it usually takes.

    Work that finds nothing to do is over before its bar appears.
    """
    task = progress.add_task(what, total=expected, visible=False)
    with ThreadPoolExecutor(1) as pool:
        started = time.monotonic()
        future = pool.submit(work)
        while not future.done():
            gone = time.monotonic() - started
            progress.update(task, completed=min(gone, expected * 0.98), visible=gone > 1)
            time.sleep(0.1)
        result = future.result()
    progress.update(task, completed=expected)
    return result


@contextmanager
def _progress() -> Iterator[Progress]:
    warnings.filterwarnings("ignore")  # Rasa's dependencies announce their deprecations
    columns = (TextColumn("{task.description:<24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield progress
