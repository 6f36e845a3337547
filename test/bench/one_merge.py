"""One merge in a process of its own: prints wall and processor seconds of the merge proper and the peak of memory as JSON.

python one_merge.py ours|stock CONFIG OUT [JSON of request fields]
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import time
from pathlib import Path


def stock(config: str, out: Path, options: dict) -> None:
    import yaml
    from mergekit.config import MergeConfiguration
    from mergekit.merge import run_merge
    from mergekit.options import MergeOptions

    parsed = MergeConfiguration.model_validate(yaml.safe_load(config))
    merge_options = MergeOptions(quiet=True, write_model_card=False, copy_tokenizer=False)
    started()
    run_merge(parsed, str(out), merge_options)


def ours(config: str, out: Path, options: dict) -> None:
    import mergekit.merge
    import mergekit.plan
    from mergescope.merge.run import merge

    assert mergekit.merge and mergekit.plan
    started()
    reply = merge({"config_text": config, "output": str(out), **options})
    result["timings"] = reply["timings"]


result: dict = {}


def started() -> None:
    result["imports_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    result["began"] = time.monotonic()
    result["cpu_began"] = time.process_time()


def main() -> None:
    which, config, out = sys.argv[1], Path(sys.argv[2]).read_text(), Path(sys.argv[3])
    options = json.loads(sys.argv[4]) if len(sys.argv) > 4 else {}
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    {"stock": stock, "ours": ours}[which](config, out, options)
    result["cpu_seconds"] = round(time.process_time() - result.pop("cpu_began"), 2)
    result["seconds"] = round(time.monotonic() - result.pop("began"), 2)
    result["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(result))


main()
