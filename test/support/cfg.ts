/** Reads a Yealink file independently of what wrote it: later lines win, a repeated name keeps every value in `all`. */
export function readCfg(body: string): { values: Map<string, string>; all: [string, string][]; lines: string[] } {
  const lines = body.split('\n')
  const all = lines
    .filter((text) => text !== '' && !text.startsWith('#'))
    .map((text): [string, string] => {
      const at = text.indexOf('=')
      if (at < 0) throw new Error(`no "=" in ${text}`)
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
    })
  return { values: new Map(all), all, lines }
}
