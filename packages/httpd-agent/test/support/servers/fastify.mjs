import createFastify from 'fastify'
import { big, GZIP, HELLO, isBare, later, lengthOf } from './answers.mjs'

export async function open(kind, [port, host]) {
  const app = createFastify()
  app.addContentTypeParser('*', (request, payload, done) => done(null, payload))
  app.get('/', async () => HELLO)
  app.get('/users/:id', async (request) => ({ id: request.params.id }))
  app.get('/big', async () => big())
  app.get('/gzip', async (request, reply) => reply.header('Content-Encoding', 'gzip').send(GZIP))
  app.post('/echo', async (request) => lengthOf(request.body))
  app.get('/slow', async (request) => {
    await later(request.query.ms)
    return 'slow'
  })
  app.all('/status/:code', async (request, reply) => {
    const code = Number(request.params.code)
    return reply.code(code).send(isBare(code) ? undefined : String(code))
  })
  await app.listen({ port, host })
  return app.server
}
