/** Exit codes of the command line. Documented in docs/errors.md, which is generated from this file. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  blocked: 3,
  outputFailed: 4,
  environment: 5,
  outputLost: 6,
  hangup: 129,
  cancelled: 130,
  terminated: 143,
} as const

interface ErrorMeaning {
  readonly exit: number
  readonly meaning: string
}

const row = (exit: number, meaning: string): ErrorMeaning => ({ exit, meaning })

/** Every error a user can meet: its stable code, the exit code it ends with, what it means. */
export const errorCodes = {
  internal: row(exitCodes.failed, 'A fault in mergescope itself; please report it.'),
  cancelled: row(exitCodes.cancelled, 'The user stopped the run.'),
  hangup: row(exitCodes.hangup, 'The terminal went away (SIGHUP) and the run was stopped.'),
  terminated: row(exitCodes.terminated, 'The process was asked to end (SIGTERM).'),
  usage: row(exitCodes.usage, 'The command line does not make sense.'),
  'path-unusable': row(
    exitCodes.usage,
    'A given path does not exist, is of the wrong kind, or cannot be read or written.',
  ),
  'config-invalid': row(exitCodes.usage, 'The merge config cannot be read or makes no sense.'),
  'output-exists': row(exitCodes.usage, 'The output folder is not empty, or another run is writing it.'),
  'output-unfinished': row(exitCodes.usage, 'The output folder has the work of an interrupted run.'),
  'output-taken-over': row(
    exitCodes.failed,
    'The run was suspended for more than a minute, and another run took over its output folder.',
  ),
  'resume-changed': row(
    exitCodes.usage,
    'An input, the config or a version has changed since the run was interrupted.',
  ),
  'preflight-blocked': row(exitCodes.blocked, 'The donors make the merge impossible.'),
  'output-failed-checks': row(exitCodes.outputFailed, 'What was written failed its checks.'),
  'python-not-found': row(exitCodes.environment, 'No Python interpreter could be found or started.'),
  'python-broken': row(exitCodes.environment, 'The Python interpreter starts but does not work.'),
  'python-unsupported': row(exitCodes.environment, 'The Python version is not 3.10 to 3.13.'),
  'environment-not-ready': row(
    exitCodes.environment,
    'The Python environment lacks something that is needed.',
  ),
  'cluster-unusable': row(
    exitCodes.environment,
    'The Ray cluster cannot be reached, or one of its machines cannot do its part.',
  ),
  'bytes-would-differ': row(
    exitCodes.environment,
    'With --same-bytes: machines or devices of several kinds would merge, and mergekit’s own methods depend on them.',
  ),
  'setup-failed': row(exitCodes.environment, 'The managed Python environment could not be made.'),
  'mergekit-absent': row(exitCodes.environment, 'The interpreter has no mergekit.'),
  'mergekit-no-metadata': row(
    exitCodes.environment,
    'mergekit was not installed by pip, so its version and licence are unknown.',
  ),
  'mergekit-version-unknown': row(
    exitCodes.environment,
    'mergescope has no patch for this version of mergekit.',
  ),
  'mergekit-licence': row(
    exitCodes.environment,
    'The licence of this mergekit version does not allow it to be patched.',
  ),
  'mergekit-modified': row(exitCodes.environment, 'The files of mergekit were changed by something else.'),
  'mergekit-changed': row(
    exitCodes.environment,
    'mergekit has classes or fields that its release of this version does not have; nothing was merged.',
  ),
  'mergekit-older-patch': row(
    exitCodes.environment,
    'mergekit contains an older embed_v2d, copied by hand; --replace replaces it.',
  ),
  'mergekit-editable-unknown': row(
    exitCodes.environment,
    'mergekit is an editable install whose code matches no known version.',
  ),
  'mergekit-import-fails': row(
    exitCodes.environment,
    'mergekit cannot be imported in this environment, patched or not.',
  ),
  'patch-not-allowed': row(
    exitCodes.environment,
    'The run needs the patch, and your interpreter is not changed without your consent.',
  ),
  'patch-read-only': row(exitCodes.environment, 'The mergekit folder cannot be written to.'),
  'patch-busy': row(exitCodes.environment, 'Another mergescope is patching the same mergekit.'),
  'patch-interrupted': row(exitCodes.environment, 'The patch could not be written; everything was undone.'),
  'patch-not-confirmed': row(
    exitCodes.environment,
    'A fresh Python did not run the patched files; the patch was undone.',
  ),
  'patch-changed-underneath': row(
    exitCodes.environment,
    'mergekit changed while it was being patched; none of its files was overwritten.',
  ),
  'patch-gone': row(
    exitCodes.environment,
    'The patch of mergekit was changed after it was checked, and before Python imported it; nothing was merged.',
  ),
  'patch-half-done': row(
    exitCodes.environment,
    'Patching failed and could not be undone; run `patch revert` or `patch apply` to finish.',
  ),
  'patch-backup-missing': row(
    exitCodes.environment,
    'The original files of mergekit are not in the backup, so the patch cannot be undone.',
  ),
  'patch-files-damaged': row(
    exitCodes.environment,
    'The patch files of mergescope itself are missing or damaged.',
  ),
  'python-died': row(exitCodes.failed, 'Python ended in the middle of the work.'),
  'out-of-memory': row(exitCodes.failed, 'The system ended Python because memory ran out.'),
  'python-hangs': row(exitCodes.failed, 'Python gave no sign of life for too long.'),
  'merge-failed': row(exitCodes.failed, 'The merge raised an error.'),
  'disk-full': row(exitCodes.failed, 'There is not enough free disk space.'),
  'file-unreadable': row(exitCodes.failed, 'A file cannot be read.'),
  'donor-changed': row(exitCodes.failed, 'A file of a donor changed while the merge read it.'),
  'file-unwritable': row(exitCodes.failed, 'A file or folder cannot be written.'),
  'safetensors-invalid': row(exitCodes.blocked, 'A file is damaged, or is not a safetensors file.'),
  'model-not-found': row(exitCodes.usage, 'The model is neither a folder nor a model on the Hub.'),
  'hub-name-invalid': row(exitCodes.usage, 'A model id, revision or endpoint is malformed.'),
  'hub-token-invalid': row(exitCodes.environment, 'The Hub token is malformed, or the Hub refuses it.'),
  'hub-not-found': row(exitCodes.failed, 'The Hub has no such model, or it is private.'),
  'hub-revision-not-found': row(exitCodes.failed, 'The model has no such branch, tag or commit.'),
  'hub-file-not-found': row(exitCodes.failed, 'A file that the Hub lists is not there.'),
  'hub-gated': row(exitCodes.failed, 'The model is gated and its terms have not been accepted.'),
  'hub-forbidden': row(exitCodes.failed, 'The Hub does not allow this token to read the model.'),
  'hub-rate-limited': row(exitCodes.failed, 'The Hub asks for an unreasonably long wait.'),
  'hub-unavailable': row(exitCodes.failed, 'The Hub answers with server errors.'),
  'hub-unreachable': row(exitCodes.failed, 'The Hub cannot be reached.'),
  'hub-timeout': row(exitCodes.failed, 'The Hub stopped sending.'),
  'hub-interrupted': row(exitCodes.failed, 'The connection kept breaking off.'),
  'hub-response-invalid': row(exitCodes.failed, 'The Hub sent something other than what was requested.'),
  'hub-portal': row(exitCodes.failed, 'A web page came instead of the file, as from a login portal.'),
  'hub-listing-invalid': row(exitCodes.failed, 'The file listing is empty, endless or contradicts itself.'),
  'hub-unsafe-name': row(exitCodes.failed, 'The Hub gave a name that must not become a path.'),
  'hub-redirect-refused': row(exitCodes.failed, 'A redirect or page link leads where it must not.'),
  'hub-checksum-mismatch': row(exitCodes.failed, 'A downloaded file has the wrong checksum.'),
  'hub-offline': row(exitCodes.failed, 'Offline, and the cache does not hold what is needed.'),
  'model-not-cached': row(exitCodes.usage, 'The Hub cache does not hold the model.'),
  'cache-busy': row(
    exitCodes.failed,
    'Another process is downloading into the part of the cache to be removed.',
  ),
  'cache-damaged': row(exitCodes.failed, 'A file in the Hub cache has the wrong checksum.'),
} as const satisfies Record<string, ErrorMeaning>

export type ErrorCode = keyof typeof errorCodes

export const errorCodeNames = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]
