import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { expect, it } from 'vitest'
import { serve, type Ask } from './ask.test-helper.ts'
import { sflow } from './hono.ts'

function create(): Hono<{ Variables: { user: object; jwtPayload: object } }> {
  const app = new Hono<{ Variables: { user: object; jwtPayload: object } }>()
  app.use(sflow({ enabled: false }))
  app.use(cors())
  app.use('/closed/*', (c) => Promise.resolve(c.text('no', 403)))
  app.use('/private/*', (c, next) =>
    c.req.header('x') === '1' ? next() : Promise.resolve(c.text('no', 401)),
  )
  app.get('/private/:id', (c) => c.text('ok'))
  app.use('/users/*', (c, next) => {
    c.set('user', { username: 'anna' })
    return next()
  })
  app.use('/any', (c, next) => {
    c.set('jwtPayload', { sub: 'ben', email: 'ben@example.com' })
    return next()
  })
  app.get('/users/:id', (c) => c.text('ok'))
  app.all('/any', (c) => c.text('ok'))
  app.get('/fails/:id', () => {
    throw new Error('on purpose')
  })
  const orders = new Hono()
  orders.get('/', (c) => c.text('all'))
  orders.get('/:order', (c) => c.text('one'))
  app.route('/customers/:customer/orders', orders)
  app.onError((_error, c) => c.text('failed', 500))
  return app
}

const application = (): Promise<Ask> =>
  serve(createAdaptorServer({ fetch: create().fetch }) as import('node:http').Server)

it.each([
  ['GET /users/42', 200, '/users/:id', 'anna'],
  ['HEAD /users/42', 200, '/users/:id', 'anna'],
  ['PUT /any', 200, '/any', 'ben'],
  ['GET /fails/1', 500, '/fails/:id', undefined],
  ['GET /customers/1/orders', 200, '/customers/:customer/orders', undefined],
  ['GET /customers/1/orders/2', 200, '/customers/:customer/orders/:order', undefined],
  ['GET /closed/x', 403, '/closed/*', undefined],
  ['GET /private/x', 401, undefined, undefined],
  ['OPTIONS /users/42', 204, undefined, undefined],
  ['GET /nowhere', 404, undefined, undefined],
])('Hono, %s: %i, %s', async (request, status, template, user) => {
  const ask = await application()
  expect(await ask(request)).toEqual({ status, template, user })
})

it('Hono without Node.js has nothing to tell', async () => {
  const response = await create().request('/users/42')
  expect(response.status).toBe(200)
})
