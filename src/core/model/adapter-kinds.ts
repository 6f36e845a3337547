/**
 * What kinds of adapter, by `peft_type`, cannot become part of the weights, and why not;
 * test/python/merge/test_adapter_kinds.py compares the list with PEFT.
 */
export const unmergeableKinds: ReadonlyMap<string, string> = new Map([
  ['PROMPT_TUNING', 'it is learned vectors in front of the text'],
  ['MULTITASK_PROMPT_TUNING', 'it is learned vectors in front of the text'],
  ['P_TUNING', 'it is learned vectors in front of the text'],
  ['CPT', 'it is learned vectors in front of the text'],
  ['PREFIX_TUNING', 'it is learned keys and values in front of those of the text'],
  ['CARTRIDGE', 'it is learned keys and values in front of those of the text'],
  ['ADAPTION_PROMPT', 'it is an attention of its own beside that of the model'],
  ['LILY', 'it mixes its matrices anew for each input'],
  ['POLY', 'it mixes its matrices anew for each task'],
  ['XLORA', 'it mixes its matrices anew for each input'],
  ['SHADOW', 'it is a small network beside the model'],
])

/** What PEFT raises of those that it has a method to merge for; of the others, that there is no such method. */
export const unmergeableRaises: Readonly<Record<string, string>> = {
  LILY: 'NotImplementedError',
  POLY: 'NotImplementedError',
  SHADOW: 'NotImplementedError',
  // Already when it is loaded, into any model that keeps keys and values.
  XLORA: 'ValueError',
}
