/** What lies in the place of a file that was not fetched, or was written for another reader. */
export interface FoundInstead {
  /** Goes behind the name of the file: “is empty”. */
  readonly problem: string
  readonly hint: string
}

const again = 'download the file again'

const signs: readonly (readonly [sign: RegExp, problem: string, hint: string])[] = [
  [/^$/, 'is empty', again],
  [
    /^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\//,
    'is a Git LFS pointer, not the file itself',
    'run `git lfs pull` in the folder of the model, or download it again',
  ],
  [/^(\xef\xbb\xbf)?\s*<(!doctype|html|head|\?xml)/i, 'is a web page, not the file itself', again],
  [
    /^\xef\xbb\xbf/,
    'begins with a byte order mark, which no reader of models takes',
    'save it as UTF-8 without one',
  ],
  [/^(\xff\xfe|\xfe\xff)/, 'is text in UTF-16, which no reader of models takes', 'save it as UTF-8'],
]

/** Told by the first bytes of a file that could not be used; null: it is none of what is known. */
export function foundInstead(bytes: Uint8Array): FoundInstead | null {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const found = signs.find(([sign]) => sign.test(start))
  return found ? { problem: found[1], hint: found[2] } : null
}
