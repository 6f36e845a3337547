import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type FindingCode, findingCodes } from '../../../../src/core/findings/codes.ts'
import { repositoryRoot } from '../../../support/python.ts'

/**
 * For each refusal of the merging half, by its file and code: the findings with which the inspection says it
 * first; or why it cannot be known before.
 */
const foreseen: Readonly<Record<string, readonly FindingCode[] | string>> = {
  'merge/planning.py config-invalid': ['config-missing-key', 'config-empty'],
  'merge/stacks.py config-invalid': ['config-type'],
  'merge/planning.py usage': ['lora-no-folder'],
  'merge/parted_ties.py config-invalid': ['lora-parts-tie'],
  'merge/adapters.py config-invalid': ['lora-shape-mismatch'],
  'merge/anatomy/layouts.py config-invalid': ['tensor-duplicate'],
  'merge/anatomy/module_names.py config-invalid': ['module-unknown'],
  'merge/anatomy/placing.py config-invalid':
    'only of architectures that mergekit has no definition of, which the rehearsal tells, before the download',
  'merge/unreadable.py safetensors-invalid':
    'an inspection opens no pickle as mergekit does, and the rehearsal tells what comes of that',
  'merge/sliced_modules.py config-invalid': ['slices-unclear'],
  'merge/stores.py config-invalid':
    'only of tensors that mergekit converts, which the rehearsal tells, before anything is read',
  'merge/stores.py safetensors-invalid': ['index-invalid'],
  'merge/chat_template.py config-invalid': ['chat-template-invalid'],
  'merge/vocabulary.py config-invalid':
    'which tensors have a row for each token is known once transformers has built the model, in the rehearsal',
  'merge/vocabulary.py merge-failed':
    'flags, truncation and padding of a tokenizer.json are read by the library alone, which the rehearsal asks',
  'merge/weights.py disk-full': ['disk-insufficient'],
  'merge/donors_alone.py config-invalid':
    'what becomes of names that no release of transformers has is seen in the plan, which the rehearsal makes',
  'merge/manifest.py resume-changed': 'is about an earlier run, which an inspection knows nothing of',
  'merge/patched_modules.py patch-gone': 'mergekit was changed while it was imported',
  'merge/donor_watch.py donor-changed': 'a donor was changed during the merge',
  'merge/known_fields.py mergekit-changed':
    'the version is one that is known, and its fields are not: mergekit itself was changed',
  'merge/request.py internal': 'is a fault of mergescope itself',
  'merge/request.py output-taken-over': 'another run took the output during the merge',
  'engine/storage/safetensors_io.py safetensors-invalid': ['header-invalid'],
  'engine/storage/shard_index.py safetensors-invalid': ['index-invalid'],
  'engine/kernels/della.py config-invalid': ['parameter-range'],
  'engine/storage/reading.py file-unreadable': 'a donor was changed during the merge',
  'engine/budget.py out-of-memory': ['memory-insufficient'],
  'engine/compute/find_device.py usage':
    'is asked of torch before anything is downloaded; an inspection starts no Python',
  'executors/cluster/address.py usage': 'is said before anything is planned; an inspection starts no Python',
  'executors/cluster/connection.py environment-not-ready':
    'is said before anything is planned; an inspection starts no Python',
  'executors/cluster/address.py cluster-unusable':
    'is said before anything is planned; an inspection starts no Python',
  'executors/cluster/connection.py cluster-unusable': 'is about machines, which an inspection does not ask',
  'executors/cluster/head.py cluster-unusable': 'is about machines, which an inspection does not ask',
  'executors/cluster/nodes.py cluster-unusable': 'is about machines, which an inspection does not ask',
  'executors/cluster/probe.py cluster-unusable': 'is about machines, which an inspection does not ask',
  'executors/same_bytes.py bytes-would-differ':
    'is about machines and devices, which an inspection does not ask',
  'executors/cluster/attempts.py cluster-unusable': 'machines died during the merge',
  'executors/cluster/head_watch.py cluster-unusable': 'machines died during the merge',
  'executors/cluster/asking.py cluster-unusable': 'is about machines, which an inspection does not ask',
  'executors/cluster/devices.py usage':
    'is asked of torch before anything is planned; an inspection starts no Python',
  'engine/compute/device.py bytes-would-differ':
    'is about the memory of a device, which an inspection does not ask',
  'merge/weights.py file-unwritable': 'somebody removed the folder during the merge',
  'sources/mirror.py file-unreadable': ['donor-unreadable'],
  'sources/mirror_listing.py file-unreadable': ['donor-unreadable'],
  'sources/object_storage.py donor-changed': 'a donor was changed during the merge',
  'sources/object_storage.py environment-not-ready': ['donor-unreadable'],
  'sources/object_storage.py file-unreadable': ['donor-unreadable'],
  'sources/object_storage.py file-unwritable':
    'is about the address of the output, which a run asks before it inspects',
  'upload/run.py output-exists': 'somebody else wrote there since the run asked',
}

const sources = join(repositoryRoot, 'python', 'mergescope')
const raised = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^(merge|engine|audit|shards|sources|executors|upload)\/.*\.py$/.test(file))
  .flatMap((file) => {
    const text = readFileSync(join(sources, file), 'utf8')
    const errors = [...text.matchAll(/MergescopeError\(\s*"([a-z-]+)"/g)]
    // What a request to object storage is for says the codes of its errors.
    const doings = [...text.matchAll(/Doing\(\s*"\w+", "([a-z-]+)", "([a-z-]+)"/g)]
    return [...errors, ...doings].flatMap(([, ...codes]) => codes.map((code) => `${file} ${code}`))
  })

test('every refusal of a merge is foreseen by a finding, or cannot be', () => {
  expect([...new Set(raised)].sort()).toEqual(Object.keys(foreseen).sort())
  const named = Object.values(foreseen).flatMap((by) => (typeof by === 'string' ? [] : by))
  expect(named.filter((code) => findingCodes[code]?.severity !== 'error')).toEqual([])
})
