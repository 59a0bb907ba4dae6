import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, createServer as createFront, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { acceptedFor } from './handed.ts'

async function accept() {
  const front = createFront().listen(0, '127.0.0.1')
  await once(front, 'listening')
  const accepted = once(front, 'connection') as Promise<[Socket]>
  const { port } = front.address() as AddressInfo
  const client = connect(port, '127.0.0.1').on('error', () => undefined)
  const [socket] = await accepted
  onTestFinished(() => {
    client.destroy()
    socket.destroy()
    front.close()
  })
  return { front, port, client, socket }
}

test('a connection is known by the server that has accepted it, whichever answers on it', async () => {
  const { port, socket } = await accept()
  createServer().emit('connection', socket)
  expect(acceptedFor(socket)).toBe(port)
})

test('one whose server has been closed is nobody’s', async () => {
  const { front, client, socket } = await accept()
  socket.destroy()
  client.destroy()
  front.close()
  await once(front, 'close')
  expect(acceptedFor(socket)).toBeUndefined()
})

test('one over TLS is known by the connection below', async () => {
  const { port, socket } = await accept()
  expect(acceptedFor({ _parent: socket })).toBe(port)
})

test('one that is no connection of the network is none', () => {
  expect(acceptedFor({})).toBeUndefined()
})
