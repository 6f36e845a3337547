const holdsWeights = /^[^/]+\.(safetensors|bin|pt|pth|ckpt|npz)$/
const ofOthers = /^(consolidated|pytorch_model|adapter_|optimizer|scheduler|scaler|rng_state|training_args)/

/**
 * Whether a file beside those that a merge reads has weights of the model, such as a value head: not the same weights for
 * other programs, nor what only training goes on with. Python's `companions.py` names the same in the log of the merge.
 */
export const isWeightsBeside = (path: string): boolean => holdsWeights.test(path) && !ofOthers.test(path)
