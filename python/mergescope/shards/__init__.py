"""One output file as a value: everything that makes it, and what carries that out. Nothing in here plans."""
