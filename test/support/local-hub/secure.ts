import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { request as httpRequest, type RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { LocalHub } from './start.ts'

/** A server with a certificate of its own, which nobody trusts who was not given `certificate`. */
export async function startSecure(folder: string, listener: RequestListener) {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
      .concat(['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'])
      .concat(['-keyout', key, '-out', certificate]),
    { stdio: 'ignore' },
  )
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A Hub behind https: everything that it answers, its storage below /cdn included. */
export async function secureHub(folder: string, hub: LocalHub) {
  const secure = await startSecure(folder, (request, response) => {
    const path = request.url ?? '/'
    const inside = path.startsWith('/cdn/') ? `${hub.cdnUrl}${path.slice(4)}` : `${hub.url}${path}`
    const { method = 'GET', headers } = request
    const onward = httpRequest(inside, { method, headers }, (answer) => {
      const outside = { ...answer.headers }
      if (outside.location)
        outside.location = outside.location
          .replace(hub.cdnUrl, `${secure.url}/cdn`)
          .replace(hub.url, secure.url)
      response.writeHead(answer.statusCode ?? 502, outside)
      answer.pipe(response)
    })
    request.pipe(onward)
  })
  return secure
}
