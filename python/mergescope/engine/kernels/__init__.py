"""Merge methods that work on blocks: plain torch, fp32 or better, the same result for every cutting."""
