"""One merge in a process of its own: prints wall and processor seconds of the merge proper and the peak of memory as JSON.

python one_merge.py ours|stock CONFIG OUT [JSON of request fields, and warm: false for donors as they lie]
"""

from __future__ import annotations

import contextlib
import importlib
import json
import pkgutil
import re
import shutil
import sys
import time
from pathlib import Path


def stock(config: str, out: Path, options: dict, warm: bool) -> None:
    import yaml
    from mergekit.config import MergeConfiguration
    from mergekit.merge import run_merge
    from mergekit.options import MergeOptions

    parsed = MergeConfiguration.model_validate(yaml.safe_load(config))
    merge_options = MergeOptions(quiet=True, write_model_card=False, copy_tokenizer=False)
    started(config, warm)
    run_merge(parsed, str(out), merge_options)


def ours(config: str, out: Path, options: dict, warm: bool) -> None:
    import mergekit.merge
    import mergekit.plan
    import mergescope
    from mergescope.merge.run import merge

    sys.path.append(str(Path(__file__).parents[1] / "python"))
    from merge_requests import merge_request

    assert mergekit.merge and mergekit.plan
    # What a merge imports when it comes to it, stock has imported by now.
    for part in ("audit", "engine", "executors", "merge", "shards", "sources"):
        for module in pkgutil.walk_packages([f"{mergescope.__path__[0]}/{part}"], f"mergescope.{part}."):
            importlib.import_module(module.name)
    started(config, warm)
    reply = merge(merge_request(config, out, **options))
    result["timings"] = reply["timings"]


result: dict = {}


def started(config: str, warm: bool) -> None:
    # What transformers imports with the first tokenizer of a Mistral model.
    with contextlib.suppress(ImportError):
        importlib.import_module("transformers.integrations.mistral.tokenizer")
    if warm:
        read_donors(config)
    result["imports_mb"] = peak_mb()
    result["began"] = time.monotonic()
    result["cpu_began"] = time.process_time()


def read_donors(config: str) -> None:
    """Has the donors in the page cache, which a machine may have emptied while the imports went on."""
    import yaml

    buffer = bytearray(1 << 22)
    parsed = yaml.safe_load(config)
    names = {parsed.get("base_model"), *(model["model"] for model in parsed["models"])} - {None}
    for name in names:
        for path in Path(name).glob("*.safetensors"):
            with open(path, "rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass


def peak_mb() -> int:
    """Largest resident size of this process; getrusage would tell that of its parent, if that was larger."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024


def main() -> None:
    which, config, out = sys.argv[1], Path(sys.argv[2]).read_text(), Path(sys.argv[3])
    options = json.loads(sys.argv[4]) if len(sys.argv) > 4 else {}
    warm = options.pop("warm", True)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    {"stock": stock, "ours": ours}[which](config, out, options, warm)
    result["cpu_seconds"] = round(time.process_time() - result.pop("cpu_began"), 2)
    result["seconds"] = round(time.monotonic() - result.pop("began"), 2)
    result["peak_mb"] = peak_mb()
    print(json.dumps(result))


main()
