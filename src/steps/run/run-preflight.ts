import { stagingBytes } from '../../adapters/files/output/output-folder.ts'
import { exitCodes } from '../../core/error-codes.ts'
import { MergescopeError } from '../../core/errors.ts'
import type { Stage } from '../../core/events.ts'
import type { MergeConfig } from '../../core/merge-config/types.ts'
import { counted } from '../../core/text/units.ts'
import {
  type Inspection,
  type InspectOptions,
  inspectStage,
  summariseInspection,
} from '../inspect/inspect.ts'
import type { RunOptions } from './run-options.ts'
import { runStage } from './run-stage.ts'

/** The inspection of a run, for what is installed. */
export async function* inspectRun(
  options: RunOptions,
  installed: Pick<InspectOptions, 'mergekit' | 'transformers'>,
): Stage<Inspection> {
  const { config: path, output, env, hub, signal, merge } = options
  return yield* runStage(
    {
      stage: 'inspect',
      title: `read ${path} and the headers of its models`,
      summarise: summariseInspection,
    },
    inspectStage({
      target: { kind: 'config', path },
      ...installed,
      output,
      heldBytes: await stagingBytes(output),
      env,
      ...hub,
      allowCrimes: merge.mergekit?.allow_crimes === true,
      loraMergeCache: merge.mergekit?.lora_merge_cache?.toString(),
      unsafeTruncate: merge.mergekit?.unsafe_truncate_embeddings === true,
      missingRows: merge.missingRows,
      compat: merge.compat,
      memory: merge.memory,
      signal,
    }),
  )
}

/**
 * The config of an inspection that found nothing against the merge.
 * @throws MergescopeError `config-invalid` (exit 2) or `preflight-blocked` (exit 3)
 */
export function accepted(inspection: Inspection, path: string): MergeConfig {
  const { config, exitCode } = inspection
  if (exitCode !== exitCodes.done || config === null) throw refusal(inspection, path)
  return config
}

function refusal({ result, exitCode }: Inspection, path: string): MergescopeError {
  const errors = result.findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  const who = first?.donor ? `${first.donor}: ` : ''
  const more = errors.length > 1 ? ` (and ${counted(errors.length - 1, 'more error')})` : ''
  const message = `${who}${first?.message ?? `${path} cannot be used`}${more}`
  const code = exitCode === exitCodes.usage ? 'config-invalid' : 'preflight-blocked'
  return new MergescopeError(code, message, {
    ...(first?.hint && { hint: first.hint }),
    context: { path, findings: errors.map((finding) => finding.code) },
  })
}
