"""ties and breadcrumbs: of a whole tensor, the entries that rank from `first` to `last` by magnitude stay."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import torch

from mergescope.engine.blocks import Block
from mergescope.engine.kernels.base import Donor, TensorTask
from mergescope.engine.kernels.cut import Cut, OpenCut, bin_of, side_by_side
from mergescope.engine.kernels.measures import find_between
from mergescope.engine.kernels.products import difference
from mergescope.engine.kernels.sparsify import Measuring, Sparsifier
from mergescope.engine.kernels.vectors import Keep
from mergescope.engine.scratch import buffer, like
from mergescope.engine.unlocked import unlocked

_WINDOW = 256


class Trim(Sparsifier):
    """Exact ranks in O(n), by a histogram of magnitudes instead of a sort. Of equal ones the lower index leads.

    bf16 tensors are ranked by the magnitude rounded to bf16, which is what mergekit ranks them by; what stays
    is the fp32 difference. Other dtypes are ranked by the fp32 magnitude itself, in two passes.

    Args:
        first, last: ranks [first, last) stay, 0 being the largest.
    """

    identity = False
    passes = 2

    def __init__(self, task: TensorTask, donor: Donor, first: int, last: int) -> None:
        self._position = donor.position
        self.coarse = task.dtype == torch.bfloat16
        self._numel = task.numel
        self._histogram = torch.zeros(1 << (15 if self.coarse else 16), dtype=torch.int64)
        self._outer = Cut(last, self.coarse) if last < task.numel else None
        self._inner = Cut(first, self.coarse) if first > 0 else None
        self.cuts = [cut for cut in (self._outer, self._inner) if cut is not None]
        self._windows: list[int] | None = None
        self._lock = threading.Lock()
        self.kept = last - first

    def wants(self, number: int) -> bool:
        return bool(self.cuts) and (number == 0 or not all(cut.settled for cut in self.cuts))

    def measuring(self, number: int, block: Block) -> Measuring:
        return _Histogram(self, block) if number == 0 else _Bins(self)

    def absorb(self, number: int, parts: list[Any]) -> None:
        for place, cut in enumerate(self.cuts):
            seen = [part[place] for part in parts]
            if number == 0:
                cut.find_bin(self._histogram)
                if self.coarse:
                    cut.settle_coarse(seen)
            elif not cut.settled:
                cut.settle(seen)

    def room(self, numel: int, place: torch.device) -> torch.Tensor:
        """Where the bins of `numel` entries go: a buffer of this thread and this donor."""
        return buffer(("ranked", self._position), numel, torch.int16 if self.coarse else torch.int32, place)

    def keys(self, donor: torch.Tensor, base: torch.Tensor, out: torch.Tensor) -> torch.Tensor:
        """The bin of each entry, by the magnitude of donor - base."""
        if self.coarse:
            return _coarse_keys(donor, base, out.view(torch.bfloat16), out)
        torch.bitwise_and(difference(donor, base).view(torch.int32), 0x7FFF_FFFF, out=out)
        return out.bitwise_right_shift_(15)

    def count(self, keys: torch.Tensor) -> list[tuple[int, torch.Tensor]]:
        """Adds the bins of a block to the tensor's histogram; safe from any thread.

        Returns:
            of each cut, the counts around the place where it is likely to fall, and the first bin of them.
        """
        own = torch.bincount(keys, minlength=len(self._histogram)).cpu()
        with self._lock:
            self._histogram += own
            if self._windows is None:
                # A guess from whichever block comes first. A wrong one costs a pass and changes nothing.
                share = int(own.sum()) / self._numel
                self._windows = [
                    max(0, bin_of(own, int(cut.rank * share))[0] - _WINDOW // 2) for cut in self.cuts
                ]
        return [(start, own[start : start + _WINDOW].to(torch.int32)) for start in self._windows]

    def open(self, block: Block) -> list[OpenCut]:
        return [cut.open(block.index) for cut in self.cuts]

    def straight(self, block: Block) -> bool:
        return True

    def keeps(
        self, block: Block, part: slice, donor: torch.Tensor, base: torch.Tensor, shared: list[OpenCut]
    ) -> list[tuple[int, Keep]]:
        limits = iter([cut.limits(partial(find_between, donor, base)) for cut in shared])
        above = [(0, -1.0)] if self._outer is None else next(limits)
        top = [(0, -1.0)] if self._inner is None else next(limits)
        return [(at, Keep(*one)) for at, one in side_by_side([above, top])]

    def apply(self, block: Block, part: slice, delta: torch.Tensor, shared: Any) -> torch.Tensor:
        cuts = iter(shared)
        if self._outer is not None:
            next(cuts).above(delta, out=delta)
        if self._inner is not None:
            # What is above the inner cut is above the outer one too, and has not changed.
            delta.sub_(next(cuts).above(delta, out=like("above", delta)))
        return delta


@unlocked
def _coarse_keys(
    donor: torch.Tensor, base: torch.Tensor, rounded: torch.Tensor, out: torch.Tensor
) -> torch.Tensor:
    """rounded: the memory of `out` as bf16. A difference of bf16 is formed in fp32 and then rounded."""
    torch.sub(donor, base, out=rounded)
    return out.bitwise_and_(0x7FFF)


class _Histogram:
    """The first pass: bins of all magnitudes."""

    def __init__(self, trim: Trim, block: Block) -> None:
        self._trim, self._numel = trim, block.numel
        self._seen: torch.Tensor | None = None
        self._at = 0

    def tile(self, donor: torch.Tensor, base: torch.Tensor) -> None:
        if self._seen is None:
            self._seen = self._trim.room(self._numel, donor.device)
        self._trim.keys(donor, base, self._seen[self._at : self._at + donor.numel()])
        self._at += donor.numel()

    def result(self) -> list[tuple[int, torch.Tensor]]:
        # Once a block and not once a tile: a count of 2^15 bins has a price of its own.
        return self._trim.count(self._seen)


class _Bins:
    """The second pass: of each cut not settled, how many fall into its bin, or the lower bits of those that do."""

    def __init__(self, trim: Trim) -> None:
        self._trim = trim
        self._found: list[list[torch.Tensor]] = [[] for _ in trim.cuts]

    def tile(self, donor: torch.Tensor, base: torch.Tensor) -> None:
        keys = self._trim.keys(donor, base, self._trim.room(donor.numel(), donor.device))
        for cut, found in zip(self._trim.cuts, self._found, strict=True):
            if cut.settled:
                continue
            inside = keys == cut.bin
            if self._trim.coarse:
                found.append(inside.sum().cpu().view(1))
                continue
            bits = difference(donor, base)[torch.nonzero(inside).view(-1)].view(torch.int32)
            found.append((bits & 0x7FFF).cpu().to(torch.int16))

    def result(self) -> list[torch.Tensor]:
        return [torch.cat(one) if one else torch.empty(0, dtype=torch.int16) for one in self._found]
