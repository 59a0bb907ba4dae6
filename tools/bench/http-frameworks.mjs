// The servers of http.mjs: one route, a small JSON answer. `hooks` is what a variant adds; each framework is loaded only
// here, after whoever wants to be first.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const ROUTE = /^\/users\/([^/?]+)/

export const frameworks = {
  'node:http': async ({ around }) => {
    const { createServer } = require('node:http')
    const answer = (request, response) => {
      const body = JSON.stringify({ id: ROUTE.exec(request.url)[1], name: 'somebody' })
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length })
      response.end(body)
    }
    const server = createServer(
      around === undefined
        ? answer
        : (request, response) => around(request, response, () => answer(request, response)),
    )
    return listen(server)
  },

  fastify: async ({ plugin }) => {
    const app = require('fastify')()
    if (plugin !== undefined) await plugin(app)
    app.get('/users/:id', async (request) => ({ id: request.params.id, name: 'somebody' }))
    await app.ready()
    return listen(app.server)
  },

  express: async ({ middleware }) => {
    const app = require('express')()
    if (middleware !== undefined) app.use(middleware)
    app.get('/users/:id', (request, response) => {
      response.json({ id: request.params.id, name: 'somebody' })
    })
    const { createServer } = require('node:http')
    return listen(createServer(app))
  },
}

const listen = (server) =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve(server.address().port))
  })
