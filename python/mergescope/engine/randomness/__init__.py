"""Random numbers that are the same whatever the threads, the memory and the device."""
