"""The methods that need no randomness, written down plainly in fp64 with sorts. Slow and obvious on purpose."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch


def oracle(
    method: str,
    base: torch.Tensor | None,
    donors: list[torch.Tensor],
    per_donor: list[dict[str, Any]],
    shared: dict[str, Any],
) -> np.ndarray:
    x = [donor.double().numpy() for donor in donors]
    b = None if base is None else base.double().numpy()
    if method == "linear":
        weights = np.array([parameters["weight"] for parameters in per_donor])
        total = sum(w * one for w, one in zip(weights, x, strict=True))
        return total / weights.sum() if shared.get("normalize", True) else total
    if method == "slerp":
        return slerp(b, x[0], shared["t"])
    if method == "model_stock":
        return model_stock(b, x, shared.get("filter_wise", False))
    if method == "passthrough":
        return x[0] * per_donor[0].get("scale", 1.0)
    return arithmetic(method, b, x, per_donor, shared)


def slerp(a: np.ndarray, b: np.ndarray, t: float) -> np.ndarray:
    cosine = (a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum())
    if abs(cosine) > 0.9995:
        return (1 - t) * a + t * b
    angle = np.arccos(np.clip(cosine, -1, 1))
    return (np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle)


def model_stock(base: np.ndarray, donors: list[np.ndarray], by_row: bool) -> np.ndarray:
    deltas = [(donor - base).reshape(base.shape[0] if by_row else 1, -1) for donor in donors]
    cosines = []
    for i in range(len(deltas)):
        for j in range(i + 1, len(deltas)):
            dot = (deltas[i] * deltas[j]).sum(1)
            norms = np.linalg.norm(deltas[i], axis=1) * np.linalg.norm(deltas[j], axis=1)
            cosines.append(dot / np.maximum(norms, 1e-6))
    cosine = np.mean(cosines, axis=0)
    n = len(donors)
    t = (n * cosine / (1 + (n - 1) * cosine))[:, None]
    return base + (t * np.mean(deltas, axis=0)).reshape(base.shape)


def kept_mask(method: str, delta: np.ndarray, parameters: dict[str, Any]) -> np.ndarray:
    """Ranks by magnitude, of equal ones the lower index first."""
    density = parameters.get("density", 1.0)
    mask = np.ones(delta.size)
    if method in ("ties", "breadcrumbs", "breadcrumbs_ties") and density < 1:
        order = np.argsort(-np.abs(delta).reshape(-1), kind="stable")
        if method == "ties":
            first, last = 0, max(1, int(density * delta.size))
        else:
            keep = int(density * delta.size)
            first = min(int(parameters.get("gamma", 0.01) * delta.size), delta.size - keep)
            last = first + keep
        mask[:] = 0
        mask[order[first:last]] = 1
    return mask.reshape(delta.shape)


def arithmetic(
    method: str,
    base: np.ndarray,
    donors: list[np.ndarray],
    per_donor: list[dict[str, Any]],
    shared: dict[str, Any],
) -> np.ndarray:
    parts, weights = [], np.array([parameters["weight"] for parameters in per_donor])
    for donor, parameters in zip(donors, per_donor, strict=True):
        delta = donor - base
        kept = delta * kept_mask(method, delta, parameters)
        if shared.get("rescale") and np.abs(kept).sum() > 0:
            kept = kept * np.abs(delta).sum() / np.abs(kept).sum()
        parts.append(kept * parameters["weight"])
    stacked = np.stack(parts)
    if method in ("ties", "breadcrumbs_ties"):
        majority = np.where(stacked.sum(0) >= 0, 1, -1)
        agrees = np.sign(stacked) == majority
        mixed = (stacked * agrees).sum(0)
        divisor = (weights.reshape(-1, *[1] * base.ndim) * agrees).sum(0)
        divisor[divisor == 0] = 1
    else:
        mixed = stacked.sum(0)
        divisor = weights.sum() if abs(weights.sum()) >= 1e-8 else 1
    if shared["normalize"]:
        mixed = mixed / divisor
    return base + shared.get("lambda", 1.0) * mixed
