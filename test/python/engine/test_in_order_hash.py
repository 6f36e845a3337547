"""Whatever the order and the threads, the sha256 is that of the file, and no piece is let go before it was taken."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from random import Random

import pytest
from mergescope.engine.storage.in_order_hash import InOrderHash

BEGIN = b"header"


def pieces_of(data: bytes, random: Random) -> list[tuple[int, bytes]]:
    """(offset, bytes), in any order; some are empty."""
    cuts = sorted([0, len(data), *random.choices(range(len(data)), k=60)])
    found = [(len(BEGIN) + start, data[start:stop]) for start, stop in pairwise(cuts)]
    random.shuffle(found)
    return found


@pytest.mark.parametrize("threads", [1, 2, 8])
@pytest.mark.parametrize("seed", range(5))
def test_pieces_in_any_order_from_any_thread(threads, seed):
    random = Random(seed)
    data = random.randbytes(300_000)
    hashed = InOrderHash(BEGIN)

    def bring(piece: tuple[int, bytes]) -> None:
        at, given = piece
        memory = bytearray(given)
        # What is let go is used for something else at once.
        hashed.bring(at, memoryview(memory), lambda: memory.__setitem__(slice(None), bytes(len(memory))))

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(bring, pieces_of(data, random)))
    assert hashed.taken == len(BEGIN) + len(data)
    assert hashed.hexdigest() == hashlib.sha256(BEGIN + data).hexdigest()


@pytest.mark.parametrize("seed", range(5))
def test_parts_of_the_file_are_hashed_as_well_where_they_are_to_be(seed):
    random = Random(seed)
    parts = [random.randbytes(random.randrange(40_000)) for _ in range(6)]
    hashed, digests = InOrderHash(BEGIN), [hashlib.sha256() if number % 3 else None for number in range(6)]
    starts = [sum(map(len, parts[:number])) for number in range(6)]
    pieces = [
        (start + at, memoryview(part)[at - len(BEGIN) :][: len(piece)], digest)
        for start, part, digest in zip(starts, parts, digests, strict=True)
        for at, piece in pieces_of(part, random)
    ]
    random.shuffle(pieces)
    for at, data, digest in pieces:
        hashed.bring(at, data, lambda: None, digest)
    assert hashed.hexdigest() == hashlib.sha256(BEGIN + b"".join(parts)).hexdigest()
    for part, digest in zip(parts, digests, strict=True):
        assert digest is None or digest.hexdigest() == hashlib.sha256(part).hexdigest()


def test_each_piece_is_let_go_once_in_the_order_of_the_file():
    hashed, gone = InOrderHash(BEGIN), []
    for at, name in ((8, "third"), (7, "second"), (6, "first")):
        assert not gone
        hashed.bring(at, memoryview(b"x"), lambda name=name: gone.append(name))
    assert gone == ["first", "second", "third"]


def test_what_leaves_a_gap_is_not_taken():
    hashed = InOrderHash(BEGIN)
    hashed.bring(7, memoryview(b"later"), lambda: pytest.fail("nothing was taken"))
    assert hashed.taken == len(BEGIN)
