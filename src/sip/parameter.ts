/** The parameter of a header value such as `;tag=x` or `;branch="y"`; an empty text when it has no value. */
export function parameterOf(value: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*(?:=\\s*("(?:[^"\\\\]|\\\\.)*"|[^\\s;,"]*))?(?=\\s*(?:[;,]|$))`, 'i').exec(
    value.replace(/<[^<>]*>/, ''),
  )
  return found ? (found[1] ?? '').replace(/^"|"$/g, '') : undefined
}
