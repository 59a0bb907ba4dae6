import { expect, it } from 'vitest'
import { openRig } from './rig.test-helper.ts'

const flow = (app_name: string): object => ({ flow_sample: { app_name, app_operation: {} } })
const gauge = { a: { type: 'gauge32', value: 1 } }

it('works off every part of a message, and a mistake in one does not void the others', async () => {
  const rig = await openRig({ settings: { sampling: 1 } })
  rig.send({
    rtmetric: { 'a b': gauge.a },
    RtFlow: { n: { type: 'int32', value: 1 } },
    counter_sample: { app_name: 'a' },
    ...flow('a'),
  })
  expect(rig.sent().map(({ tag }) => tag)).toEqual(['0:3', '0:4', '4300:1003'])
  expect(rig.feedback.status()).toMatchObject({
    messages: 1,
    flow_sample: 1,
    counter_sample: 1,
    rtmetric: 0,
    rtflow: 1,
  })
  await rig.close()
})

it('counts and says what is no message', async () => {
  const rig = await openRig()
  rig.sendText('', 'hello\nworld', '[]', '7', 'null', '{"flow_sample":', '{"rtmetric"}', '\u0000')
  rig.send({ flow: {} }, {})
  expect(rig.feedback.status()).toMatchObject({
    messages: 2,
    malformed: 8,
    refused: { 'message: it holds none of flow_sample, counter_sample, rtmetric, rtflow': 2 },
  })
  expect(rig.lines).toHaveLength(2)
  expect(rig.feedback.status()['lastError']).toEqual({
    at: '2026-01-01T00:00:00.000Z',
    message: 'message: it holds none of flow_sample, counter_sample, rtmetric, rtflow, in {}',
  })
  await rig.close()
})

it('takes a datagram with NUL or text behind its message, as C does, and one with several messages', async () => {
  const rig = await openRig()
  const message = JSON.stringify({ rtmetric: gauge })
  rig.sendText(`${message}\0`, `${message}\0old "bytes`, `${message}\n${message}\n`)
  expect(rig.feedback.status()).toMatchObject({ messages: 4, rtmetric: 4, malformed: 0 })
  rig.sendText('{}'.repeat(5000))
  expect(rig.feedback.status()).toMatchObject({ messages: 14, malformed: 1 })
  // Thousands of tries in a datagram would hold up the daemon; what is behind so many is not looked for.
  rig.sendText(`${'{]'.repeat(4000)}${message}`)
  expect(rig.feedback.status()).toMatchObject({ messages: 14, malformed: 2 })
  await rig.close()
})

it('while the settings are off, messages are counted, and nothing is sent', async () => {
  const rig = await openRig({ settings: { sampling: 1, off: true } })
  rig.send(flow('a'), { rtmetric: gauge })
  expect(rig.sent()).toEqual([])
  expect(rig.feedback.status()).toMatchObject({ messages: 2, off: 2, flow_sample: 0, refused: {} })
  rig.set({ off: false })
  rig.send(flow('a'))
  expect(rig.flows()).toHaveLength(1)
  await rig.close()
})
