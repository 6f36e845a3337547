"""make_donors.py FOLDER ROWS: a base and two donors, small but for their vocabulary."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python" / "merge"))

from small_models import make_model

for seed, name in enumerate(["base", "loud", "quiet"]):
    moved = {"loud": 0.01, "quiet": 0.001}.get(name, 0)
    make_model(Path(sys.argv[1]) / name, seed, moved=moved, rows=int(sys.argv[2]))
