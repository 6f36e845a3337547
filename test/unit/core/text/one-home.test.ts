import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { threeAtMost, threeDigits } from '../../../../src/core/text/figures.ts'
import { repositoryRoot } from '../../../support/python.ts'

const formats = /\.(toFixed|toPrecision|toExponential|toLocaleString)\b|Intl\.NumberFormat/

test('only src/core/text makes digits of a number, so that a figure looks the same wherever it stands', () => {
  const sources = globSync('src/**/*.{ts,tsx}', { cwd: repositoryRoot })
  expect(sources.length).toBeGreaterThan(500)
  const homes = sources.filter((path) => formats.test(readFileSync(join(repositoryRoot, path), 'utf8')))
  expect(homes.filter((path) => !/^src[\\/]core[\\/]text[\\/]/.test(path))).toEqual([])
  expect(homes.length).toBeGreaterThan(0)
})

/** A number that stands as it is before what it counts. */
const bare =
  /\$\{(\w+\.)*(\w*[cC]ount|length|size|rows|total|bytes|left|more|tokens|layers|held)\} (more |other )?(tokens?|rows?|tensors?|merges|bytes|layers|donors|values|files|shards|models|checks)\b/

test('what is counted has its separators everywhere: `131,072 rows`', () => {
  const sources = globSync('src/**/*.{ts,tsx}', { cwd: repositoryRoot })
  expect(sources.filter((path) => bare.test(readFileSync(join(repositoryRoot, path), 'utf8')))).toEqual([])
})

test('figures of three digits have three, however large or small', () => {
  for (let power = -12; power <= 12; power += 1)
    for (const lead of [1, 1.2345, 4.56789, 9.9949, 9.9951, 9.99999])
      for (const value of [lead * 10 ** power, -lead * 10 ** power]) {
        const digits = (text: string) => text.replace(/e.*/, '').replace(/[-.]/g, '').replace(/^0+/, '')
        const [text, most] = [threeDigits(value), threeAtMost(value)]
        // Below one the digits are those behind the point, above a thousand whole numbers are as short.
        const least = Math.abs(value) < 0.9995 && Math.abs(value) >= 1e-3 ? 1 : 3
        expect(digits(text).length, text).toBeGreaterThanOrEqual(least)
        expect(digits(most).length, most).toBeLessThanOrEqual(3)
        expect(Math.abs(Number(text) / value - 1), text).toBeLessThan(least === 3 ? 0.00501 : 0.5)
      }
})
