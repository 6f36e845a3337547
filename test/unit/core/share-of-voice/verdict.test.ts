import { describe, expect, it } from 'vitest'
import type { DonorSummary, ShareOfVoice } from '../../../../src/core/contract/share-of-voice.ts'
import { manyGhosts } from '../../../../src/core/share-of-voice/bands.ts'
import { withVerdicts } from '../../../../src/core/share-of-voice/verdict.ts'

const donor = (ref: string, norm: number, share: number, more: Partial<DonorSummary> = {}): DonorSummary => ({
  ref,
  weight: 1,
  norm,
  share,
  band: 'middle class',
  changeWithout: 0.009,
  ...more,
})

const voiceOf = (donors: readonly DonorSummary[]): ShareOfVoice => ({
  reference: 'base',
  method: 'exact',
  donors: [...donors],
  modules: [],
  layers: [],
  tensors: [],
})

const usual = [donor('loud', 9, 0.653), donor('ghostly', 3, 0.17), donor('plain', 3, 0.17)]
const judged = (donors: readonly DonorSummary[], ghosts?: ReadonlyMap<string, readonly string[]>) =>
  new Map(withVerdicts(voiceOf(donors), ghosts).donors.map((donor) => [donor.ref, donor]))

describe('the verdict on a donor', () => {
  it.each([
    [{ nonFinite: 3 }, 'equal to the base wherever no donor is NaN or infinite'],
    [{ norm: 2 }, 'a copy of the base'],
  ])('calls a donor a copy only where all was compared: beside one of %o', (more, reason) => {
    const { verdict } = judged([donor('clean', 0, 0), donor('other', 0, 0, more)]).get('clean')!
    expect(verdict!.sentence).toContain(reason)
  })

  it('tells values that are too large from values that are none', () => {
    const { band, verdict } = judged([...usual, donor('huge', 0, 0, { beyondMeasure: true })]).get('huge')!
    expect(band).toBe('poisoned')
    expect(verdict!.sentence).toBe('too far from the base to be measured')
  })

  it('says in one sentence that a quiet donor hardly matters', () => {
    const { band, verdict } = judged([...usual, donor('quiet', 0.22, 0.007, { changeRemerged: 0.009 })]).get(
      'quiet',
    )!
    expect(band).toBe('subtle')
    expect(verdict!.sentence).toBe(
      '0.7 % of the change, norm 0.22: nearly the base; without it, the change hardly differs (0.9 %)',
    )
    expect(verdict!.advice).toMatch(/^leave it out: it moved too little to be heard/)
  })

  it('joins the tokens that a donor lacks with how loud it is', () => {
    const ghosts = new Map([['ghostly', ['<|im_start|>', '<|im_end|>']]])
    const { band, verdict } = judged(usual, ghosts).get('ghostly')!
    expect(band).toBe('middle class')
    expect(verdict!.sentence).toContain(
      'has no row for 2 tokens of its own (<|im_start|> <|im_end|>); 17.0 %',
    )
  })

  it('names an anchor', () => {
    expect(judged(usual).get('loud')).toMatchObject({
      band: 'anchor',
      verdict: { reason: 'leads the result' },
    })
  })

  it('calls a donor that equals the base everywhere a copy of it', () => {
    const { band, verdict } = judged([...usual, donor('copy', 0, 0)]).get('copy')!
    expect(band).toBe('silent')
    expect(verdict).toMatchObject({ reason: 'a copy of the base', flags: ['copy-of-the-base'] })
  })

  it.each([
    ['large-norm', donor('bad', 300, 0.9)],
    ['no-impact', donor('bad', 30, 0.0002)],
    ['not-finite', donor('bad', 3, 0.2, { nonFinite: 4 })],
  ] as const)('flags %s as poisoned', (flag, bad) => {
    const { band, verdict } = judged([...usual, bad]).get('bad')!
    expect(band).toBe('poisoned')
    expect(verdict!.flags).toContain(flag)
    expect(verdict!.advice).not.toBe('nothing to do')
  })

  it('flags a tokenizer that belongs to another model', () => {
    const tokens = Array.from({ length: manyGhosts }, (_, index) => `<t${index}>`)
    const { band, verdict } = judged(usual, new Map([['plain', tokens]])).get('plain')!
    expect(band).toBe('poisoned')
    expect(verdict!.sentence).toContain('100 tokens of its own (<t0> <t1> <t2> …)')
  })

  it('raises no alarm for a donor that was given no weight', () => {
    const muted = donor('muted', 30, 0, { weight: 0 })
    expect(judged([...usual, muted]).get('muted')!.band).toBe('silent')
  })

  it('does not believe a fit that gives a donor more than a merge does', () => {
    const fitted = {
      ...voiceOf([...usual, donor('quiet', 0.22, 0.07, { scale: -3.2 })]),
      method: 'fitted' as const,
    }
    const { verdict } = withVerdicts(fitted).donors[3]!
    expect(verdict!.flags).toContain('implausible-fit')
    expect(verdict!.sentence).toContain('so its share is rounding')
  })

  it('shows tokens of byte-level vocabularies as people write them', () => {
    const { verdict } = judged(usual, new Map([['ghostly', ['çľĭçĿĢ']]])).get('ghostly')!
    expect(verdict!.sentence).toContain('(看着)')
  })

  it('concludes nothing from the figure where nobody knows what a merge without the donor gives', () => {
    const { verdict } = judged([...usual, donor('quiet', 0.22, 0.007)]).get('quiet')!
    expect(verdict!.sentence).toContain('without it, all else equal, the change differs by about 0.9 %')
    expect(verdict!.advice).toBe('it moved too little to be heard (1 → about 47 for an equal share)')
  })
})
