import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Endpoint, type Fault, FaultBox } from './faults.ts'
import { type LocalRepository, Repository } from './repositories.ts'
import { sendFile } from './send-body.ts'
import type { Content, StoredFile } from './store.ts'

/** One request that arrived. The token itself is not kept, only whether one came along. */
interface LoggedRequest {
  readonly origin: 'hub' | 'cdn'
  readonly method: string
  readonly url: string
  readonly authorised: boolean
  readonly range: string | null
  readonly ifRange: string | null
  readonly accept: string
}

export interface LocalHub {
  readonly url: string
  readonly cdnUrl: string
  readonly log: LoggedRequest[]
  /** Replaces the faults that are switched on. */
  setFaults(faults: readonly Fault[]): void
  /** Puts a new commit on a branch, so that the branch moves; returns the commit. */
  push(repository: string, files: Readonly<Record<string, Content>>, branch?: string): Promise<string>
  commit(repository: string, revision?: string): string
  close(): Promise<void>
}

export interface LocalHubOptions {
  readonly repos: Readonly<Record<string, LocalRepository>>
  readonly faults?: readonly Fault[]
  /** The one token that is accepted. */
  readonly token?: string
  /** Entries on one page of a listing. */
  readonly pageSize?: number
  readonly port?: number
}

const loginPage = '<!doctype html><html><body>Please log in to this network.</body></html>'

/**
 * A Hub on this machine: the API and file routes that the JS and the Python client use, with large files
 * behind signed addresses of a second origin, gated and private repositories, and faults on demand.
 */
