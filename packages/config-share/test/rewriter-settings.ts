import type { SharedSettings } from '../src/settings.ts'
import { settingsNumber } from './settings-number.ts'

/** Settings in which every line tells the revision, in a file whose length goes up and down over several pages. */
export function rewriterSettings(revision: number): SharedSettings {
  const applications = Array.from({ length: (revision * 37) % 300 }, (_, index) => ({
    name: `app.a${index}`,
    sampling: revision,
  }))
  return settingsNumber(revision, {
    sampling: revision,
    applications,
    collectors: [{ address: '10.0.0.1', port: 1 + (revision % 65_535) }],
    jsonPort: 1 + (revision % 65_535),
  })
}
