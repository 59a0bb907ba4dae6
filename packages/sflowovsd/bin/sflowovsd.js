#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'

// npm only warns of an old Node.js (Debian 12 has 18), and what fails in it later does not name the cause.
const { node } = process.versions
const [major, minor] = node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `sflowovsd needs Node.js 20.19, 22.12, 24 or later; this is ${node} (${process.execPath}): install a newer one\n`,
  )
  process.exit(69)
}

// The daemon wakes up once a second for a fraction of a millisecond: optimizing that takes more memory than it gives.
setFlagsFromString('--no-opt')
await import('../dist/main.js')
