"""Turn sentences into unit vectors with ONNX Runtime; PyTorch is not needed to answer a message.

The folder this reads is written by `knowledge.export`: `model.onnx` (tokens in, pooled and
normalised sentence vectors out), `tokenizer.json` and `manifest.json`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# The bot forks and threads; the tokenizer's own thread pool would only warn about it.
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Called with (done, total)."""

GRAPH, TOKENIZER, MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"


class EncoderMissing(Exception):
    """There is no usable encoder in the folder; the message says what to run."""


@dataclass(frozen=True)
class EncoderManifest:
    """What an exported encoder is: the identity an index is tied to, and its shape."""

    name: str
    weights_sha256: str
    dimension: int
    max_tokens: int

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> EncoderManifest:
        """The manifest in `folder`; raises EncoderMissing when it is absent or damaged."""
        try:
            fields = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            return cls(**fields)
        except (OSError, ValueError, TypeError) as error:
            raise EncoderMissing(
                f"No sentence encoder in {folder}. Run `backstay train` to make one."
            ) from error


class Encoder:
    """Sentences to unit vectors. `name` and `weights_sha256` say which model made them."""

    def __init__(self, manifest: EncoderManifest, session: Any, tokenizer: Any) -> None:
        self.name = manifest.name
        self.weights_sha256 = manifest.weights_sha256
        self.dimension = manifest.dimension
        self._session = session
        self._tokenizer = tokenizer
        self._inputs = {node.name for node in session.get_inputs()}

    def encode(
        self, texts: Sequence[str], *, batch_size: int = 32, progress: Progress | None = None
    ) -> Vectors:
        """Unit vectors, float32, shape (len(texts), dimension), in the order given.

        Longer texts than the model reads are cut. An empty text is allowed.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        # Texts of like length together: little padding, up to twice as fast.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            vectors[rows] = self._batch([texts[i] for i in rows])
            if progress:
                progress(start + len(rows), len(order))
        return vectors

    def _batch(self, texts: list[str]) -> Vectors:
        tokens = self._tokenizer.encode_batch(texts)
        feed = {
            "input_ids": np.array([t.ids for t in tokens], dtype=np.int64),
            "attention_mask": np.array([t.attention_mask for t in tokens], dtype=np.int64),
            "token_type_ids": np.array([t.type_ids for t in tokens], dtype=np.int64),
        }
        feed = {name: value for name, value in feed.items() if name in self._inputs}
        (vectors,) = self._session.run(["sentence_embedding"], feed)
        return np.asarray(vectors, dtype=np.float32)


def load_encoder(folder: Path, *, threads: int = 1) -> Encoder:
    """The encoder exported into `folder`; raises EncoderMissing when there is none."""
    manifest = EncoderManifest.read(folder)
    if not ((folder / GRAPH).is_file() and (folder / TOKENIZER).is_file()):
        raise EncoderMissing(f"The encoder in {folder} is incomplete. Run `backstay train`.")
    # Here, not at the top: commands that never encode start without them.
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(
            str(folder / GRAPH), options, providers=["CPUExecutionProvider"]
        )
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    except Exception as error:  # both libraries raise bare, undocumented exception types
        raise EncoderMissing(
            f"The encoder in {folder} cannot be read. Delete the folder and run `backstay train`."
        ) from error
    return Encoder(manifest, session, tokenizer)
