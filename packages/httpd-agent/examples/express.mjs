import { sflow } from '@host-sflow/httpd-agent/express'
import express from 'express'

const app = express()
app.use(sflow())

app.get('/users/:id', (request, response) => {
  response.json({ id: request.params.id })
})
app.listen(process.env.PORT ?? 3000)
