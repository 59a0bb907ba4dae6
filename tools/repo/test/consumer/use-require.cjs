// The same as use.mjs, from CommonJS: Node loads ES modules through require from 20.19 on.
const { readFileSync } = require('node:fs')
const { parseCollector } = require('@host-sflow/agent-runtime')
const { parseSharedFile } = require('@host-sflow/config-share')
const { linuxNetAvailable } = require('@host-sflow/linux-net')
const sflow = require('@host-sflow/sflow-encoder')
const { use } = require('./use.cjs')

const shared = readFileSync('hsflowd.auto', 'utf8')
console.log(JSON.stringify(use({ sflow, parseSharedFile, linuxNetAvailable, parseCollector }, shared)))
