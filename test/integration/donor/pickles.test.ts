import { execFileSync } from 'node:child_process'
import { beforeAll, expect, test } from 'vitest'
import { readDonor } from '../../../src/adapters/donor/read-donor.ts'
import { openLocalModel } from '../../../src/adapters/files/model/local-model-files.ts'
import { testPython } from '../../support/python.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const temporary = temporaryFolder()
const ways = ['zip', 'legacy', 'sharded', 'parameters', 'protocol4', 'many'] as const

const script = `
import collections, json, pathlib, sys, torch
dtypes = dict(F32="float32", F16="float16", BF16="bfloat16", F64="float64", I64="int64", I32="int32", I16="int16", I8="int8", U8="uint8", BOOL="bool")
told = {}
for way in sys.argv[2:]:
    folder = pathlib.Path(sys.argv[1]) / way
    folder.mkdir(parents=True)
    count = 3000 if way == "many" else 40
    tensors = {
        f"model.layers.{n}.weight": torch.zeros((n % 5 + 1, 3) if n % 7 else (), dtype=getattr(torch, list(dtypes.values())[n % len(dtypes)]))
        for n in range(count)
    }
    told[way] = {name: [next(own for own, known in dtypes.items() if str(t.dtype) == f"torch.{known}"), list(t.shape)] for name, t in tensors.items()}
    (folder / "config.json").write_text("{}")
    saved = {name: torch.nn.Parameter(t) if t.is_floating_point() else t for name, t in tensors.items()} if way == "parameters" else tensors
    options = {"legacy": {"_use_new_zipfile_serialization": False}, "protocol4": {"pickle_protocol": 4}}.get(way, {})
    names = sorted(saved)
    parts = [names[::2], names[1::2]] if way == "sharded" else [names]
    files = {}
    for n, part in enumerate(parts):
        file = f"pytorch_model-{n}.bin" if way == "sharded" else "pytorch_model.bin"
        torch.save(collections.OrderedDict((name, saved[name]) for name in part), folder / file, **options)
        files |= dict.fromkeys(part, file)
    if way == "sharded":
        (folder / "pytorch_model.bin.index.json").write_text(json.dumps({"weight_map": files}))
print(json.dumps(told))
`

let folder = ''
let saved: Readonly<Record<string, unknown>> = {}
beforeAll(() => {
  folder = temporary.path('pickles')
  saved = JSON.parse(execFileSync(testPython(), ['-c', script, folder, ...ways]).toString())
}, 120_000)

test.each(ways)('the tensors of a pickle are told as those of safetensors: %s', async (way) => {
  const facts = await readDonor(await openLocalModel('the donor', `${folder}/${way}`), { allowPickle: true })
  const tensors = [...facts.weights!.tensors.values()]
  expect(Object.fromEntries(tensors.map(({ name, dtype, shape }) => [name, [dtype, shape]]))).toEqual(
    saved[way],
  )
})
