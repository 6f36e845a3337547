"""Shared by all Python tests: the sources and helpers are importable, nothing asks the network."""

import os
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "python"), str(HERE / "patches")]
os.environ.setdefault("HF_HUB_OFFLINE", "1")
