"""The merge as a job: planned by mergekit, executed by mergescope.engine, written beside its target."""
