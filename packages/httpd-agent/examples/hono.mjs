import { sflow } from '@host-sflow/httpd-agent/hono'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const app = new Hono()
app.use(sflow())

app.get('/users/:id', (c) => c.json({ id: c.req.param('id') }))
serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) })
