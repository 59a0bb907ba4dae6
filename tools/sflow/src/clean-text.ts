// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g

/**
 * Text from the wire for a terminal or a line of output: a host name with a line feed or an escape sequence must neither
 * forge a line nor drive the terminal, so control characters are shown as `\xNN`.
 */
export function cleanText(text: string): string {
  return text.replace(CONTROL, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)
}
