import { sflow } from '@host-sflow/httpd-agent/koa'
import { Router } from '@koa/router'
import Koa from 'koa'

const app = new Koa()
app.use(sflow())

const router = new Router()
router.get('/users/:id', (ctx) => {
  ctx.body = { id: ctx.params.id }
})
app.use(router.routes())
app.listen(process.env.PORT ?? 3000)
