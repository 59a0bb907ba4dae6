#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'

// The daemon wakes up once a second for a fraction of a millisecond: optimizing that takes more than it gives,
// 5 MB of memory above all (tools/bench/memory.mjs).
setFlagsFromString('--no-opt')
await import('../dist/main.js')
