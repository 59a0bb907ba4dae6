import type { Application, SharedSettings } from './settings.ts'

interface Rates extends Readonly<Pick<SharedSettings, 'sampling' | 'polling'>> {
  readonly applications: readonly Application[]
}

/**
 * The sampling rate (1 in N) for an application: for `app.web` the first of `sampling.app.web`, `sampling.app` and
 * `sampling` that is set. Case is ignored, as for every key of the file. Source: hsflowd.md §1.6.
 */
export function samplingFor(settings: Rates, name: string): number {
  return lookup(settings, name, 'sampling')
}

/** The polling interval (seconds) for an application, found like its sampling rate and independent of it. */
export function pollingFor(settings: Rates, name: string): number {
  return lookup(settings, name, 'polling')
}

function lookup(settings: Rates, name: string, what: 'sampling' | 'polling'): number {
  const wanted = `${name.toLowerCase()}.`
  let longest = -1
  let value = settings[what]
  for (const application of settings.applications) {
    const own = application[what]
    const prefix = `${application.name.toLowerCase()}.`
    if (own !== undefined && prefix.length > longest && wanted.startsWith(prefix)) {
      longest = prefix.length
      value = own
    }
  }
  return value
}