export async function startLocalHub(options: LocalHubOptions): Promise<LocalHub> {
  const repositories = new Map<string, Repository>()
  for (const [name, { files, ...rest }] of Object.entries(options.repos)) {
    const repository = new Repository(name, rest)
    await repository.push(files)
    repositories.set(name, repository)
  }
  const faults = new FaultBox()
  faults.set(options.faults ?? [])
  const log: LoggedRequest[] = []
  const blobs = new Map<string, StoredFile>()
  const secret = randomUUID()
  const sign = (path: string, expires: string) =>
    createHmac('sha256', secret).update(`${path}?${expires}`).digest('hex')

  const note = (origin: 'hub' | 'cdn', request: IncomingMessage) =>
    log.push({
      origin,
      method: request.method ?? '',
      url: request.url ?? '',
      authorised: request.headers.authorization !== undefined,
      range: request.headers.range ?? null,
      ifRange: request.headers['if-range']?.toString() ?? null,
      accept: request.headers.accept ?? '',
    })

  async function onHub(request: IncomingMessage, response: ServerResponse): Promise<void> {
    note('hub', request)
    const url = new URL(request.url ?? '/', base(hub))
    if (url.pathname === '/api/models') return sendSearch(request, response, url)
    if (url.pathname === '/api/whoami-v2') {
      const fault = faults.take('whoami', null)
      if (fault && (await sendFault(response, url, fault))) return
    }
    const route = routeOf(url.pathname)
    const repository = route && repositories.get(route.repository)
    if (!route || !repository) return deny(response, 404, 'RepoNotFound')
    if (refuse(request, response, repository, options.token)) return
    const fault = faults.take(route.endpoint, route.path)
    if (fault && (await sendFault(response, url, fault))) return
    const commit = repository.resolve(route.revision)
    if (commit === null) return deny(response, 404, 'RevisionNotFound')
    response.setHeader('X-Repo-Commit', commit)
    if (route.endpoint === 'revision') return sendJson(response, modelInfo(repository, commit))
    if (route.endpoint === 'tree') return sendTree(response, url, repository, commit, fault)
    const file = repository.tree(commit).get(route.path ?? '')
    if (!file) return deny(response, 404, 'EntryNotFound')
    if (file.sha256 !== null) return sendToCdn(request, response, repository, commit, file)
    if (!url.pathname.startsWith('/api/resolve-cache/')) {
      const path = file.path.split('/').map(encodeURIComponent).join('/')
      response.setHeader('X-Linked-Size', file.size)
      response.setHeader('ETag', `"${file.oid}"`)
      const location = `/api/resolve-cache/models/${repository.name}/${commit}/${path}`
      response.writeHead(307, { Location: location }).end()
      return
    }
    response.setHeader('Content-Type', 'text/plain; charset=utf-8')
    await sendFile(request, response, file, file.oid, fault)
  }

  async function sendSearch(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const fault = faults.take('search', null)
    if (fault && (await sendFault(response, url, fault))) return
    const given = request.headers.authorization
    const isKnown = options.token !== undefined && given === `Bearer ${options.token}`
    if (given !== undefined && !isKnown) return deny(response, 401, 'Unauthorized')
    const visible = [...repositories.values()].filter((repository) => isKnown || !repository.options.private)
    sendJson(response, searched(visible, url.searchParams))
  }

  function sendToCdn(
    request: IncomingMessage,
    response: ServerResponse,
    repository: Repository,
    commit: string,
    file: StoredFile,
  ): void {
    blobs.set(`/${file.sha256}`, file)
    response.setHeader('X-Linked-Size', file.size)
    response.setHeader('X-Linked-ETag', `"${file.sha256}"`)
    if (repository.options.xet) {
      const api = `${base(hub)}/api/models/${repository.name}/xet-read-token/${commit}`
      response.setHeader('X-Xet-Hash', file.sha256!)
      response.setHeader(
        'Link',
        `<${api}>; rel="xet-auth", <${base(hub)}/reconstructions/${file.sha256}>; rel="xet-reconstruction-info"`,
      )
      if (request.headers.accept?.includes('application/vnd.xet-fileinfo+json')) {
        response.setHeader('Content-Type', 'application/vnd.xet-fileinfo+json')
        response.setHeader('ETag', `"${file.sha256}"`)
        response.end(JSON.stringify({ hash: file.sha256 }))
        return
      }
    }
    const path = `/${file.sha256}`
    const expires = String(Date.now() + 60_000)
    const query = new URLSearchParams({ Expires: expires, Signature: sign(path, expires) })
    response.writeHead(302, { Location: `${base(cdn)}${path}?${query}` }).end()
  }

  async function onCdn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    note('cdn', request)
    const url = new URL(request.url ?? '/', base(cdn))
    const file = blobs.get(url.pathname)
    // A storage service refuses two kinds of credentials at once.
    if (!file || request.headers.authorization) return void response.writeHead(400).end()
    const expires = url.searchParams.get('Expires') ?? ''
    const fault = faults.take('cdn', file.path)
    const isValid = url.searchParams.get('Signature') === sign(url.pathname, expires)
    if (!isValid || fault?.kind === 'expired') return void response.writeHead(403).end()
    if (fault && (await sendFault(response, url, fault))) return
    // The ETag of a storage service is not the file's sha256.
    await sendFile(request, response, file, `s3-${file.sha256!.slice(0, 24)}`, fault)
  }

  function sendTree(
    response: ServerResponse,
    url: URL,
    repository: Repository,
    commit: string,
    fault: Fault | null,
  ): void {
    const entries = [...repository.tree(commit).values()].map(entryOf)
    const from = Number(url.searchParams.get('cursor') ?? 0)
    const to = from + (options.pageSize ?? 1000)
    if (fault?.kind === 'link') response.setHeader('Link', `<${fill(fault, url)}>; rel="next"`)
    else if (to < entries.length) {
      url.searchParams.set('cursor', String(to))
      response.setHeader('Link', `<${url.href}>; rel="next"`)
    }
    sendJson(response, entries.slice(from, to))
  }

  const hub = await listen(onHub, options.port)
  const cdn = await listen(onCdn)
  const find = (name: string): Repository => {
    const repository = repositories.get(name)
    if (!repository) throw new Error(`the local Hub has no repository ${name}`)
    return repository
  }
  return {
    url: base(hub),
    cdnUrl: base(cdn),
    log,
    setFaults: (list) => faults.set(list),
    push: (name, files, branch) => find(name).push(files, branch),
    commit: (name, revision = 'main') => find(name).resolve(revision) ?? '',
    close: async () => {
      await Promise.all([stop(hub), stop(cdn)])
    },
  }
}

interface Route {
  readonly endpoint: Endpoint
  readonly repository: string
  readonly revision: string
  readonly path: string | null
}

function routeOf(pathname: string): Route | null {
  const of = (endpoint: Endpoint, match: RegExpExecArray | null): Route | null =>
    match && {
      endpoint,
      repository: match[1]!,
      revision: decodeURIComponent(match[2] ?? 'main'),
      path: match[3] === undefined ? null : decodeURIComponent(match[3]),
    }
  return (
    of('tree', /^\/api\/models\/([^/]+\/[^/]+)\/tree\/([^/]+)$/.exec(pathname)) ??
    of('revision', /^\/api\/models\/([^/]+\/[^/]+?)(?:\/revision\/([^/]+))?$/.exec(pathname)) ??
    of('resolve', /^\/api\/resolve-cache\/models\/([^/]+\/[^/]+)\/([^/]+)\/(.+)$/.exec(pathname)) ??
    of('resolve', /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(pathname))
  )
}

