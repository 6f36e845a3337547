import { describe, expect, it } from 'vitest'
import { linkTarget, repositoryFolders, repositoryOfFolder } from '../../../../src/core/hub/cache-layout.ts'
import { commitsNamed, planRemoval } from '../../../../src/core/hub/cache-removal.ts'
import { rateMeter, remainingSeconds } from '../../../../src/core/hub/rate.ts'
import { checkToken, hubSettings } from '../../../../src/core/hub/settings.ts'

describe('the environment', () => {
  const cacheOf = (env: Record<string, string>, cache?: string) =>
    hubSettings(env, '/home/u', { cache }).cache

  it('names the cache, in the order of the Python client', () => {
    expect(cacheOf({})).toBe('/home/u/.cache/huggingface/hub')
    expect(cacheOf({ XDG_CACHE_HOME: '/x' })).toBe('/x/huggingface/hub')
    expect(cacheOf({ HF_HOME: '/h', XDG_CACHE_HOME: '/x' })).toBe('/h/hub')
    expect(cacheOf({ HF_HOME: '~/h' })).toBe('/home/u/h/hub')
    expect(cacheOf({ HF_HUB_CACHE: '/c', HF_HOME: '/h' })).toBe('/c')
    expect(cacheOf({ HF_HUB_CACHE: '/c' }, '/given')).toBe('/given')
  })

  it('names endpoint, token file and offline mode', () => {
    expect(hubSettings({}, '/h').endpoint).toBe('https://huggingface.co')
    expect(hubSettings({ HF_ENDPOINT: 'https://mirror/x//' }, '/h').endpoint).toBe('https://mirror/x')
    expect(hubSettings({ HF_HOME: '/h' }, '/').tokenFile).toBe('/h/token')
    for (const value of ['1', 'true', 'YES', 'on'])
      expect(hubSettings({ HF_HUB_OFFLINE: value }, '/').offline).toBe(true)
    for (const value of ['', '0', 'no'])
      expect(hubSettings({ HF_HUB_OFFLINE: value }, '/').offline).toBe(false)
  })

  it('with an endpoint that is none is refused, without showing it', () => {
    for (const endpoint of ['huggingface.co', 'ftp://x', 'https://u:geheim@x', 'https://x?a=1'])
      expect(() => hubSettings({ HF_ENDPOINT: endpoint }, '/')).toThrow(/^(?!.*geheim).*HF_ENDPOINT/)
  })

  it('with a token that is none is refused, without showing it', () => {
    expect(checkToken(' hf_x\n', 'HF_TOKEN')).toBe('hf_x')
    expect(checkToken('', 'HF_TOKEN')).toBeNull()
    expect(() => checkToken('hf geheim', 'HF_TOKEN')).toThrow(/^(?!.*geheim).*HF_TOKEN/)
  })
})

describe('the layout', () => {
  it('is that of the Python client', () => {
    const folders = repositoryFolders('/c', 'org/name')
    expect(folders.blobs).toBe('/c/models--org--name/blobs')
    expect(folders.locks).toBe('/c/.locks/models--org--name')
    expect(linkTarget('a.json', 'b')).toBe('../../blobs/b')
    expect(linkTarget('x/y/a.json', 'b')).toBe('../../../../blobs/b')
    expect(repositoryOfFolder('models--org--name')).toBe('org/name')
    for (const folder of ['datasets--a--b', 'models--', 'models--a--b--c', 'x'])
      expect(repositoryOfFolder(folder)).toBeNull()
  })
})

describe('removing from the cache', () => {
  const model = (commit: string, blobs: string[], revisions: string[] = []) => ({
    commit,
    blobs,
    revisions,
    bytes: 0,
    lastUsed: null,
    neededBy: [],
  })
  const cached = {
    repository: 'o/m',
    snapshots: [model('a'.repeat(40), ['x', 'shared'], ['main']), model('b'.repeat(40), ['y', 'shared'])],
    blobs: new Map([
      ['x', 10],
      ['y', 20],
      ['shared', 40],
      ['z.part', 80],
    ]),
  }

  it('keeps what another commit needs', () => {
    const removal = planRemoval(cached, new Set(['a'.repeat(40)]))
    expect(removal).toMatchObject({ blobs: ['x'], bytes: 10, revisions: ['main'], whole: false })
  })

  it('of all commits takes unfinished downloads along', () => {
    const removal = planRemoval(cached, new Set(cached.snapshots.map(({ commit }) => commit)))
    expect(removal).toMatchObject({ bytes: 150, whole: true })
  })

  it('finds commits by branch and by their first digits, not by fewer than seven', () => {
    expect(commitsNamed(cached, null)).toHaveLength(2)
    expect(commitsNamed(cached, 'main')).toEqual(['a'.repeat(40)])
    expect(commitsNamed(cached, 'bbbbbbb')).toEqual(['b'.repeat(40)])
    expect(commitsNamed(cached, 'bbb')).toEqual([])
  })
})

describe('the rate', () => {
  it('is right at once, and follows a change within seconds', () => {
    const meter = rateMeter(0)
    expect(meter.rate(0)).toBeNull()
    meter.add(1000)
    expect(meter.rate(1000)).toBeCloseTo(1000)
    for (let second = 2; second < 20; second++) {
      meter.add(5000)
      meter.rate(second * 1000)
    }
    expect(meter.rate(19_000)).toBeGreaterThan(4900)
  })

  it('tells the remaining time only while something moves', () => {
    expect(remainingSeconds(100, 50)).toBe(2)
    expect(remainingSeconds(100, 0)).toBeUndefined()
    expect(remainingSeconds(100, null)).toBeUndefined()
  })
})
