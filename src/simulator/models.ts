/** The row of a model however it is spelt (`SIP-T46U`, `snomD785`, `VVX_450`), with the name the table gives it. */
export function findModel<Row>(
  table: Readonly<Record<string, Row>>,
  vendor: string,
  text: string,
): { readonly model: string; readonly row: Row } {
  const bare = (name: string) => name.toUpperCase().replace(/[\s_-]/g, '')
  const wanted = bare(text)
    .replace(/^(?:YEALINK|SNOM|POLYCOM|POLY(?!COM))/, '')
    .replace(/^SIP(?=T)/, '')
  const model = Object.keys(table).find((name) => bare(name) === wanted)
  const row = model === undefined ? undefined : table[model]
  if (model !== undefined && row !== undefined) return { model, row }
  throw new Error(`no simulated ${vendor} is a ${text}; there are ${Object.keys(table).join(' ')}`)
}
