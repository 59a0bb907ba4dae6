import type { WireType } from '../kit/wire-type.ts'

function hex(name: string, bytes: number): WireType<string, string | Uint8Array> {
  const padded = (bytes + 3) & ~3
  return {
    name,
    minBytes: padded,
    fixed: true,
    unset: `''`,
    encode(g, value) {
      const at = g.fresh()
      g.line(`const ${at} = ${g.take(padded)}`)
      if (padded !== bytes) g.line(`v.setUint32(${at} + ${padded - 4}, 0)`)
      g.line(`rt.writeHex(w.buf, ${at}, ${value}, ${bytes})`)
    },
    decode: (g) => `rt.hexText(r.buf, ${g.take(padded)}, ${bytes})`,
    json: (value) => `'"' + ${value} + '"'`,
  }
}

/** 6 bytes and 2 of padding; bare lower-case hexadecimal text. */
export const macType = hex('mac', 6)
/** 16 bytes without a length word (erratum to the text of sflow_host.txt); bare hexadecimal text. */
export const uuidType = hex('uuid', 16)
/** `opaque[n]`: bare hexadecimal text. */
export const fixedOpaqueType = (bytes: number): WireType<string, string | Uint8Array> =>
  hex(`opaque[${bytes}]`, bytes)

function ip(name: string, bytes: number, text: string): WireType<string, string | Uint8Array> {
  return {
    name,
    minBytes: bytes,
    fixed: true,
    unset: `''`,
    encode: (g, value) => g.line(`rt.writeIp(w.buf, ${g.take(bytes)}, ${value}, ${bytes})`),
    decode: (g) => `rt.${text}(r.buf, ${g.take(bytes)})`,
    json: (value) => `'"' + ${value} + '"'`,
  }
}

/** 4 bytes; dotted decimal text. */
export const ip4Type = ip('ip4', 4, 'ip4Text')
/** 16 bytes; text as in RFC 5952. */
export const ip6Type = ip('ip6', 16, 'ip6Text')

/** Address type and bytes; null is type 0, and is written as IPv4 0.0.0.0, which every collector reads. */
export const addressType: WireType<string | null, string | Uint8Array> = {
  name: 'address',
  minBytes: 4,
  fixed: false,
  unset: `'0.0.0.0'`,
  encode(g, value) {
    g.settle()
    g.line(`o = rt.writeAddress(w, o, ${value})`)
  },
  decode(g, rest, restFixed) {
    g.settle()
    const x = g.fresh()
    g.line(`const ${x} = rt.addressText(r, o, end, ${rest}, ${restFixed}); o = r.pos`)
    return x
  },
  json: (value) => `(${value} === null ? 'null' : '"' + ${value} + '"')`,
}

/** `string<limit>`; UTF-8. Longer text is cut between characters when written, taken as it is when read. */
export const stringType = (limit?: number): WireType<string> => ({
  name: `string<${limit ?? ''}>`,
  minBytes: 4,
  fixed: false,
  unset: `''`,
  encode(g, value, rest) {
    g.settle()
    g.line(`o = rt.writeString(w, o, ${value}, ${limit ?? 0xffffffff}, ${rest})`)
  },
  decode(g, rest) {
    g.settle()
    const x = g.fresh()
    g.line(`const ${x} = rt.readString(r, o, end, ${rest}); o = r.pos`)
    return x
  },
  json: (value) => `JSON.stringify(${value})`,
})

/** `opaque<limit>`: bytes; decoded as a view of the datagram. */
export const opaqueType = (limit?: number): WireType<Uint8Array> => ({
  name: `opaque<${limit ?? ''}>`,
  minBytes: 4,
  fixed: false,
  unset: 'rt.noBytes',
  encode(g, value, rest) {
    g.settle()
    g.line(`o = rt.writeOpaque(w, o, ${value}, ${limit ?? 0xffffffff}, ${rest})`)
  },
  decode(g, rest) {
    g.settle()
    const x = g.fresh()
    g.line(`const ${x} = rt.readOpaque(r, o, end, ${rest}); o = r.pos`)
    return x
  },
  json: (value) => `'"' + rt.hexText(${value}, 0, ${value}.length) + '"'`,
})
