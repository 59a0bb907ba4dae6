import { onOff } from '../values/words.ts'

/** A key that switches something on or off. */
export const flag = <const N extends string>(name: N, defaultText: 'on' | 'off', doc: string) =>
  ({
    name,
    value: onOff,
    defaultText,
    example: defaultText === 'on' ? 'off' : 'on',
    doc,
    since: '0.1.0',
    reloadable: true,
  }) as const
