"""Checks of a written model that need its values, or transformers: `verify --deep` and `verify --load`."""
