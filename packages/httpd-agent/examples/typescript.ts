import type { SflowHttpOptions } from '@host-sflow/httpd-agent'
import { sflow } from '@host-sflow/httpd-agent/express'
import express from 'express'

const options: SflowHttpOptions = {
  uri: 'template',
  ignore: (request) => request.url === '/healthz',
  authUser: (request) => request.headers['x-user-id']?.toString(),
}
const app = express()
const middleware = sflow(options)
app.use(middleware)

app.get('/users/:id', (request, response) => {
  response.json({ id: request.params.id })
})
const server = app.listen(process.env['PORT'] ?? 3000)
process.once('SIGTERM', () => {
  server.close(() => void middleware.agent.close())
})
