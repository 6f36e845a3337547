import { readFileSync } from 'node:fs'

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/**
 * How many processes of this process's control group the kernel has ended for want of memory so far (cgroup
 * v2 `memory.events`, v1 `memory.oom_control`), or null where the system does not tell. Comparing two
 * readings tells an out-of-memory kill from any other SIGKILL.
 */
export const oomKills = (): number | null => {
  const group = read('/proc/self/cgroup')
  if (group === null) return null
  for (const line of group.split('\n')) {
    const [, controllers, path] = line.split(':')
    if (path === undefined) continue
    const files =
      controllers === ''
        ? [`/sys/fs/cgroup${path}/memory.events`, '/sys/fs/cgroup/memory.events']
        : controllers === 'memory'
          ? [`/sys/fs/cgroup/memory${path}/memory.oom_control`, '/sys/fs/cgroup/memory/memory.oom_control']
          : []
    for (const file of files) {
      const count = read(file)?.match(/^oom_kill (\d+)$/m)?.[1]
      if (count !== undefined) return Number(count)
    }
  }
  return null
}
