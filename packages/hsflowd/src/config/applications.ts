import type { Application } from '@host-sflow/config-share'
import { readSpeed } from './values/speed.ts'

/** What `sampling.NAME` and `polling.NAME` say, in the order in which the names come first. */
export interface Applications {
  /** Gives back the name as it is kept: the first that differs in case only. */
  set(name: string, what: 'sampling' | 'polling', value: number): string
  list(): Application[]
}

// Of the shared file, where the name is part of a key.
const NAME = /^[^\s=#;{}\p{Cc}]{1,240}$/u

/** Whether agents can be told of an application by this name. */
export const isApplicationName = (name: string): boolean => NAME.test(name)

/** Link speeds are compared as they are printed: in capitals. */
export const canonicalName = (name: string): string =>
  Number.isNaN(readSpeed(name)) ? name : name.toUpperCase()

/** Collects them; names have no case, as keys have none. */
export function createApplications(): Applications {
  const byName = new Map<string, Application>()
  return {
    set(name, what, value) {
      const key = name.toLowerCase()
      const application = { name: canonicalName(name), ...byName.get(key), [what]: value }
      byName.set(key, application)
      return application.name
    },
    list: () => [...byName.values()],
  }
}
