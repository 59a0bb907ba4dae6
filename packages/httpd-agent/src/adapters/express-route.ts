/** What the routers of Express 4 and 5 write on a request, each as deep as it is mounted. */
interface Routed {
  /** The text that the mounts above have matched: `/users/42`. */
  readonly baseUrl?: string
}
type Parameters = readonly (readonly [name: string, value: unknown])[]

/** What was matched at one depth: its parameters have their values in the text that the next depth has more. */
interface Level {
  readonly base: string
  readonly parameters: Parameters
}

/**
 * Follows a request on its way through routers; what it returns gives the template of the route that took it last, with
 * the mounts above (`/users/:id/orders/:order`). When the request is over Express no longer knows them: `baseUrl` has
 * values instead of names, and after an error that a nested router has passed on, not even these. So it looks when
 * Express sets `route` and `params`. For requests that are sampled only.
 */
export function followRoute(request: object): () => string | undefined {
  const levels: Level[] = []
  let template: string | undefined
  const base = (): string => (request as Routed).baseUrl ?? ''

  whenSet(request, 'params', (params) => {
    const here = base()
    // Back from a router further down, whose levels are left.
    while (levels.length > 0 && levels.at(-1)!.base.length >= here.length) levels.pop()
    levels.push({ base: here, parameters: Object.entries(params ?? {}) })
  })
  whenSet(request, 'route', (route) => {
    template = templateOf(levels, base(), (route as { path?: unknown } | undefined)?.path)
  })
  return () => template
}

function whenSet(request: object, property: string, look: (value: unknown) => void): void {
  let current: unknown = Reflect.get(request, property)
  const define = (enumerable: boolean): boolean =>
    Reflect.defineProperty(request, property, { configurable: true, enumerable, get: () => current, set })
  function set(this: unknown, value: unknown): void {
    // As a plain property does: of an object that inherits from the request it is its own.
    if (this !== request) {
      const own = { value, configurable: true, enumerable: true, writable: true }
      Reflect.defineProperty(this as object, property, own)
      return
    }
    current = value
    // Not among the keys of the request before somebody has set it.
    if (!Object.prototype.propertyIsEnumerable.call(request, property)) define(true)
    try {
      look(value)
    } catch {
      // The request is the application's: without a template, but untouched.
    }
  }
  define(Object.prototype.propertyIsEnumerable.call(request, property))
}

function templateOf(levels: readonly Level[], base: string, path: unknown): string | undefined {
  // A path is a string, a regular expression, or several of these.
  const paths = [path].flat(Infinity).filter((each) => typeof each === 'string' || each instanceof RegExp)
  if (paths.length === 0) return undefined
  const above = levels.filter((level) => level.base.length < base.length)
  const mounts = above.map(({ base: from, parameters }, index) =>
    nameValues(base.slice(from.length, above[index + 1]?.base.length), parameters),
  )
  const prefix = mounts.length === 0 ? base : mounts.join('')
  return paths.map((each) => joined(prefix, String(each))).join('|')
}

/** A router that is mounted at `/users` and has a route `/` serves `/users`. */
const joined = (prefix: string, path: string): string =>
  prefix !== '' && path === '/' ? prefix : prefix + path

/** `/users/42` with id = 42: `/users/:id`. From the end, since what comes first is rarely a parameter. */
function nameValues(text: string, parameters: Parameters): string {
  let named = `${decoded(text)}/`
  let end = named.length
  for (const [name, value] of parameters.toReversed()) {
    // A wildcard of Express 5 has a list of segments; what has no name has a number, in Express 4.
    const [values, mark] = Array.isArray(value) ? [value.join('/'), '*'] : [String(value), ':']
    const at = named.lastIndexOf(`/${values}/`, end)
    if (at === -1 || values === '') continue
    const label = /^\d+$/.test(name) ? '*' : mark + name
    named = `${named.slice(0, at + 1)}${label}${named.slice(at + 1 + values.length)}`
    end = at
  }
  return named.slice(0, -1)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
