"""A finished model folder, put under an address in object storage."""
