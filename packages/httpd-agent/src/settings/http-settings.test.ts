import { defaultSharedSettings } from '@host-sflow/config-share'
import { expect, test } from 'vitest'
import { describeSettings, settingsAlone, settingsOfHost, SILENT } from './http-settings.ts'

const host = {
  ...defaultSharedSettings(),
  sampling: 1000,
  polling: 20,
  datagram: 1200,
  agentIP: '10.0.0.7',
  collectors: [{ address: '10.0.0.50', port: 6343, device: 'eth0' }],
  dsIndex: 3,
}

const inForce = (applications: (typeof host)['applications'], options = {}) =>
  settingsOfHost({ state: 'settings', settings: { ...host, applications } }, options)

test('the deepest name that is set counts', () => {
  expect(inForce([])).toMatchObject({
    sampling: 1000,
    polling: 20,
    operationSampling: 1000,
    operationPolling: 20,
  })
  expect(inForce([{ name: 'http', sampling: 50, polling: 5 }])).toMatchObject({
    sampling: 50,
    polling: 5,
    operationSampling: 50,
    operationPolling: 5,
  })
  const both = [
    { name: 'http', sampling: 50 },
    { name: 'http.client', sampling: 7 },
  ]
  expect(inForce(both)).toMatchObject({
    sampling: 50,
    polling: 20,
    operationSampling: 7,
    operationPolling: 20,
  })
})

test('what the code says stands above the host', () => {
  const options = { sampling: 2, polling: 3, agentAddress: '10.9.9.9', datagram: 600 }
  expect(inForce([{ name: 'http', sampling: 50, polling: 5 }], options)).toMatchObject({
    sampling: 2,
    operationSampling: 2,
    polling: 3,
    agentAddress: '10.9.9.9',
    datagram: 600,
    parent: 3,
  })
})

test('collectors keep device and namespace', () => {
  expect(inForce([]).collectors).toEqual([
    { host: '10.0.0.50', port: 6343, device: 'eth0', namespace: undefined },
  ])
})

test('without settings all is silent', () => {
  const silent = settingsOfHost({ state: 'silent', identity: {} }, { sampling: 1 })
  expect(silent).toEqual(SILENT)
  expect(describeSettings(silent)).toBe('nothing is sent: no collector')
})

test('alone it has the defaults of hsflowd, and no parent', () => {
  const alone = settingsAlone(['10.0.0.50', '[2001:db8::1]:7000'], {})
  expect(alone).toMatchObject({ sampling: 400, polling: 30, datagram: 1400, parent: undefined })
  expect(describeSettings(alone)).toBe(
    '1 in 400 requests, counters every 30 s, to 10.0.0.50:6343, [2001:db8::1]:7000',
  )
  expect(describeSettings({ ...alone, sampling: 0, polling: 0 })).toMatch(/^no samples, no counters, to/u)
})
