"""Sums of one output tensor from which every share-of-voice figure follows. They add up over tensors.

Notation: reference r (the base model, else the mean of the donors), task vector tau_i = donor_i - r,
merged m, change D = m - r, contribution c_i = what donor i adds to D.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from mergescope import messages
from mergescope.engine.vocabulary.row_kinds import ROW_KINDS

#: With more donors, how alike each two are is left out: a matrix for every tensor, which grows with their square.
MOST_COMPARED = 128


@dataclass
class DonorSums:
    """tau2 = |tau|^2, tau_d = <tau, D>, c2 = |c|^2, c_d = <c, D>; kept, kept2: entries left by
    sparsification, and the sum of their squares.

    Where only some tiles were looked at, all but tau2 are scaled up to the whole tensor, and c2_variance is
    what that may be off by. against: entries of tau of the other sign than D; lost, mass: |tau| summed over
    these entries and over all; non_finite: values that are NaN or infinite. None: not measured.
    """

    donor: str
    tau2: float = 0.0
    tau_d: float = 0.0
    c2: float = 0.0
    c_d: float = 0.0
    kept: int | None = None
    kept2: float | None = None
    c2_variance: float | None = None
    against: float | None = None
    lost: float | None = None
    mass: float | None = None
    non_finite: int | None = None


@dataclass
class RowSums:
    """Rows of a vocabulary tensor as one donor sees them, by kind: held, ghost, absent.

    rows: how many there are; c2: |c|^2 of every donor over them, in the order of the donors.
    """

    donor: str
    rows: dict[str, int]
    c2: dict[str, list[messages.Figure]]

    @staticmethod
    def split(donor: str, kinds: np.ndarray, c2_of: Callable[[int], list[messages.Figure]]) -> RowSums:
        """Of one donor; kinds: [rows], what each row is for it; c2_of: |c|^2 of every donor over a kind of rows."""
        return RowSums(
            donor,
            {name: int((kinds == kind).sum()) for name, kind in ROW_KINDS.items()},
            {name: c2_of(kind) for name, kind in ROW_KINDS.items()},
        )


@dataclass
class TensorVoice:
    """exact: contributions were measured inside the method; otherwise fitted by least squares.

    gram: <tau_i, tau_j>, with its variances where a sample was measured; reference2: |r|^2; coefficients: what
    slerp multiplied the base and the donor with.
    """

    tensor: str
    numel: int
    exact: bool
    reference: str | None
    d2: float = 0.0
    residual2: float = 0.0
    donors: list[DonorSums] = field(default_factory=list)
    reference2: float | None = None
    gram: list[list[messages.Figure]] | None = None
    gram_variance: list[list[messages.Figure]] | None = None
    vocabulary: list[RowSums] | None = None
    coefficients: list[tuple[str, float]] | None = None

    def as_json(self, name_of: Callable[[str], str] = str) -> messages.TensorSums:
        """What the other half is told.

        Args:
            name_of: gives the name for people of a model.
        """
        refs = [name_of(sums.donor) for sums in self.donors]
        record: messages.TensorSums = {
            "tensor": self.tensor,
            "numel": self.numel,
            "exact": self.exact,
            "reference": None if self.reference is None else name_of(self.reference),
            "d2": self.d2,
            "residual2": self.residual2,
            "donors": [_donor(name, sums) for name, sums in zip(refs, self.donors, strict=True)],
        }
        if self.reference2 is not None:
            record["reference2"] = self.reference2
        if self.gram is not None and len(refs) <= MOST_COMPARED:
            record["gram"] = {"refs": refs, "products": self.gram, "variances": self.gram_variance}
        if self.vocabulary is not None:
            record["vocabulary"] = {
                "refs": refs,
                "donors": [_rows(name_of(o.donor), o) for o in self.vocabulary],
            }
        if self.coefficients is not None:
            record["coefficients"] = [{"ref": name_of(ref), "value": v} for ref, v in self.coefficients]
        return record


def _rows(name: str, sums: RowSums) -> messages.DonorRows:
    rows, c2 = sums.rows, sums.c2
    return {
        "ref": name,
        "rows": {"held": rows["held"], "ghost": rows["ghost"], "absent": rows["absent"]},
        "c2": {"held": c2["held"], "ghost": c2["ghost"], "absent": c2["absent"]},
    }


def _donor(name: str, sums: DonorSums) -> messages.DonorSums:
    record: messages.DonorSums = {
        "donor": name,
        "tau2": sums.tau2,
        "tauD": sums.tau_d,
        "c2": sums.c2,
        "cD": sums.c_d,
        "kept": sums.kept,
    }
    if sums.kept2 is not None:
        record["kept2"] = sums.kept2
    if sums.c2_variance is not None:
        record["c2Variance"] = sums.c2_variance
    if sums.against is not None:
        record["against"] = sums.against
    if sums.lost is not None:
        record["lost"] = sums.lost
    if sums.mass is not None:
        record["mass"] = sums.mass
    if sums.non_finite is not None:
        record["nonFinite"] = sums.non_finite
    return record
