import type { SflowHttpAgent, SflowHttpOptions } from '../options.ts'
import { sflowHttp } from '../sflow-http.ts'
import { hookInto, type FastifyLike } from './fastify-hook.ts'

/** Plugin of Fastify 4 and 5. */
export interface SflowPlugin {
  (instance: FastifyLike, options: object, done: () => void): void
  /** Ends with `await plugin.agent.close()`. It is the process's, not the instance's: `app.close()` lets it run. */
  readonly agent: SflowHttpAgent
}

/**
 * Starts the agent. It counts every request of every server of this process by itself; this tells it the route
 * (`uri: 'template'`) and the user (`request.user`) of all requests of the instance.
 *
 * @example
 * ```ts
 * const app = fastify()
 * await app.register(sflow, { sampling: 100 })
 * ```
 */
export function sflow(options?: SflowHttpOptions): SflowPlugin
export function sflow(instance: FastifyLike, options: SflowHttpOptions, done: () => void): void
export function sflow(
  first?: FastifyLike | SflowHttpOptions,
  options?: SflowHttpOptions,
  done?: () => void,
): SflowPlugin | void {
  // Plugins are registered with their options beside them; made with their options, as elsewhere, they can be closed.
  if (done !== undefined) return sflow(options)(first as FastifyLike, {}, done)
  const agent = sflowHttp(first as SflowHttpOptions | undefined)
  const plugin = (instance: FastifyLike, _options: object, ready: () => void): void => {
    hookInto(instance)
    ready()
  }
  return Object.assign(plugin, { agent }, marks)
}

// As fastify-plugin does: the hook is for the instance that registers it, not for a context of its own. No version is asked
// for: an application would not start with another one.
const marks = {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@host-sflow/httpd-agent',
  [Symbol.for('plugin-meta')]: { name: '@host-sflow/httpd-agent' },
}
Object.assign(sflow, marks)
