"""An input tensor as a value: what reads it needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypedDict

import torch

from mergescope.sources.dtypes import dtype_of, name_of
from mergescope.sources.sized import Sized

#: The bytes in the file are those of the tensor.
PLAIN = "plain"


class DecoderSettings(TypedDict, total=False):
    """Of mergekit's loader; model_type and targets of a tensor that it puts together from others, which may go by several
    names. Of an object: its size, and its ETag, where it has one."""

    lazy_unpickle: bool
    model_type: str
    targets: list[str]
    size: int
    tag: str | None


class StoredSource(TypedDict):
    """A source as JSON."""

    uri: str
    name: str
    dtype: str
    shape: list[int]
    offset: int
    donor: str
    decoder: str
    settings: DecoderSettings


@dataclass(frozen=True)
class Source(Sized):
    """Where the values of a tensor are, in the dtype and shape that they are stored in.

    uri: the file; of a decoder other than PLAIN, whatever it reads; name: in there; offset: of the first byte in the file,
    of a decoder other than PLAIN in the tensor that it gives; donor: whose it is, for people; settings: what else the decoder has to know.
    """

    uri: str
    name: str
    dtype: torch.dtype
    shape: tuple[int, ...]
    offset: int = 0
    donor: str = ""
    decoder: str = PLAIN
    settings: DecoderSettings = field(default_factory=DecoderSettings, hash=False)

    @property
    def is_plain(self) -> bool:
        """Whether any part of it can be read by itself; else it is decoded as a whole."""
        return self.decoder == PLAIN

    @property
    def tag(self) -> str | None:
        """The ETag of the object that it lies in, where it has one."""
        assert "tag" in self.settings, self.uri
        return self.settings["tag"]

    def as_json(self) -> StoredSource:
        return {
            "uri": self.uri,
            "name": self.name,
            "dtype": name_of(self.dtype),
            "shape": list(self.shape),
            "offset": self.offset,
            "donor": self.donor,
            "decoder": self.decoder,
            "settings": self.settings,
        }

    @staticmethod
    def of(value: StoredSource) -> Source:
        """What `as_json` gave."""
        return Source(
            value["uri"],
            value["name"],
            dtype_of(value["dtype"]),
            tuple(value["shape"]),
            value["offset"],
            value["donor"],
            value["decoder"],
            value["settings"],
        )
