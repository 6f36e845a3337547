"""Python's log as events: vocabulary audit records by their structured values, everything else as lines."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypedDict, cast

from mergescope import events
from mergescope.messages import AuditEvent, AuditKind, AuditRecord, Level, LogEvent

_LEVELS: dict[int, Level] = {logging.DEBUG: "debug", logging.INFO: "info", logging.WARNING: "warning"}
_KINDS: dict[str, AuditKind] = {"ghost": "skipped", "zero": "zeroed", "more": "more"}


class AuditValues(TypedDict):
    """What a record of the patch carries; count: of those that it names no more."""

    kind: str
    model: str
    token: str | None
    output_id: int | None
    rows: int
    donor_id: int | None
    tensor: str
    count: int


class EventHandler(logging.Handler):
    """Sends every record of the root logger to the parent.

    Args:
        names: what a path of the config is called for people; lines speak of models by these names.
    """

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__(logging.INFO)
        # Longest first: one folder may lie in another.
        self._names = sorted(names.items(), key=lambda item: -len(item[0]))
        self.records: list[AuditRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Also keeps the audit records, in order, for the result."""
        try:
            message = record.getMessage()
        except Exception:
            message = str(record.msg)
        for path, name in self._names:
            message = message.replace(path, name)
        level = _LEVELS.get(record.levelno, "error" if record.levelno >= logging.ERROR else "info")
        events.emit(LogEvent(event="log", level=level, source=record.name, message=message))
        values = getattr(record, "vocab_audit", None)
        if isinstance(values, dict):
            known = dict(self._names)
            audited = audit_record(cast(AuditValues, values), lambda model: known.get(model, model))
            self.records.append(audited)
            events.emit(AuditEvent(event="vocabulary-audit", record=audited))


def audit_record(values: AuditValues, name_of: Callable[[str], str]) -> AuditRecord:
    """The patch's own record in the words of src/core/contract/audit.ts."""
    record: AuditRecord = {
        "kind": _KINDS.get(values["kind"], "warning"),
        "model": name_of(values["model"]),
        "token": values["token"],
        "outputId": values["output_id"],
        "donorRows": values["rows"],
        "donorId": values["donor_id"],
        "line": None,
        "tensor": values["tensor"],
    }
    if values["kind"] == "more":
        record["count"] = values["count"]
    return record
