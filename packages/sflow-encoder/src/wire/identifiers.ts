import type { WireType } from '../kit/wire-type.ts'

/** Class and index of a data source. */
export interface DataSource {
  /** 0 ifIndex, 1 VLAN, 2 physical entity, 3 logical entity. */
  class: number
  index: number
}

/** Format and value of an input or output interface. */
export interface Interface {
  /** 0 ifIndex, 1 discarded (value: reason), 2 several destinations (value: number). */
  format: number
  value: number
}

const dataSourceJson = (value: string): string => `'"' + ${value}.class + ':' + ${value}.index + '"'`
const interfaceJson = (value: string): string => `'[' + ${value}.format + ',' + ${value}.value + ']'`

function pair<T>(
  name: string,
  [high, low]: [string, string],
  unset: string,
  json: (value: string) => string,
): WireType<T> {
  return {
    name,
    minBytes: 8,
    fixed: true,
    unset,
    encode: (g, value) =>
      g.line(`v.setUint32(${g.take(4)}, ${value}.${high}); v.setUint32(${g.take(4)}, ${value}.${low})`),
    decode: (g) => `{ ${high}: v.getUint32(${g.take(4)}), ${low}: v.getUint32(${g.take(4)}) }`,
    json,
  }
}

function packed<T>(
  name: string,
  [high, low]: [string, string],
  bits: number,
  unset: string,
  json: (value: string) => string,
): WireType<T> {
  const mask = 2 ** bits - 1
  return {
    name,
    minBytes: 4,
    fixed: true,
    unset,
    encode: (g, value) =>
      g.line(`v.setUint32(${g.take(4)}, (${value}.${high} << ${bits}) | (${value}.${low} & ${mask}))`),
    decode(g) {
      const x = g.fresh()
      g.line(`const ${x} = v.getUint32(${g.take(4)})`)
      return `{ ${high}: ${x} >>> ${bits}, ${low}: ${x} & ${mask} }`
    },
    json,
  }
}

/** sFlowDataSource: class in 8 bits, index in 24. */
export const compactDataSourceType = packed<DataSource>(
  'ds',
  ['class', 'index'],
  24,
  'rt.noDataSource',
  dataSourceJson,
)
/** sFlowDataSource_expanded: two words. */
export const dataSourceType = pair<DataSource>('dsx', ['class', 'index'], 'rt.noDataSource', dataSourceJson)
/** interface: format in 2 bits, value in 30. */
export const compactInterfaceType = packed<Interface>(
  'ifc',
  ['format', 'value'],
  30,
  'rt.noInterface',
  interfaceJson,
)
/** interface_expanded: two words. */
export const interfaceType = pair<Interface>('ifx', ['format', 'value'], 'rt.noInterface', interfaceJson)
