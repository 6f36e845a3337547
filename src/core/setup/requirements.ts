/** `==` pins of a lock that hold on a given Python and system; lock.py writes no other markers than these. */
export function lockedVersions(lock: string, python: string, platform: NodeJS.Platform): Map<string, string> {
  const minor = python.split('.').slice(0, 2).join('.')
  const pins = new Map<string, string>()
  for (const line of lock.split('\n')) {
    const pin = /^([a-z0-9-]+)==([^\s;\\]+)\s*(?:;\s*([^\\]+))?/.exec(line)
    if (!pin || !holds(pin[3] ?? '', minor, platform)) continue
    pins.set(pin[1]!, pin[2]!)
  }
  return pins
}

function holds(marker: string, minor: string, platform: NodeJS.Platform): boolean {
  if (marker.includes("sys_platform == 'win32'") && platform !== 'win32') return false
  const versions = [...marker.matchAll(/python_version == '([\d.]+)'/g)].map((match) => match[1])
  return versions.length === 0 || versions.includes(minor)
}

/** Names of wheels of torch that fit: `torch-2.13.0+cpu-cp311-cp311-manylinux_2_28_x86_64.whl`. */
export function torchWheels(files: readonly string[], version: string, python: string): string[] {
  const tag = `cp${python.split('.').slice(0, 2).join('')}`
  return files.filter((file) => {
    const parts = file.split('-')
    return parts[0] === 'torch' && parts[1]?.split('+')[0] === version && parts[2] === tag
  })
}
