import { sflow } from '@host-sflow/httpd-agent/koa'
import Koa from 'koa'

const app = new Koa()
app.use(sflow({ outbound: true }))

const stock = process.env.STOCK_URL ?? 'http://127.0.0.1:3001'
app.use(async (ctx) => {
  const answer = await fetch(`${stock}/items`)
  ctx.body = await answer.text()
})
app.listen(process.env.PORT ?? 3000)
