import { validateXML } from 'xmllint-wasm'

/** What libxml2, which shares nothing with the server, finds wrong with the documents. */
export async function faultsOf(...bodies: string[]): Promise<readonly string[]> {
  const xml = bodies.map((contents, index) => ({ fileName: `${index}.xml`, contents }))
  const { errors } = await validateXML({ xml, normalization: 'c14n' })
  return errors.map(({ message }) => message)
}
