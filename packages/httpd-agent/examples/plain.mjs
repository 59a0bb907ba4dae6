import { sflowHttp } from '@host-sflow/httpd-agent'
import { createServer } from 'node:http'

const agent = sflowHttp()

const server = createServer((request, response) => {
  response.end(`you asked for ${request.url}\n`)
})
server.listen(process.env.PORT ?? 3000)

process.once('SIGTERM', () => {
  server.close(() => void agent.close())
})
