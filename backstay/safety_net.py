"""The second net of the safety screen: made ready to serve, opened.

What the encoder's copy has learnt lies beside the corpus (safety_tuning.py writes it). `prepare`
(a minute, at installation) makes the copy ready on this machine and learns the wording;
`open_second_net` loads that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from knowledge.encoder import load_encoder
from knowledge.export import export_tuned_copy
from knowledge.folders import replaced_folder
from policies.safety.combine import load_thresholds
from policies.safety.labelled import CORPUS, Labelled, read_corpus
from policies.safety.second_net import Examples, Head, SecondNet
from policies.safety.wording import Wording

TUNED = CORPUS.parent / "second_net.npz"
THRESHOLDS = CORPUS.parent / "thresholds.yml"
COPY, EXAMPLES, MADE_OF = "copy", "examples.npz", "made_of.json"
LONGEST_EXAMPLE = 40  # words: a clinician reads it to see why an alarm was raised


class SecondNetMissing(Exception):
    """The second net is not ready in the folder; the message says what to run."""


def identity_of(folder: Path = CORPUS) -> dict[str, str]:
    """The files of the corpus with their hashes: what was learnt belongs to them."""
    files = sorted(folder.glob("*.yml"))
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def tuned_on() -> dict[str, str]:
    """The files that the copy of the encoder was fine-tuned on; the wording may know more."""
    with np.load(TUNED, allow_pickle=False) as tuned:
        files, hashes = map(list, (tuned["files"], tuned["hashes"]))
    return {str(file): str(value) for file, value in zip(files, hashes, strict=True)}


def prepare(folder: Path) -> None:
    """Make the second net ready in `folder`, unless it is. Raises ExportError."""
    tuned_sha256 = hashlib.sha256(TUNED.read_bytes()).hexdigest()
    made_of = {"tuned": tuned_sha256, "corpus": identity_of()}
    try:
        if json.loads((folder / MADE_OF).read_text(encoding="utf-8")) == made_of:
            open_second_net(folder)
            return
    except (OSError, ValueError, SecondNetMissing):
        pass
    messages = read_corpus()
    with replaced_folder(folder) as fresh:
        with np.load(TUNED, allow_pickle=False) as tuned:
            packed = {n[len("copy/") :]: tuned[n] for n in tuned.files if n.startswith("copy/")}
        export_tuned_copy(packed, tuned_sha256, fresh / COPY)
        Wording.fit([m.text for m in messages], [m.label for m in messages]).save(fresh)
        signs = list(_examples(messages))
        vectors = load_encoder(fresh / COPY).encode([sign.text for sign in signs])
        np.savez_compressed(
            fresh / EXAMPLES,
            texts=np.array([sign.text for sign in signs]),
            flags=np.array([sign.kind for sign in signs]),
            vectors=vectors.astype(np.float16),
        )
        (fresh / MADE_OF).write_text(json.dumps(made_of), encoding="utf-8")


def _examples(messages: list[Labelled]) -> Iterator[Labelled]:
    """The signs that may be shown as what a message resembles."""
    return (m for m in messages if m.flag and len(m.text.split()) <= LONGEST_EXAMPLE)


def open_second_net(folder: Path) -> SecondNet:
    """The second net made ready in `folder`.

    Raises SecondNetMissing, EncoderMissing or SafetyRulesError (thresholds).
    """
    thresholds = load_thresholds(THRESHOLDS)
    try:
        with np.load(TUNED, allow_pickle=False) as tuned:
            labels = tuple(map(str, tuned["labels"]))
            head = Head(labels, tuned["weights"], tuned["bias"])
        wording = Wording.load(folder)
        with np.load(folder / EXAMPLES, allow_pickle=False) as kept:
            texts, flags = tuple(map(str, kept["texts"])), tuple(map(str, kept["flags"]))
            examples = Examples(texts, flags, kept["vectors"].astype(np.float32))
        encoder = load_encoder(folder / COPY)
        return SecondNet(encoder.encode, head, wording, examples, thresholds)
    except (OSError, ValueError, KeyError) as error:
        raise SecondNetMissing(
            f"No second net of the safety screen in {folder}. Run `backstay train` to make one."
        ) from error
