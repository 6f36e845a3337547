// Loaded into a process that is measured (node --import): writes what it used to the file named by USAGE_FILE.
import { writeFileSync } from 'node:fs'
import process from 'node:process'

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  const usage = { peakMB: Math.round(maxRSS / 1000), cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 }
  writeFileSync(process.env.USAGE_FILE, JSON.stringify(usage))
})
