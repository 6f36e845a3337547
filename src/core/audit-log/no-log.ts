const marks: readonly (readonly [mark: readonly number[], kind: string, remedy: string])[] = [
  [[0x1f, 0x8b], 'is compressed with gzip', 'gzip -dc'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'is compressed with xz', 'xz -dc'],
  [[0x42, 0x5a, 0x68], 'is compressed with bzip2', 'bzip2 -dc'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'is compressed with zstd', 'zstd -dc'],
  [[0x50, 0x4b, 0x03, 0x04], 'is a zip archive', 'unzip -p'],
  [[0xff, 0xfe, 0x00, 0x00], 'is text in UTF-32', 'iconv -f UTF-32 -t UTF-8'],
  [[0x00, 0x00, 0xfe, 0xff], 'is text in UTF-32', 'iconv -f UTF-32 -t UTF-8'],
]

/** What a file is by its first bytes, where it cannot be read as a log, and the command that makes a log of it. */
export function noLog(first: Uint8Array): { readonly is: string; readonly remedy: string } | null {
  const kind = marks.find(([mark]) => mark.every((byte, at) => first[at] === byte))
  return kind ? { is: kind[1], remedy: kind[2] } : null
}
