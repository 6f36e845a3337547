"""The function that the bridge calls for `mergescope xray`."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import torch

from mergescope import events
from mergescope.engine.storage.reading import Files
from mergescope.errors import MergescopeError
from mergescope.messages import ProgressEvent, VoiceEvent, XrayReply, XrayRequest
from mergescope.sources.source import Source
from mergescope.xray.measure import Comparison, Part, measure
from mergescope.xray.row_maps import RowMap, map_rows
from mergescope.xray.stored_model import StoredModel, is_vocabulary, open_model


def xray(value: XrayRequest) -> XrayReply:
    """Compares a merge with its donors. Each tensor's sums come as an event `voice`.

    Raises:
        MergescopeError: safetensors-invalid, where nothing can be compared.
    """
    torch.set_num_threads(1)
    merged = open_model("the merge", value["output"])
    base = open_model(**value["base"]) if value["base"] else None
    donors = [open_model(**donor) for donor in value["donors"]]
    plan = Plan(merged, base, donors)
    tasks = [task for name in merged.tensors if (task := plan.comparison(name)) is not None]
    if not tasks:
        raise MergescopeError(
            "safetensors-invalid", "the merge and its donors have no tensor in common", "check the folders"
        )
    total, done = sum(task.nbytes for task in tasks), 0
    files = Files()
    try:
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            for task in tasks:
                events.emit(ProgressEvent(event="progress", item=task.tensor, done=done, total=total))
                events.emit(VoiceEvent(event="voice", sums=measure(task, files, pool).as_json()))
                done += task.nbytes
    finally:
        files.close()
    return {"tensors": len(tasks), "notes": plan.notes()}


class Plan:
    """What is compared with what, and what cannot be."""

    def __init__(self, merged: StoredModel, base: StoredModel | None, donors: list[StoredModel]) -> None:
        self._merged, self._base, self._donors = merged, base, donors
        self._maps: dict[tuple[int, int, int], RowMap] = {}
        self._left_out: dict[str, list[str]] = {}
        self._notes: list[str] = []

    def comparison(self, tensor: str) -> Comparison | None:
        merged = self._merged.tensors[tensor]
        if not merged.dtype.is_floating_point or merged.numel == 0:
            return None
        held = [(model, stored) for model in self._donors if (stored := self._stored(model, merged))]
        base = self._stored(self._base, merged) if self._base else None
        if not held or (base is None and len(held) == 1):
            self._leave_out("fewer models than it takes hold", tensor)
            return None
        everyone = [*held, *([(self._base, base)] if self._base and base else [])]
        shape, maps = self._rows(merged, everyone)
        part = [Part(m.name, s, r) for (m, s), r in zip(everyone, maps, strict=True)]
        return Comparison(tensor, shape, merged, part[len(held)] if base else None, part[: len(held)])

    def notes(self) -> list[str]:
        grouped = [
            f"{why} {', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"
            for why, names in self._left_out.items()
        ]
        return [*self._notes, *grouped]

    def _stored(self, model: StoredModel, merged: Source) -> Source | None:
        stored = model.find(merged.name)
        if stored is None:
            self._leave_out(f"{model.name} does not hold", merged.name)
        elif stored.shape != merged.shape and not (
            is_vocabulary(merged) and stored.shape[1:] == merged.shape[1:]
        ):
            self._leave_out(f"{model.name} has another shape of", merged.name)
            stored = None
        return stored

    def _rows(
        self, merged: Source, everyone: list[tuple[StoredModel, Source]]
    ) -> tuple[tuple[int, ...], list[RowMap | None]]:
        plain: list[RowMap | None] = [None] * len(everyone)
        if not is_vocabulary(merged):
            return merged.shape, plain
        tokens = self._merged.tokens
        known = tokens is not None and all(model.tokens is not None for model, _ in everyone)
        same_rows = all(stored.shape == merged.shape for _, stored in everyone)
        if known and not (same_rows and all(model.tokens == tokens for model, _ in everyone)):
            return merged.shape, [self._map(model, stored, merged.shape[0]) for model, stored in everyone]
        if same_rows:
            return merged.shape, plain
        rows = min([merged.shape[0], *(stored.shape[0] for _, stored in everyone)])
        self._notes.append(
            f"{merged.name}: the first {rows} rows only, which all models have: "
            "without a tokenizer.json of each, it is unknown whose rows the others are"
        )
        return (rows, *merged.shape[1:]), plain

    def _map(self, model: StoredModel, stored: Source, rows: int) -> RowMap:
        key = (id(model), stored.shape[0], rows)
        if key not in self._maps:
            assert self._merged.tokens is not None and model.tokens is not None
            self._maps[key] = map_rows(self._merged.tokens, rows, model.tokens, stored.shape[0])
        return self._maps[key]

    def _leave_out(self, why: str, tensor: str) -> None:
        self._left_out.setdefault(why, []).append(tensor)
