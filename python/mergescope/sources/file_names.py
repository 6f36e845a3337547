"""What the files of a model are called that has its weights in several, and in one."""

INDEX = "model.safetensors.index.json"
#: Needs no index.
SINGLE = "model.safetensors"
