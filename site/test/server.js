// SPDX-License-Identifier: Apache-2.0
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

/** Where the site is published; as in the configuration. */
export const base = process.env.SITE_BASE ?? '/knock4j/'

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2'
}

/** Serves a directory on loopback as a host of plain files does: no fallback, 404.html for what is not there. */
export function serve(directory) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    const path = normalize(decodeURIComponent(pathname))
    const found = path.startsWith(base)
      ? fileAt(join(directory, path.slice(base.length)))
      : undefined
    const file = found ?? join(directory, '404.html')
    response.writeHead(found ? 200 : 404, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream'
    })
    createReadStream(file).pipe(response)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve({ origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() })
    })
  })
}

function fileAt(path) {
  const file = path.endsWith('/') ? join(path, 'index.html') : path
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined
}
