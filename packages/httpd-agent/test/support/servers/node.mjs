// node:http, node:https, and node:http2 with and without TLS.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import { pipeline } from 'node:stream'
import { big, GZIP, HELLO, isBare, later, lengthOf } from './answers.mjs'

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  const [, first, second] = pathname.split('/')
  const header = (name, value) => void response.setHeader(name, value)
  switch (first) {
    case '':
      return void response.end(HELLO)
    case 'users':
      header('Content-Type', 'application/json')
      return void response.end(JSON.stringify({ id: second }))
    case 'big':
      return void pipeline(big(), response, () => undefined)
    case 'gzip':
      header('Content-Encoding', 'gzip')
      return void response.end(GZIP)
    case 'echo':
      return void response.end(await lengthOf(request))
    case 'slow':
      await later(searchParams.get('ms'))
      return void response.end('slow')
    default:
      response.statusCode = first === 'status' ? Number(second) : 404
      return void response.end(isBare(response.statusCode) ? undefined : String(response.statusCode))
  }
}

// Nothing of what it awaits fails, unless the client has gone.
const handle = (request, response) => void answer(request, response).catch(() => response.destroy())

const secure = () => {
  const directory = process.env.TEST_CERTIFICATE
  return { key: readFileSync(`${directory}/key.pem`), cert: readFileSync(`${directory}/cert.pem`) }
}

const servers = {
  http: () => http.createServer(handle),
  https: () => https.createServer(secure(), handle),
  http2: () => http2.createServer(handle),
  https2: () => http2.createSecureServer({ ...secure(), allowHTTP1: true }, handle),
}

export const open = async (kind, listen) => servers[kind]().listen(...listen)
