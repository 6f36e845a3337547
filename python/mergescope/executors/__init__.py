"""Where shard tasks are carried out."""
