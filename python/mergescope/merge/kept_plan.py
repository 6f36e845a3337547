"""A plan that was rehearsed on the donors themselves is carried out as it is, not made a second time."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path

from mergescope.merge.log_records import EventHandler
from mergescope.merge.prepared import Prepared
from mergescope.merge.request import MergeRequest


@dataclass
class _Kept:
    asked: MergeRequest
    ready: Prepared
    log: list[logging.LogRecord]


_kept: list[_Kept] = []


def keep_plan(asked: MergeRequest, ready: Prepared, log: list[logging.LogRecord]) -> None:
    """Holds one plan, and what was told while it was made, for a merge of the same request."""
    forget_plan()
    _kept.append(_Kept(_same(asked), ready, log))


def forget_plan() -> None:
    """Lets go of the plan that is held, if one is."""
    _kept.clear()


def planned_before(request: MergeRequest, handler: EventHandler) -> Prepared | None:
    """The plan of this very request, with all that was told while it was made told again; None where none is held.

    None also where the download has replaced damaged files since: what they held by then was planned with.
    """
    if not _kept or _kept[0].asked != _same(request) or _kept[0].ready.watch.has_mended():
        forget_plan()
        return None
    kept = _kept.pop()
    for record in kept.log:
        handler.handle(record)
    kept.ready.request = replace(request, device=kept.ready.request.device)
    return kept.ready


def _same(request: MergeRequest) -> MergeRequest:
    """Without what decides nothing about the plan: where the output goes, whose it is, where the patch lies."""
    return replace(
        request,
        output=Path(),
        ray=None,
        same_bytes=False,
        lock=None,
        resume=False,
        patched=None,
        patch_files=None,
        keep_plan=False,
    )
