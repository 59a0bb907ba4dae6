// One server of http.mjs: `http-server.mjs {"framework","variant","folder","collector"}`. Says its port, and when asked,
// how many requests its instrumentation has recorded.
import { frameworks } from './http-frameworks.mjs'
import { variants } from './http-variants.mjs'

const { framework, variant, ...options } = JSON.parse(process.argv[2])
const { open, sampling } = variants[variant]
const { recorded, ...hooks } = await open({ framework, sampling, ...options })
process.send({ port: await frameworks[framework](hooks) })

process.on('message', () => {
  void Promise.resolve(recorded?.()).then((count) => process.send({ recorded: count }))
})
process.on('disconnect', () => process.exit())
