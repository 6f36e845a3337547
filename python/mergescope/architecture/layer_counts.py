"""How config.json counts layers. src/core/model/layer-counts.ts has the same, for what is told without Python."""

from __future__ import annotations

import re

#: No model has more layers than that; to go through them would take for ever.
MOST_LAYERS = 10_000
#: Keys, in any part of it, that say how many there are.
LAYER_COUNT = re.compile(r"^(num_hidden_layers|n_layers?|num_layers|depth|(num_)?(encoder|decoder)_layers)$")
