import fastify, { type FastifyInstance } from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { serve, type Ask } from './ask.test-helper.ts'
import { sflow } from './fastify.ts'

const answer = () => Promise.resolve('ok')

async function application(register: (app: FastifyInstance) => unknown): Promise<Ask> {
  const app = fastify()
  onTestFinished(() => app.close())
  app.get('/before/:id', answer)
  await register(app)
  app.decorateRequest('user', null)
  app.addHook('preHandler', (request, _reply, done) => {
    const { as } = request.query as { as?: string }
    Object.assign(request, { user: as === undefined ? null : { id: as } })
    done()
  })
  app.get('/users/:id', answer)
  app.get('/fails/:id', () => Promise.reject(new Error('on purpose')))
  app.get('/files/*', answer)
  app.register(
    (inner, _options, done) => {
      inner.get('/', answer)
      inner.get('/:order', answer)
      done()
    },
    { prefix: '/customers/:customer/orders' },
  )
  await app.ready()
  return serve(app.server)
}

it.each([
  ['GET /users/42?as=anna', 200, '/users/:id', 'anna'],
  ['GET /before/42', 200, '/before/:id', undefined],
  ['HEAD /users/42', 200, '/users/:id', undefined],
  ['GET /fails/1', 500, '/fails/:id', undefined],
  ['GET /files/a/b.txt', 200, '/files/*', undefined],
  ['GET /customers/1/orders/2', 200, '/customers/:customer/orders/:order', undefined],
  ['GET /nowhere', 404, undefined, undefined],
  ['PUT /users/42', 404, undefined, undefined],
  ['GET /users/%ff', 400, undefined, undefined],
])('Fastify, %s: %i, %s', async (request, status, template, user) => {
  const ask = await application((app) => app.register(sflow({ enabled: false })))
  expect(await ask(request)).toEqual({ status, template, user })
})

it('Fastify takes it with its options beside it, too', async () => {
  const ask = await application((app) => app.register(sflow, { enabled: false }))
  expect(await ask('GET /users/42')).toMatchObject({ status: 200, template: '/users/:id' })
})

it('asks for no version of Fastify, with another of which the application would not start', () => {
  for (const plugin of [sflow, sflow({ enabled: false })])
    expect(Reflect.get(plugin, Symbol.for('plugin-meta'))).toEqual({ name: '@host-sflow/httpd-agent' })
})

it('Fastify knows it by its name', async () => {
  const app = fastify()
  onTestFinished(() => app.close())
  await app.register(sflow({ enabled: false }))
  expect(app.hasPlugin('@host-sflow/httpd-agent')).toBe(true)
})
