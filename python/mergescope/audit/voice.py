"""Sums of one output tensor from which every share-of-voice figure follows. They add up over tensors.

Notation: reference r (the base model, else the mean of the donors), task vector tau_i = donor_i - r,
merged m, change D = m - r, contribution c_i = what donor i adds to D.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class DonorSums:
    """tau2 = |tau|^2, tau_d = <tau, D>, c2 = |c|^2, c_d = <c, D>; kept: entries left by sparsification.

    Where only some tiles were looked at, tau_d and c_d are scaled up to the whole tensor.
    """

    donor: str
    tau2: float = 0.0
    tau_d: float = 0.0
    c2: float = 0.0
    c_d: float = 0.0
    kept: int | None = None


@dataclass
class TensorVoice:
    """exact: contributions were measured inside the method; otherwise fitted by least squares."""

    tensor: str
    numel: int
    exact: bool
    reference: str | None
    d2: float = 0.0
    residual2: float = 0.0
    donors: list[DonorSums] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """Field names as src/core/share-of-voice/sums.ts has them."""
        return {
            "tensor": self.tensor,
            "numel": self.numel,
            "exact": self.exact,
            "reference": self.reference,
            "d2": self.d2,
            "residual2": self.residual2,
            "donors": [
                {"donor": s.donor, "tau2": s.tau2, "tauD": s.tau_d, "c2": s.c2, "cD": s.c_d, "kept": s.kept}
                for s in self.donors
            ],
        }
