import type { DoctorCheck } from '../contract/doctor.ts'
import { newestMergekit, unknownMergekit } from '../mergekit/known.ts'
import { printable } from '../text/printable.ts'
import { check } from './check.ts'
import { brokenCombinations } from './combinations.ts'
import type { DoctorFacts, EnvironmentSeen } from './facts.ts'

const setup = 'mergescope setup'
/** Python, torch, mergekit and whether they go together. */
export function environmentChecks(facts: DoctorFacts): DoctorCheck[] {
  const { environment, managed, whole } = facts
  if ('error' in environment) return [check('python', 'problem', environment.error, environment.fix ?? setup)]
  const seen = environment.value
  const [, minor] = seen.python.split('.').map(Number)
  const python =
    seen.python.startsWith('3.') && minor! >= 10 && minor! <= 13
      ? check(
          'python',
          'ok',
          `Python ${seen.python}, ${managed ? 'the managed environment' : 'yours'}: ${seen.executable}`,
        )
      : check('python', 'problem', `Python ${seen.python} (${seen.executable}) is not 3.10 to 3.13`, setup)
  const half =
    managed && !whole
      ? [check('environment', 'problem', 'the managed environment is half-made or of another version', setup)]
      : []
  return [python, ...half, torchCheck(seen, facts), ...mergekitChecks(seen, facts), ...optionalChecks(seen)]
}

/** Of what no merge needs that stays on one machine and its disks: nothing is said where it is not there. */
function optionalChecks({ packages }: EnvironmentSeen): DoctorCheck[] {
  const { ray, obstore } = packages
  return [
    ...(ray ? [check('ray', 'ok', `Ray ${ray}: \`run --ray\` merges on several machines`)] : []),
    ...(obstore
      ? [check('object-storage', 'ok', `obstore ${obstore}: donors may be in object storage`)]
      : []),
  ]
}

function torchCheck({ torch, executable }: EnvironmentSeen, { gpus, managed }: DoctorFacts): DoctorCheck {
  const install = managed ? `${setup} --again` : `${executable} -m pip install torch==2.13.0`
  if (!torch) return check('torch', 'problem', 'torch is not installed', install)
  if (torch.error) return check('torch', 'problem', `torch cannot be imported: ${torch.error}`, install)
  const build = torch.cuda ? `with CUDA ${torch.cuda}` : 'CPU only'
  const devices = torch.devices.map(
    ({ name, memoryBytes }) => `${name}, ${Math.round(memoryBytes / 2 ** 30)} GiB`,
  )
  const message = `torch ${torch.version}, ${build}`
  if (devices.length > 0) return check('torch', 'ok', `${message}: ${devices.join('; ')}`)
  if (gpus.length > 0 && !torch.cuda)
    return check(
      'torch',
      'warning',
      `${message}, but there is a GPU (${gpus.join(', ')}): merges run on the CPU`,
      managed ? `${setup} --torch cuda` : `${executable} -m pip install --force-reinstall torch===2.13.0`,
    )
  if (gpus.length > 0)
    return check(
      'torch',
      'warning',
      `${message}, but torch sees no GPU although the driver does`,
      'nvidia-smi',
    )
  return check('torch', 'ok', torch.cuda ? `${message}; no GPU is here` : message)
}

function mergekitChecks(seen: EnvironmentSeen, { managed, patch }: DoctorFacts): DoctorCheck[] {
  const { mergekit, packages, executable } = seen
  if (!mergekit)
    return [
      check(
        'mergekit',
        'problem',
        `${executable} has no mergekit`,
        managed ? setup : `${executable} -m pip install mergekit==${newestMergekit.version}`,
      ),
    ]
  const broken = brokenCombinations(packages).map(({ code, message, install }) =>
    check(code, 'problem', message, managed ? `${setup} --again` : `${executable} -m pip install ${install}`),
  )
  const versions = ['transformers', 'pydantic', 'safetensors', 'huggingface-hub']
    .map((name) => `${name} ${packages[name] ?? '(none)'}`)
    .join(', ')
  const version = versionCheck(mergekit, versions, { executable, managed })
  return [version, ...broken, ...(patch ? [patchCheck(patch, managed)] : [])]
}

/** A version that nobody here has seen, and a build that may hold anything under the number of a release. */
function versionCheck(
  { version, source }: NonNullable<EnvironmentSeen['mergekit']>,
  packages: string,
  { executable, managed }: { readonly executable: string; readonly managed: boolean },
): DoctorCheck {
  const built = source === null ? '' : `, built from ${printable(source)},`
  const message = `mergekit ${version}${built} with ${packages}`
  const unknown = unknownMergekit(version)
  const install = managed
    ? `${setup} --again`
    : `${executable} -m pip install --force-reinstall mergekit==${newestMergekit.version}`
  if (unknown) return check('mergekit', 'warning', `${message}; ${unknown}`, install)
  if (source === null) return check('mergekit', 'ok', message)
  return check('mergekit', 'warning', `${message}: it may differ from the release of that number`, install)
}

function patchCheck(patch: NonNullable<DoctorFacts['patch']>, managed: boolean): DoctorCheck {
  if ('error' in patch) return check('patch', 'problem', patch.error, patch.fix)
  const { state, problem } = patch.value
  if (problem) return check('patch', 'problem', problem.message, problem.hint)
  if (state === 'patched') return check('patch', 'ok', 'mergekit is patched')
  if (state === 'clean' && managed) return check('patch', 'ok', 'mergekit is as released; `run` patches it')
  if (state === 'clean')
    return check('patch', 'warning', 'mergekit is as released, without the patch', 'mergescope patch apply')
  return check('patch', 'problem', `the patch is in an uncertain state: ${state}`, 'mergescope patch apply')
}
