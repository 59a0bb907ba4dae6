/** Where a setting comes from. */
export type Origin =
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'dns'; readonly type: 'SRV' | 'TXT'; readonly name: string }
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'default' }

/** `--polling`, `$HSFLOWD_COLLECTOR`, `DNS TXT _sflow._udp.example.com`, `/etc/hsflowd.conf:3`, `default`. */
export function formatOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'flag':
      return `--${origin.name}`
    case 'environment':
      return `$${origin.name}`
    case 'dns':
      return `DNS ${origin.type} ${origin.name}`
    case 'file':
      return `${origin.file}:${origin.line}`
    default:
      return 'default'
  }
}
