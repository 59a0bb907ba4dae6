import { expect, test } from 'vitest'
import { pollingFor, samplingFor } from './lookup.ts'

const settings = {
  sampling: 400,
  polling: 30,
  applications: [
    { name: 'app.web', sampling: 10 },
    { name: 'app', sampling: 100, polling: 20 },
    { name: 'app.web.eu', polling: 5 },
    { name: 'http', sampling: 0 },
  ],
}

test.each([
  ['app.web', 10, 20],
  ['app.web.eu', 10, 5],
  ['app.web.eu.x', 10, 5],
  ['app.webshop', 100, 20],
  ['APP.Web', 10, 20],
  ['app', 100, 20],
  ['application', 400, 30],
  ['http', 0, 30],
  ['', 400, 30],
])('%s: the longest dotted prefix, for sampling and polling apart', (name, sampling, polling) => {
  expect([samplingFor(settings, name), pollingFor(settings, name)]).toEqual([sampling, polling])
})
