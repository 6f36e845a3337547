import { error, info } from './meaning.ts'

/** What the machine has too little of. */
export const machineCodes = {
  'disk-insufficient': error('There is too little free disk space.', 'free space, or choose another folder'),
  'memory-insufficient': error(
    'The method has no chunked kernel and holds whole tensors of all donors, which memory cannot hold.',
    'use a machine with more memory, fewer donors, or a method with a kernel',
  ),
  'memory-whole-tensors': info('The method has no chunked kernel and holds whole tensors of all donors.'),
  'download-needed': info('Some donors are not on this machine yet.'),
} as const
