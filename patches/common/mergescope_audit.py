# SPDX-License-Identifier: LGPL-3.0-only
"""The audit lines of a row plan: texts that users grep for, with the same facts as structured values."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from .mergescope_rows import RowPlan

LOG = logging.getLogger(__name__)

LINES_PER_TENSOR = 50


@dataclass(frozen=True)
class AuditRecord:
    """One audit line. ``asdict`` of it is the ``vocab_audit`` attribute of the log record.

    kind: "ghost" (the row comes from elsewhere), "zero" (the row is zero) or "more" (a summary of
    ``count`` further ghosts with output ids first..last; token, output_id and donor_id are None).
    rows: size of the donor's tensor along its vocabulary axis.
    """

    kind: str
    model: str
    tensor: str
    rows: int
    token: str | None = None
    output_id: int | None = None
    donor_id: int | None = None
    count: int = 1
    first: int | None = None
    last: int | None = None

    def text(self) -> str:
        """The line, exactly as documented."""
        if self.kind == "ghost":
            return (
                f"[VOCAB AUDIT] Model '{self.model}' is missing token '{self.token}' (ID: {self.output_id}). "
                f"Donor size: {self.rows}, Requested Index: {self.donor_id}. Skipping."
            )
        if self.kind == "zero":
            return (
                f"[VOCAB AUDIT] Default source model '{self.model}' is missing token '{self.token}' "
                "from its physical tensor. Falling back to zero."
            )
        return (
            f"[VOCAB AUDIT] Model '{self.model}': {self.count} more tokens missing from '{self.tensor}' "
            f"(rows: {self.rows}, IDs {self.first}..{self.last})."
        )


def audit_records(plan: RowPlan, limit: int = LINES_PER_TENSOR) -> Iterator[AuditRecord]:
    """One record a (donor, token), in the order of output ids; after ``limit`` a donor, one summary."""
    for ghosts in plan.ghosts:
        model = str(ghosts.donor)
        for k in range(min(limit, ghosts.positions.size)):
            yield AuditRecord(
                kind="zero" if ghosts.zero[k] else "ghost",
                model=model,
                tensor=plan.tensor,
                rows=ghosts.rows,
                token=plan.tokens[int(ghosts.positions[k])],
                output_id=int(ghosts.output_ids[k]),
                donor_id=int(ghosts.donor_ids[k]),
            )
        if ghosts.positions.size > limit:
            yield AuditRecord(
                kind="more",
                model=model,
                tensor=plan.tensor,
                rows=ghosts.rows,
                count=int(ghosts.positions.size - limit),
                first=int(ghosts.output_ids[limit]),
                last=int(ghosts.output_ids[-1]),
            )


def report(plan: RowPlan) -> None:
    """Log every audit record, and the number of tokens that no input could give a row."""
    for record in audit_records(plan):
        LOG.warning("%s", record.text(), extra={"vocab_audit": asdict(record)})
    if plan.missing.size:
        LOG.warning(
            "%d tokens have no row in any input of '%s' (IDs %d..%d)",
            plan.missing.size,
            plan.tensor,
            plan.missing[0],
            plan.missing[-1],
            extra={"vocab_missing": {"tensor": plan.tensor, "ids": plan.missing.tolist()}},
        )
