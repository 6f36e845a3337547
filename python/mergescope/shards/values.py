"""What has to be told of the values that were written."""

from __future__ import annotations

from mergescope.audit.voice import TensorVoice
from mergescope.engine.endless import LARGEST, blocks_or_bounds, endless
from mergescope.engine.storage.reading import Files
from mergescope.engine.watch import Seen
from mergescope.messages import BrokenOrigin, WrittenValues
from mergescope.shards.alike import identical_rows, times_larger
from mergescope.shards.origins import Origins
from mergescope.shards.recipe import Recipe

#: Where infinite values come from that all donors hold alike.
ALIKE: BrokenOrigin = {"cause": "alike", "donors": [], "narrow": None, "largest": 0.0}


class Values:
    """Asks the donors only where something is there to tell."""

    def __init__(self, files: Files, unread: Files) -> None:
        """unread: the donors' files, where what is read of them is no part of the merge."""
        self._origins, self._unread = Origins(files), unread

    def judge(self, recipe: Recipe, voice: TensorVoice | None, seen: Seen) -> list[WrittenValues]:
        """The record of one tensor, of which every value has passed; none where nothing is wrong with it. Also says in
        the voice which donors hold values that are NaN or infinite.

        Returns:
            tensor, rows, nan, inf and brokenRows (the first of them); broken: as of `Origins.of_broken`, or None;
            zeroRows, zeros, flushed: how many there are, and as of `Origins.of_zeros`, or None; constant: whether it is one,
            and no donor's is; identical: as of `identical_rows`; timesLarger: as of `times_larger`.
        """
        output = recipe.output
        donors = [] if voice is None else voice.donors
        broken = zeros = flushed = None
        if seen.nan or seen.inf or any(entry.non_finite for entry in donors):
            alike = bool(seen.inf) and not seen.nan and self._endless(recipe)
            broken = ALIKE if alike else self._origins.of_broken(recipe, seen)
            # What the audit counts are differences from a reference, of which one that is broken breaks all.
            own = {entry["ref"]: entry["nan"] + entry["inf"] for entry in broken["donors"]}
            for entry in donors:
                entry.non_finite = own.get(entry.donor) or None
        if seen.zero_row_count:
            zeros, flushed = self._origins.of_zeros(recipe, seen)
        elif seen.all_zero and output.numel:
            flushed = self._origins.of_nothing(recipe)
        matrix = len(output.shape) > 1 and output.shape[0] > 1
        constant = matrix and seen.constant and not self._origins.constant_in_a_donor(recipe)
        identical = identical_rows(recipe, seen, self._unread)
        times = None if seen.nan or seen.inf else times_larger(recipe, seen, self._unread)
        if not (
            seen.nan
            or seen.inf
            or constant
            or identical
            or times
            or flushed
            or (zeros and zeros["planned"] + zeros["lost"] + zeros["unclear"])
        ):
            return []
        record: WrittenValues = {
            "tensor": output.name,
            "rows": seen.rows,
            "nan": seen.nan,
            "inf": seen.inf,
            "brokenRows": sorted(seen.broken_rows)[:20],
            "broken": broken,
            "zeroRows": seen.zero_row_count,
            "zeros": zeros,
            "flushed": flushed,
            "constant": constant,
            "identical": identical,
            "timesLarger": times,
        }
        return [record]

    def _endless(self, recipe: Recipe) -> bool:
        """By what is stored: values that a dtype has no room for are no bounds."""
        if recipe.rows is not None or any(source.numel > LARGEST for source in recipe.sources):
            return False
        donors = [self._unread.read(source, 0, source.numel) for source in recipe.sources]
        return endless(donors) or (len(donors) == 1 and blocks_or_bounds(donors[0]))
