"""Share of voice of a finished merge, anyone's: fitted from the files alone, streamed."""
