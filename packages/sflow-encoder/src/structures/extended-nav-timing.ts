import { u32 } from '../kit/fields.ts'
import { flowRecord } from '../kit/structures.ts'

export const extendedNavTiming = flowRecord(
  'extended_nav_timing',
  {
    enterprise: 0,
    format: 2208,
    spec: 'sflow mailing list (thread FKzkvig32Tk, W3C Navigation Timing)',
    status: 'draft',
    sflowtool: false,
    notes: 'times normalised so the smallest is 1; 0 = event not fired / incomplete',
  },
  {
    type: u32({ kind: 'enum' }),
    redirectCount: u32(),
    navigationStart: u32({ unit: 'ms' }),
    unloadEventStart: u32({ unit: 'ms' }),
    unloadEventEnd: u32({ unit: 'ms' }),
    redirectStart: u32({ unit: 'ms' }),
    redirectEnd: u32({ unit: 'ms' }),
    fetchStart: u32({ unit: 'ms' }),
    domainLookupStart: u32({ unit: 'ms' }),
    domainLookupEnd: u32({ unit: 'ms' }),
    connectStart: u32({ unit: 'ms' }),
    connectEnd: u32({ unit: 'ms' }),
    secureConnectionStart: u32({ unit: 'ms' }),
    requestStart: u32({ unit: 'ms' }),
    responseStart: u32({ unit: 'ms' }),
    responseEnd: u32({ unit: 'ms' }),
    domLoading: u32({ unit: 'ms' }),
    domInteractive: u32({ unit: 'ms' }),
    domContentLoadedEventStart: u32({ unit: 'ms' }),
    domContentLoadedEventEnd: u32({ unit: 'ms' }),
    domComplete: u32({ unit: 'ms' }),
    loadEventStart: u32({ unit: 'ms' }),
    loadEventEnd: u32({ unit: 'ms' }),
  },
)
