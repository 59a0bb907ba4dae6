import { sflowHttp } from '@host-sflow/httpd-agent'
import { readFileSync } from 'node:fs'
import { createSecureServer } from 'node:http2'

sflowHttp()

const key = readFileSync(process.env.TLS_KEY ?? 'key.pem')
const cert = readFileSync(process.env.TLS_CERT ?? 'cert.pem')
const server = createSecureServer({ key, cert, allowHTTP1: true })
server.on('request', (request, response) => {
  response.end(`HTTP/${request.httpVersion}\n`)
})
server.listen(process.env.PORT ?? 3000)
