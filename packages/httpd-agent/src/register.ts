import { sflowHttp } from './sflow-http.ts'

sflowHttp()
