const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-20T10:53:31+0000` in the time zone of this process. */
export function localTime(seconds: number): string {
  const date = new Date(seconds * 1000)
  const ahead = -date.getTimezoneOffset()
  const zone = `${ahead < 0 ? '-' : '+'}${two(Math.floor(Math.abs(ahead) / 60))}${two(Math.abs(ahead) % 60)}`
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${zone}`
}
