export { sflowHttp } from '../sflow-http.ts'
