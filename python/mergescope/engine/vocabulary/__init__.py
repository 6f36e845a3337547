"""Tensors whose rows are tokens: which row of which donor becomes which of the output."""
