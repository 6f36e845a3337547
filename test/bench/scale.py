"""Several machines: Ray with one node against local threads, and sources that give 40 MB/s a node: 1, 2 and 3 nodes.

Wants what is optional: `mergescope setup --with ray object-storage`. All nodes are processes of this machine. `start` is a merge of
small files on a cluster that has merged nothing yet, `again` the same merge once more: what a run costs there before and beside
its bytes. `work` is the large merge without that, and what nodes are compared by; whole times stand beside it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cases import config_of
from donors import make_donors
from processor_time import processor_seconds
from throttled import serve

sys.path += [str(Path(__file__).parents[1] / "python"), str(Path(__file__).parents[2] / "python")]
from merge_requests import merge_request
from mergescope.merge.run import merge
from mergescope.sources.mirror import mirror

RATE = 40e6
SHARD = 20_000_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="npm run bench -- scale", description=__doc__)
    # Tensors of alike size: a file holds one at least, and whoever merges the last of them works alone.
    parser.add_argument("--rows", type=int, default=8192)
    parser.add_argument("--hidden", type=int, default=4096)
    options = parser.parse_args()
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    os.environ["AWS_REGION"] = "here"
    # Ray's workers give way to all else on a machine, which local threads do not.
    os.environ |= {"RAY_worker_niceness": "0"}
    with tempfile.TemporaryDirectory() as folder:
        bench(Path(folder), options.rows, options.hidden)


def bench(scratch: Path, rows: int, hidden: int) -> None:
    here = serve(scratch, None)
    donors = make_donors(scratch / "large", rows=rows, hidden=hidden)
    small = make_donors(scratch / "small", rows=1000, hidden=64)
    os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{here.server_port}"
    mirrors = {
        folder: mirrored(made, scratch, folder) for folder, made in (("small", small), ("large", donors))
    }
    read = sum((donor / "model.safetensors").stat().st_size for donor in donors)
    print(f"linear, {len(donors)} donors, {read / 1e9:.2f} GB read", flush=True)
    beside_the_disk(small, donors, scratch)
    one = None
    for count in (1, 2, 3):
        with nodes(count, RATE, scratch) as address:
            start, again, whole = measured(mirrors["small"], mirrors["large"], scratch, address)
        one = one or whole - again
        told(f"{count} x {RATE / 1e6:.0f} MB/s", start, again, whole, one)


def beside_the_disk(small: list[Path], large: list[Path], scratch: Path) -> None:
    """What Ray costs: processor's time, since with files in memory nothing else is waited for."""
    local = processed(small, large, scratch, None)
    with nodes(1, None, scratch) as address:
        ray = processed(small, large, scratch, address)
    for what, work in (("local, from the disk", local), ("Ray, one node, from the disk", ray)):
        print(f"{what:28} {work:6.1f} s of processors' time beside a small merge", flush=True)


def processed(small: list[Path], large: list[Path], scratch: Path, address: str | None) -> float:
    """Processor's seconds of the large merge beside those of the small one, the least of three."""
    timed(small, scratch, address)
    took = []
    for donors in (small, large) * 3:
        began = processor_seconds()
        timed(donors, scratch, address)
        took.append(processor_seconds() - began)
    return min(took[1::2]) - min(took[::2])


def measured(small: list[Path], large: list[Path], scratch: Path, address: str) -> tuple[float, float, float]:
    """Seconds of the small merge, of the same again, and of the large one."""
    start, again = timed(small, scratch, address), timed(small, scratch, address)
    return start, again, timed(large, scratch, address)


def told(what: str, start: float, again: float, whole: float, beside: float) -> None:
    work = whole - again
    print(
        f"{what:28} {whole:6.1f} s, work {work:6.1f} s ({beside / work:.2f} times as fast), start {start:.1f} s,"
        f" again {again:.1f} s",
        flush=True,
    )


def timed(donors: list[Path], scratch: Path, address: str | None) -> float:
    with tempfile.TemporaryDirectory(dir=scratch) as output:
        began = time.monotonic()
        merge(merge_request(config_of("linear", donors), output, shard_size=SHARD, ray=address, audit="off"))
        return time.monotonic() - began


def mirrored(donors: list[Path], scratch: Path, bucket: str) -> list[Path]:
    return [mirror(f"s3://{bucket}/{donor.name}", scratch / "mirrors") for donor in donors]


@contextmanager
def nodes(count: int, rate: float | None, scratch: Path) -> Iterator[str]:
    """A cluster of so many, each with a line of its own to the storage."""
    from ray.cluster_utils import Cluster

    kept = {"object_store_memory": 80 * 2**20}
    cluster = Cluster(
        initialize_head=True, head_node_args={**kept, "num_cpus": 0, "include_dashboard": False}
    )
    lines = [serve(scratch, rate) for _ in range(count)]
    for line in lines:
        os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{line.server_port}"
        cluster.add_node(num_cpus=1, **kept)
    cluster.wait_for_nodes()
    try:
        yield cluster.address
    finally:
        cluster.shutdown()
        for line in lines:
            line.shutdown()


if __name__ == "__main__":
    main()
