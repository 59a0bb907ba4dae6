import { createServer } from 'node:http'
import express from 'express'
import fastify from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { transactionOf } from '../transaction/transaction.ts'
import { serve } from './ask.test-helper.ts'
import { tellOfRequest, watchFastify } from './without-adapter.ts'

it.each([
  ['template', '/users/:id'],
  ['path', undefined],
] as const)('tells the route and user of Express for %s', async (uri, template) => {
  const app = express()
  app.use((request, _response, next) => {
    Object.assign(request, { user: 'anna' })
    next()
  })
  app.get('/users/:id', (_request, response) => void response.end())
  const server = createServer(app)
  server.prependListener('request', (request) => tellOfRequest(transactionOf(request)!, request, uri))
  const ask = await serve(server)
  expect(await ask('GET /users/1')).toEqual({ status: 200, template, user: 'anna' })
})

it('has instances of Fastify tell the route, until it ends', async () => {
  const serveInstance = async (): Promise<string | undefined> => {
    const app = fastify()
    onTestFinished(() => app.close())
    app.get('/users/:id', () => Promise.resolve('ok'))
    await app.ready()
    const ask = await serve(app.server)
    return (await ask('GET /users/1')).template
  }
  const end = watchFastify()
  expect(await serveInstance()).toBe('/users/:id')
  end()
  expect(await serveInstance()).toBeUndefined()
})
