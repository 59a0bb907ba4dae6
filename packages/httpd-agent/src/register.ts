import { watchForServers } from './sflow-http.ts'

watchForServers()
