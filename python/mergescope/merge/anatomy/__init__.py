"""The anatomy of a merge: which tensors its output has, and what each donor calls them."""
