/** Tokens of several letters that a BPE model may well have without a merge: the names of the 256 bytes. */
export const bytesInAll = 256

export const noMerges = 'the BPE tokenizer has no merges: text would fall apart into bytes'
