"""An input tensor as a value: what reads it needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch

from mergescope.sources.dtypes import dtype_of, name_of
from mergescope.sources.sized import Sized

#: The bytes in the file are those of the tensor.
PLAIN = "plain"


@dataclass(frozen=True)
class Source(Sized):
    """Where the values of a tensor are, in the dtype and shape that they are stored in.

    uri: the file; of a decoder other than PLAIN, whatever it reads; name: in there; offset: of the first byte in the file,
    where the decoder is PLAIN; donor: whose it is, for people; settings: what else the decoder has to know, as JSON.
    """

    uri: str
    name: str
    dtype: torch.dtype
    shape: tuple[int, ...]
    offset: int = 0
    donor: str = ""
    decoder: str = PLAIN
    settings: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def is_plain(self) -> bool:
        """Whether any part of it can be read by itself; else it is decoded as a whole."""
        return self.decoder == PLAIN

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "dtype": name_of(self.dtype), "shape": list(self.shape)}

    @staticmethod
    def of(value: dict[str, Any]) -> Source:
        """What `as_json` gave."""
        fields: dict[str, Any] = {**value, "dtype": dtype_of(value["dtype"]), "shape": tuple(value["shape"])}
        return Source(**fields)
