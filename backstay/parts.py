"""Puts the parts together: settings in, opened stores, screens and searches out."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from backstay.failure import Failure, told
from backstay.settings import Settings, SettingsError

if TYPE_CHECKING:
    from knowledge.classifier import Classifier
    from knowledge.encoder import Encoder
    from knowledge.library import Library
    from policies.safety.screen import Screen
    from records.store import RecordStore


def settings() -> Settings:
    """What the environment says, or a failure that names the setting."""
    with told(SettingsError):
        return Settings.load()


def open_store(chosen: Settings) -> RecordStore:
    """The record, in a file or in the database that the settings name."""
    from records.store import StoreError

    with told(StoreError):
        if chosen.database is not None:
            from records.postgres_store import PostgresStore

            return PostgresStore(chosen.database)
        from records.sqlite_store import SqliteStore

        return SqliteStore(chosen.record)


def open_screen(chosen: Settings, *, rules_may_do: bool = False) -> Screen:
    """The safety screen with both its nets.

    `rules_may_do`: with a warning and without the second net when that is not ready.
    """
    from backstay.safety_net import SecondNetMissing, open_second_net
    from knowledge.encoder import EncoderMissing
    from policies.safety.screen import SafetyRulesError, load_screen

    with told(SafetyRulesError, SecondNetMissing, EncoderMissing):
        try:
            return load_screen(second_net=open_second_net(chosen.safety_folder))
        except (SecondNetMissing, EncoderMissing) as missing:
            if not rules_may_do:
                raise
            say(f"backstay: the rules alone decide, which catches much less. {missing}")
            return load_screen()


def open_encoder(chosen: Settings, *, threads: int = 1) -> Encoder:
    """The exported encoder; one thread is best for one message at a time, all for thousands."""
    from knowledge.encoder import EncoderMissing, load_encoder

    with told(EncoderMissing):
        return load_encoder(chosen.encoder_folder, threads=threads)


def open_library(chosen: Settings, encoder: Encoder) -> Library:
    """The knowledge base over the built index."""
    from knowledge.index import IndexMismatch, IndexMissing, open_index
    from knowledge.library import Library

    with told(IndexMissing, IndexMismatch):
        return Library(open_index(chosen.index_folder, encoder), encoder)


def article_titles() -> dict[str, str]:
    """Titles by article; one that can't be read is left out, as `backstay knowledge check` says."""
    from knowledge.articles import ARTICLES, read_article
    from knowledge.front_matter import ArticleError

    titles = {}
    for path in ARTICLES.rglob("*.md"):
        with suppress(ArticleError):
            article = read_article(path)
            titles[article.slug] = article.title
    return titles


def trained_model(chosen: Settings, encoder: Encoder) -> Path:
    """The dialogue model made of today's inputs."""
    from bot.training import model_path

    path = model_path(chosen.models, encoder.weights_sha256)
    if not path.exists():
        raise Failure("The dialogue model is missing or out of date. Run: backstay train")
    return path


def open_intent_head(chosen: Settings, encoder: Encoder) -> Classifier:
    """The intent head out of the trained model, without Rasa."""
    import tarfile
    import tempfile

    from knowledge.classifier import Classifier

    with (
        tarfile.open(trained_model(chosen, encoder)) as archive,
        tempfile.TemporaryDirectory() as folder,
    ):
        members = [m for m in archive.getmembers() if "IntentClassifier" in m.name and m.isfile()]
        for member in members:
            member.name = Path(member.name).name
            archive.extract(member, folder)
        return Classifier.load(Path(folder))


def say(text: str) -> None:
    """A line for the person at the terminal, apart from the data on standard output."""
    print(text, file=sys.stderr, flush=True)
