"""Files: tensors are read from them and written to them in pieces, and hashed on the way."""
