"""Memory that is used again, and given back."""
