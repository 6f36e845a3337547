"""The options of the installed mergekit-yaml as JSON: [[name, takes a value], …]."""

import json

from mergekit.scripts.run_yaml import main

found = []
for option in main.params:
    if option.param_type_name == "option":
        takes_value = not (option.is_flag or option.count)
        found += [[name, takes_value] for name in [*option.opts, *option.secondary_opts]]
print(json.dumps(found))
