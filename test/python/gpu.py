"""Tests that want a GPU: left out unless asked for, skipped with the reason where there is none."""

from __future__ import annotations

import pytest
import torch

ON_GPU = [
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no CUDA device here"),
]
DEVICES = ["cpu", pytest.param("cuda", marks=ON_GPU)]
