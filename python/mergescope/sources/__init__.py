"""Where the bytes of an input tensor are, and how they become a tensor."""
