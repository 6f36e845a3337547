import { error, warning } from './meaning.ts'

/** What comes out when the merge is done without its values. */
export const rehearsalCodes = {
  'rehearsal-refused': error(
    'The merge was rehearsed without its values, and the code that merges ended with an error.',
    'change the config or its models; with -v the whole error is shown',
  ),
  'rehearsal-config': error(
    'The merge was rehearsed without its values, and the code that merges refused the config.',
    'correct the config',
  ),
  'rehearsal-output': error(
    'The merge was rehearsed without its values, and what it would write fails a check of the output.',
    'change the config or its models',
  ),
  'rehearsal-warning': warning('What mergekit or mergescope warned of while the merge was rehearsed.'),
  'rehearsal-differs': warning(
    'The merge wrote other tensors than its rehearsal had planned: a fault of mergescope, which changes nothing in the output.',
    'the output stands by its own checks; please report this, with mergescope/run.json of the output',
  ),
} as const
