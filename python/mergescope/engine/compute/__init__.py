"""Where and on how many threads arithmetic runs."""
