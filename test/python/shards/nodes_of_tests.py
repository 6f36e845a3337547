"""What a node of a cluster of the tests has."""

SMALL = {"object_store_memory": 80 * 2**20, "num_cpus": 1}
