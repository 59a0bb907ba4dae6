#!/usr/bin/env node
// Loads the build, so that npm can link this file before anything is built.
import { main } from '../dist/main.js'

process.exitCode = await main(process.argv.slice(2))
