/** One process of the benchmark: reads the donors named on the command line, compares their vocabularies. */
import { readDonors } from '../../src/adapters/donor/read-donor.ts'
import { openLocalModel } from '../../src/adapters/files/local-model-files.ts'
import { internVocabularies } from '../../src/core/tokenizer/interned.ts'

const start = performance.now()
const inputs = await Promise.all(
  process.argv.slice(2).map(async (folder) => ({ files: await openLocalModel(folder, folder) })),
)
const donors = await readDonors(inputs)
const interned = internVocabularies(donors.map(({ tokenizer }) => tokenizer!.vocabulary!))
const findings = donors.flatMap((donor) => donor.findings)
if (findings.length > 0) throw new Error(findings[0]!.message)
console.log(
  JSON.stringify({
    distinct: interned.size,
    innerSeconds: (performance.now() - start) / 1000,
    peakMB: Math.round(process.resourceUsage().maxRSS / 1000),
  }),
)
