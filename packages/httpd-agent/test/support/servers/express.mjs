import { pipeline } from 'node:stream'
import { big, GZIP, HELLO, later, lengthOf } from './answers.mjs'

export async function open(kind, listen) {
  const { default: express } = await import(kind === 'express4' ? 'express4' : 'express')
  const app = express()
  app.get('/', (request, response) => response.type('text').send(HELLO))
  app.get('/users/:id', (request, response) => response.json({ id: request.params.id }))
  app.get('/big', (request, response) => pipeline(big(), response, () => undefined))
  app.get('/gzip', (request, response) => response.set('Content-Encoding', 'gzip').send(GZIP))
  app.post('/echo', async (request, response) => response.send(await lengthOf(request)))
  app.get('/slow', async (request, response) => {
    await later(request.query.ms)
    response.send('slow')
  })
  app.all('/status/:code', (request, response) => response.sendStatus(Number(request.params.code)))
  return app.listen(...listen)
}
