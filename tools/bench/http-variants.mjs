// What http.mjs compares: each variant is set up as its documentation tells users to. It gives the hooks of the framework
// it is for, and `recorded`, how many requests it knows of: nobody is measured who does nothing. Those that have a `sampling`
// tell the collector instead.
import { createWriteStream, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
export const POLLING_S = 20
const all = ['node:http', 'fastify', 'express']

export const variants = {
  bare: { for: all, open: () => ({}) },
  // A second bare server: what it seems to "add" is what the measurement cannot tell from nothing.
  'bare again': { for: all, open: () => ({}) },
  'sflow 1 in 400': { for: all, sampling: 400, open: sflow },
  'sflow 1 in 1': { for: all, sampling: 1, open: sflow },
  'sflow 1 in 400, template': { for: ['fastify', 'express'], sampling: 400, open: sflowAdapter },
  'prom-client': { for: ['node:http', 'fastify'], open: promClient },
  'express-prom-bundle': { for: ['express'], open: expressPromBundle },
  'OpenTelemetry metrics': { for: all, open: openTelemetryMetrics },
  'OpenTelemetry tracing': { for: all, open: openTelemetryTracing },
  'morgan to a file': { for: all, open: morganToFile },
}

/** As it is where a host has one hsflowd: the collectors are given, the rest is as it comes. */
const sflowOptions = ({ collector, sampling }) => ({ collectors: [collector], sampling, polling: POLLING_S })

async function sflow(options) {
  const { sflowHttp } = await import('@host-sflow/httpd-agent')
  await sflowHttp(sflowOptions(options)).ready
  return {}
}

async function sflowAdapter({ framework, ...options }) {
  const adapter = await import(`@host-sflow/httpd-agent/${framework}`)
  const settings = { ...sflowOptions(options), uri: 'template' }
  return framework === 'express'
    ? { middleware: adapter.sflow(settings) }
    : { plugin: (app) => app.register(adapter.sflow, settings) }
}

async function promClient() {
  const { Histogram, register } = require('prom-client')
  const histogram = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'duration of answers',
    labelNames: ['method', 'route', 'status_code'],
  })
  return {
    around(request, response, next) {
      const end = histogram.startTimer()
      response.once('finish', () =>
        end({ method: request.method, route: '/users/:id', status_code: response.statusCode }),
      )
      next()
    },
    plugin(app) {
      app.decorateRequest('endTimer', null)
      app.addHook('onRequest', (request, reply, done) => {
        request.endTimer = histogram.startTimer()
        done()
      })
      app.addHook('onResponse', (request, reply, done) => {
        request.endTimer({
          method: request.method,
          route: request.routeOptions.url,
          status_code: reply.statusCode,
        })
        done()
      })
    },
    recorded: () => promCount(register),
  }
}

function expressPromBundle() {
  const bundle = require('express-prom-bundle')
  const { register } = require('prom-client')
  return {
    middleware: bundle({ includeMethod: true, includePath: true }),
    recorded: () => promCount(register),
  }
}

async function promCount(register) {
  const { values } = await register.getSingleMetric('http_request_duration_seconds').get()
  return values
    .filter(({ metricName }) => metricName.endsWith('_count'))
    .reduce((sum, { value }) => sum + value, 0)
}

function openTelemetry(providers) {
  const { context } = require('@opentelemetry/api')
  const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks')
  const { registerInstrumentations } = require('@opentelemetry/instrumentation')
  const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http')
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  registerInstrumentations({ ...providers, instrumentations: [new HttpInstrumentation()] })
}

function openTelemetryMetrics() {
  const {
    AggregationTemporality,
    InMemoryMetricExporter,
    MeterProvider,
    PeriodicExportingMetricReader,
  } = require('@opentelemetry/sdk-metrics')
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter })
  openTelemetry({ meterProvider: new MeterProvider({ readers: [reader] }) })
  return {
    async recorded() {
      await reader.forceFlush()
      const metrics = exporter
        .getMetrics()
        .at(-1)
        .scopeMetrics.flatMap((scope) => scope.metrics)
      const { dataPoints } = metrics.find(({ descriptor }) => descriptor.name === 'http.server.duration')
      return dataPoints.reduce((sum, { value }) => sum + value.count, 0)
    },
  }
}

function openTelemetryTracing() {
  const { BasicTracerProvider, BatchSpanProcessor } = require('@opentelemetry/sdk-trace-base')
  let count = 0
  const exporter = {
    export(spans, done) {
      count += spans.length
      done({ code: 0 })
    },
    shutdown: async () => undefined,
  }
  const processor = new BatchSpanProcessor(exporter)
  openTelemetry({ tracerProvider: new BasicTracerProvider({ spanProcessors: [processor] }) })
  return {
    async recorded() {
      await processor.forceFlush()
      return count
    },
  }
}

function morganToFile({ folder }) {
  const morgan = require('morgan')
  const file = join(folder, `access.${process.pid}.log`)
  const log = morgan('combined', { stream: createWriteStream(file, { flags: 'a' }) })
  return {
    around: log,
    middleware: log,
    plugin: (app) => app.addHook('onRequest', (request, reply, done) => log(request.raw, reply.raw, done)),
    recorded: () => readFileSync(file, 'latin1').split('\n').length - 1,
  }
}
