"""Ray is an optional part: `npm run test:ray` has it, other suites do not."""

import importlib.util

collect_ignore = [] if importlib.util.find_spec("ray") else ["test_ray.py"]
