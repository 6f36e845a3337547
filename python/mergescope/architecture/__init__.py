"""What a model's class makes of its config.json, held against the tensors of a folder. No weights are read."""
