"""Shard tasks on the machines of a Ray cluster."""
