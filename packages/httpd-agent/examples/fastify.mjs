import { sflow } from '@host-sflow/httpd-agent/fastify'
import fastify from 'fastify'

const app = fastify()
await app.register(sflow)

app.get('/users/:id', async (request) => ({ id: request.params.id }))
await app.listen({ port: Number(process.env.PORT ?? 3000) })
