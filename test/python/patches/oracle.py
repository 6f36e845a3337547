"""What the patch has to do, token by token in float64, written from the contract and not from the code."""

import numpy as np


def candidates(donors, source, base, named):
    """The set of tokens that the output must have.

    donors: {name: {"vocab", "config", "sizes": rows of its vocabulary tensors}}.
    """
    real = {
        token
        for donor in donors.values()
        for token, i in donor["vocab"].items()
        if i < max(donor["sizes"]) or i < donor["config"]
    }
    if source == "union":
        pool = {token for donor in donors.values() for token in donor["vocab"]}
    else:
        pool = set(donors[base if source == "base" else source]["vocab"])
    return (pool & real) | set(named)


def standardise(donors, output, *, base=None, tokens=None, pad=None, missing="zero", v2d=False):
    """Rows of every donor in the output's order, and the audit lines that are due.

    donors: ordered {name: (vocab, tensor)}, the inputs of one tensor. Returns ({name: float64 array},
    {(name, token): "ghost" | "zero"}).
    """
    tokens = tokens or {}
    span = max(output.values()) + 1
    rows = -(-span // pad) * pad if pad else span
    width = next(iter(donors.values()))[1].shape[1]
    result = {name: np.zeros((rows, width)) for name in donors}
    sourced = {name: [] for name in donors}
    fill_later, audit = [], {}

    def row(name, token):
        vocab, tensor = donors[name]
        i = vocab.get(token)
        return None if i is None or i >= len(tensor) else tensor[i].astype(np.float64)

    for token, i in output.items():
        entry = tokens.get(token, {})
        source, force = entry.get("source"), entry.get("force", False)
        holders = [n for n in donors if row(n, token) is not None]
        knowers = [n for n in donors if token in donors[n][0]]
        default, explained, accused = None, False, None
        if isinstance(source, dict) and source["kind"] == "zero":
            default, explained = np.zeros(width), True
        elif isinstance(source, dict):
            name = source["model"]
            vocab, tensor = donors[name]
            at = source["token_id"] if "token_id" in source else vocab[source["token"]]
            if at < len(tensor):
                default = tensor[at].astype(np.float64)
            else:
                accused = name
        elif source is not None:
            default = row(source, token)
            accused = source if default is None else None
        else:
            present = knowers if v2d else holders
            if len(present) == 1:
                default = row(present[0], token)
            elif base in present:
                default = row(base, token)
            elif holders:
                default = sum(row(n, token) for n in holders) / len(holders)
        had_source = default is not None
        if not had_source:
            default = np.zeros(width)
            if missing == "mean" and not holders and accused is None:
                fill_later.append((token, i))
        for name in donors:
            own = row(name, token)
            takes_own = own is not None and not force
            result[name][i] = own if takes_own else default
            if takes_own or had_source or v2d:
                sourced[name].append(i)
            if (token in donors[name][0] and own is None) or name == accused:
                filled = bool(fill_later) and fill_later[-1][0] == token
                zero = not (had_source or filled) or explained
                audit[name, token] = "zero" if zero or name == accused else "ghost"
    for name in donors:
        if sourced[name]:
            result[name][span:] = result[name][sourced[name]].mean(axis=0)
    if fill_later:
        held = [row(n, t) for n in donors for t in output]
        fill = np.mean([r for r in held if r is not None], axis=0)
        for name in donors:
            for _, i in fill_later:
                result[name][i] = fill
    return result, audit


def linear(rows, weights):
    """sum(w r) / sum(w), rows: {name: array}, weights: {name: number}."""
    return sum(weights[n] * rows[n] for n in weights) / sum(weights.values())


def slerp(first, second, t, threshold=0.9995):
    """Spherical interpolation of two whole tensors, as vectors (Shoemake 1985), linear when nearly parallel."""
    a, b = first.ravel(), second.ravel()
    dot = (a / np.linalg.norm(a)) @ (b / np.linalg.norm(b))
    if abs(dot) > threshold:
        return (1 - t) * first + t * second
    theta = np.arccos(dot)
    return (np.sin((1 - t) * theta) * first + np.sin(t * theta) * second) / np.sin(theta)
