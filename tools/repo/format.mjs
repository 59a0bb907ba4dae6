import { showTool } from './lib.mjs'

export const run = async () => (await showTool('prettier', ['--write', '--log-level=warn', '.'])).code
