/** More layers than any model has; whoever counts up to a number that a file gives stops there. */
export const mostLayers = 10_000

/** Keys, in any part of config.json, that say how many layers there are, as python/mergescope/architecture has them. */
export const layerCount = /^(num_hidden_layers|n_layers?|num_layers|depth|(num_)?(encoder|decoder)_layers)$/

/** What the number of layers of the whole model is called, the likeliest first. */
export const layerCounts = ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers'] as const
