"""Executes a planned merge: reads the donors in blocks, runs the method, writes safetensors."""
