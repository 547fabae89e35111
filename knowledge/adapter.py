"""A fine-tuned copy of the encoder, kept as what differs from the original: a few megabytes.

Fine-tuning moves every matrix by something close to low rank, so the difference is kept as two thin
matrices of whole numbers (cf. Hu et al. 2021, "LoRA", which trains such matrices from the start;
here they are cut out afterwards). Vectors (biases, norms) are kept as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

RANK = 128
Weights = Mapping[str, NDArray[np.float32]]
Packed = dict[str, NDArray[np.generic]]


def pack(original: Weights, tuned: Weights, rank: int = RANK) -> Packed:
    """What turns `original` into `tuned`, nearly: arrays to save, by name and part.

    Both hold the same names. A matrix (out, in) becomes `/left` (out, rank) and `/right`
    (rank, in), int8, each column of the one and row of the other with its scale in float16.
    """
    packed: Packed = {}
    for name, before in original.items():
        change = tuned[name] - before
        if not change.any():
            continue
        if change.ndim < 2:
            packed[f"{name}/vector"] = change.astype(np.float16)
            continue
        left, strength, right = np.linalg.svd(change, full_matrices=False)
        kept = min(rank, len(strength))
        root = np.sqrt(strength[:kept])
        packed[f"{name}/left"], packed[f"{name}/left_scale"] = _whole(left[:, :kept] * root)
        thin, scale = _whole((right[:kept] * root[:, None]).T)
        packed[f"{name}/right"], packed[f"{name}/right_scale"] = thin, scale
    return packed


def unpack(
    original: Weights, packed: Mapping[str, NDArray[np.generic]]
) -> dict[str, NDArray[np.float32]]:
    """The tuned weights. Raises KeyError when `packed` names a weight that `original` lacks."""
    weights = {name: np.array(value, dtype=np.float32) for name, value in original.items()}
    for key, value in packed.items():
        name, part = key.rsplit("/", 1)
        if part == "vector":
            weights[name] += value.astype(np.float32)
        elif part == "left":
            left = _real(value, packed[f"{name}/left_scale"])
            right = _real(packed[f"{name}/right"], packed[f"{name}/right_scale"])
            weights[name] += left @ right.T
    return weights


def _whole(columns: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    scale = np.maximum(np.abs(columns).max(axis=0), 1e-6) / 127
    return np.round(columns / scale).astype(np.int8), scale.astype(np.float16)


def _real(whole: NDArray[np.generic], scale: NDArray[np.generic]) -> NDArray[np.float32]:
    return whole.astype(np.float32) * scale.astype(np.float32)
