"""Small but real donors: Mistral Nemo's whole vocabulary on two layers, for the demo and the tests."""
