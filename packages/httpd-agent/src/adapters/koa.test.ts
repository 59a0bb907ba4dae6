import { Router } from '@koa/router'
import Koa from 'koa'
import { expect, it } from 'vitest'
import { serve, type Ask } from './ask.test-helper.ts'
import { sflow } from './koa.ts'

function application(): Promise<Ask> {
  const app = new Koa()
  app.silent = true
  app.use(sflow({ enabled: false }))
  app.use((ctx, next) => {
    if (ctx.query['as'] !== undefined) ctx.state['user'] = { name: ctx.query['as'] }
    return next()
  })
  const orders = new Router()
  orders.get('/', (ctx) => void (ctx.body = 'all'))
  orders.get('/:order', (ctx) => void (ctx.body = 'one'))
  const router = new Router({ prefix: '/api' })
  router.use((_ctx, next) => next())
  router.get('/users/:id', (ctx) => void (ctx.body = 'user'))
  router.get('/fails/:id', () => {
    throw new Error('on purpose')
  })
  router.use('/customers/:customer/orders', orders.routes())
  app.use(router.routes()).use(router.allowedMethods())
  const items = new Router()
  items.get(/^\/item-\d+$/, (ctx) => void (ctx.body = 'item'))
  app.use(items.routes())
  const handle = app.callback()
  return serve((request, response) => void handle(request, response))
}

it.each([
  ['GET /api/users/42?as=anna', 200, '/api/users/:id', 'anna'],
  ['HEAD /api/users/42', 200, '/api/users/:id', undefined],
  ['GET /api/fails/1', 500, '/api/fails/:id', undefined],
  ['GET /api/customers/1/orders', 200, '/api/customers/:customer/orders', undefined],
  ['GET /api/customers/1/orders/2', 200, '/api/customers/:customer/orders/:order', undefined],
  ['GET /item-7', 200, String.raw`/^\/item-\d+$/`, undefined],
  ['GET /nowhere?as=ben', 404, undefined, 'ben'],
  ['PUT /api/users/42', 405, undefined, undefined],
])('Koa, %s: %i, %s', async (request, status, template, user) => {
  const ask = await application()
  expect(await ask(request)).toEqual({ status, template, user })
})
