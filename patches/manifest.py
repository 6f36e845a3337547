# SPDX-License-Identifier: LGPL-3.0-only
"""Keep manifest.json's hashes true: ``python patches/manifest.py`` checks, ``--write`` refreshes them."""

import hashlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
MANIFEST = HERE / "manifest.json"

PRISTINE = {
    "0.1.4": {
        "build.py": "2b84887279d758d11500813d2fc3f282eebd880b6f1e006a1355a38baca8ba4c",
        "embed.py": "92ba55c773239e006da4faff5781c880d3e4709570f591383c5b24c9bd735145",
    },
    "0.1.5": {
        "build.py": "9665703d11b772a32a1bc187018c733b18e966c8df53c6aed332e6a8678e5a8e",
        "embed.py": "9da6992613111cd0324fdb5cb637be72edb3014d6dd7cad7b97c54d1e88ac5bb",
    },
}
BUSL = ("0.1.0", "0.1.1", "0.1.2", "0.1.3")


def sha256(path: pathlib.Path) -> str:
    """Of the text with LF, as it is installed whatever the checkout did to it."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def manifest() -> dict:
    """What manifest.json ought to say."""
    versions = {}
    for version, pristine in PRISTINE.items():
        # The shared modules come first: a patched embed.py must never be there without them.
        sources = [(f"common/{p.name}", None) for p in sorted((HERE / "common").glob("*.py"))]
        sources += [(f"mergekit-{version}/{name}", sha) for name, sha in pristine.items()]
        versions[version] = {
            "files": [
                {
                    "path": f"mergekit/tokenizer/{source.split('/')[1]}",
                    "source": source,
                    "pristine": before,
                    "patched": sha256(HERE / source),
                }
                for source, before in sources
            ]
        }
    return {
        "schema": 1,
        "marker": "[VOCAB AUDIT]",
        "versions": versions,
        "refused": dict.fromkeys(BUSL, "BUSL-1.1"),
    }


def main() -> int:
    text = json.dumps(manifest(), indent=2) + "\n"
    if "--write" in sys.argv:
        MANIFEST.write_text(text, encoding="utf-8", newline="\n")
        return 0
    if MANIFEST.read_text(encoding="utf-8") != text:
        print("patches/manifest.json is stale; run: python patches/manifest.py --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