/** Whether the request is turned away, as the Hub does it: a private model looks like none at all. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { options }: Repository,
  token: string | undefined,
): boolean {
  const given = request.headers.authorization
  const isKnown = token !== undefined && given === `Bearer ${token}`
  if (given !== undefined && !isKnown) {
    response.writeHead(401, { 'X-Error-Message': 'Invalid credentials in Authorization header' }).end()
    return true
  }
  if (isKnown || (!options.private && !options.gated)) return false
  deny(response, 401, options.private ? 'RepoNotFound' : 'GatedRepo')
  return true
}

function deny(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'X-Error-Code': code, 'X-Error-Message': code })
  response.end(JSON.stringify({ error: code }))
}

function modelInfo(repository: Repository, commit: string) {
  return {
    _id: repository.name,
    id: repository.name,
    modelId: repository.name,
    sha: commit,
    private: repository.options.private === true,
    gated: repository.options.gated ? 'manual' : false,
    disabled: false,
    downloads: 0,
    likes: 0,
    tags: [],
    lastModified: '2024-01-01T00:00:00.000Z',
    createdAt: '2024-01-01T00:00:00.000Z',
    siblings: [...repository.tree(commit).keys()].map((rfilename) => ({ rfilename })),
  }
}

/** What the Hub's search answers: names that hold the query, only the fields that were asked for. */
function searched(repositories: readonly Repository[], query: URLSearchParams): readonly object[] {
  const wanted = (query.get('search') ?? '').toLowerCase()
  const fields = query.getAll('expand')
  const matching = repositories.filter(({ name }) => name.toLowerCase().includes(wanted))
  if (query.get('sort') === 'downloads')
    matching.sort((left, right) => (right.options.downloads ?? 0) - (left.options.downloads ?? 0))
  return matching.slice(0, Number(query.get('limit') ?? 1000)).map((repository) => {
    const { downloads = 0, likes = 0, licence } = repository.options
    const all: Readonly<Record<string, unknown>> = {
      ...modelInfo(repository, repository.resolve('main') ?? ''),
      downloads,
      likes,
      tags: ['safetensors', ...(licence ? [`license:${licence}`] : [])],
      safetensors: { parameters: { BF16: 12e9 }, total: 12e9 },
    }
    const chosen = fields.length > 0 ? ['_id', 'id', ...fields] : Object.keys(all)
    return Object.fromEntries(chosen.flatMap((key) => (key in all ? [[key, all[key]]] : [])))
  })
}

function entryOf(file: StoredFile) {
  const lfs = file.sha256 && { oid: file.sha256, size: file.size, pointerSize: 134 }
  return { type: 'file', oid: file.oid, size: file.size, path: file.path, ...(lfs ? { lfs } : {}) }
}

/** Faults that need to know nothing of the file; false where the request goes on. */
async function sendFault(response: ServerResponse, url: URL, fault: Fault): Promise<boolean> {
  switch (fault.kind) {
    case 'status':
      response.writeHead(Number(fault.value), fault.headers).end()
      return true
    case 'redirect':
      response.writeHead(302, { Location: fill(fault, url) }).end()
      return true
    case 'html':
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      response.end(loginPage)
      return true
    case 'json':
      sendJson(response, fault.value)
      return true
    case 'broken-json':
      response.setHeader('Content-Type', 'application/json')
      response.end('[{"type":"file","pa')
      return true
    case 'stall-headers':
      return true
    case 'drip':
      response.flushHeaders()
      while (!response.destroyed) {
        response.write(' ')
        await sleep(20)
      }
      return true
    case 'flood':
      response.flushHeaders()
      await pour(response, () => response.write(' '.repeat(65_536)))
      return true
    case 'header-flood':
      response.socket?.write('HTTP/1.1 200 OK\r\n')
      await pour(response, () => response.socket?.write(`X-More: ${'a'.repeat(1000)}\r\n`))
      return true
    case 'hints':
      await pour(response, () => response.socket?.write('HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'))
      return true
    case 'reset':
      if (fault.after !== 0) return false
      response.socket?.resetAndDestroy()
      return true
    default:
      return false
  }
}

/** Writes for as long as somebody reads. */
async function pour(response: ServerResponse, write: () => unknown): Promise<void> {
  while (response.socket && !response.socket.destroyed) {
    if (response.socket.writableLength < 1_000_000) write()
    await sleep(0)
  }
}

const fill = (fault: Fault, url: URL): string =>
  String(fault.value)
    .replace('{self}', url.href)
    .replace('{fresh}', `${url.origin}${url.pathname}?cursor=0&fresh=${randomUUID()}`)

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.end(JSON.stringify(value))
}

async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  port = 0,
): Promise<Server> {
  const server = createServer((request, response) => {
    handler(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

const base = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
