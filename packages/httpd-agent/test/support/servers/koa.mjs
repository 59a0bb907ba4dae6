import { Router } from '@koa/router'
import Koa from 'koa'
import { big, GZIP, HELLO, isBare, later, lengthOf } from './answers.mjs'

export async function open(kind, listen) {
  const router = new Router()
  router.get('/', (ctx) => void (ctx.body = HELLO))
  router.get('/users/:id', (ctx) => void (ctx.body = { id: ctx.params.id }))
  router.get('/big', (ctx) => void (ctx.body = big()))
  router.get('/gzip', (ctx) => {
    ctx.set('Content-Encoding', 'gzip')
    ctx.body = GZIP
  })
  router.post('/echo', async (ctx) => void (ctx.body = await lengthOf(ctx.req)))
  router.get('/slow', async (ctx) => {
    await later(ctx.query.ms)
    ctx.body = 'slow'
  })
  router.all('/status/:code', (ctx) => {
    const code = Number(ctx.params.code)
    ctx.body = isBare(code) ? null : String(code)
    ctx.status = code
  })
  return new Koa().use(router.routes()).listen(...listen)
}
