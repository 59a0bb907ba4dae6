import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { Readable } from 'node:stream'
import { big, GZIP, HELLO, isBare, later } from './answers.mjs'

export async function open(kind, [port, hostname]) {
  const app = new Hono()
  app.get('/', (c) => c.text(HELLO))
  app.get('/users/:id', (c) => c.json({ id: c.req.param('id') }))
  app.get('/big', (c) => c.body(Readable.toWeb(big())))
  app.get('/gzip', (c) => c.body(GZIP, 200, { 'Content-Encoding': 'gzip' }))
  app.post('/echo', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)))
  app.get('/slow', async (c) => {
    await later(c.req.query('ms'))
    return c.text('slow')
  })
  app.all('/status/:code', (c) => {
    const code = Number(c.req.param('code'))
    return c.body(isBare(code) ? null : String(code), code)
  })
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port, hostname }, () => resolve(server))
  })
}
