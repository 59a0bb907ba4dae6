// What a user's program does with each library; prints one line of JSON. pack.test.ts runs it outside the repository.
import { readFileSync } from 'node:fs'
import { parseCollector } from '@host-sflow/agent-runtime'
import { parseSharedFile } from '@host-sflow/config-share'
import { linuxNetAvailable } from '@host-sflow/linux-net'
import * as sflow from '@host-sflow/sflow-encoder'
import { use } from './use.cjs'

const shared = readFileSync('hsflowd.auto', 'utf8')
console.log(JSON.stringify(use({ sflow, parseSharedFile, linuxNetAvailable, parseCollector }, shared)))
