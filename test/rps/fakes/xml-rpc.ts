import { must, type Reply, type Request } from './fake.js'

export interface MethodCall {
  readonly method: string
  readonly params: readonly (string | readonly string[])[]
}

const text = (escaped: string): string => {
  must(!/&(?!(?:amp|lt|gt|quot|apos);)/.test(escaped), `a bare & in ${escaped}`)
  return escaped
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}

const STRING = /^<value><string>([^<>]*)<\/string><\/value>$/
const ARRAY = /^<value><array><data>((?:<value><string>[^<>]*<\/string><\/value>)*)<\/data><\/array><\/value>$/

function valueIn(source: string): string | string[] {
  const string = STRING.exec(source)
  if (string) return text(string[1] ?? '')
  const array = ARRAY.exec(source)
  must(array, `a value that is neither a string nor a list of strings: ${source}`)
  return [...(array[1] ?? '').matchAll(/<string>([^<>]*)<\/string>/g)].map(([, member]) => text(member ?? ''))
}

/** Reads a method call by its exact text, independently of the parser that the clients use. */
export function readCall(request: Request, authorization: string): MethodCall | Reply {
  if (request.headers.authorization !== authorization)
    return { status: 401, type: 'text/plain', body: 'who are you', headers: { 'WWW-Authenticate': 'Basic realm="x"' } }
  must(request.method === 'POST', `method ${request.method}`)
  must(request.headers['content-type'] === 'text/xml', `content type ${request.headers['content-type']}`)
  const whole =
    /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*<methodCall><methodName>([\w.]+)<\/methodName><params>(.*)<\/params><\/methodCall>\s*$/s.exec(
      request.body,
    )
  must(whole, `not a method call: ${request.body}`)
  const params = [...(whole[2] ?? '').matchAll(/<param>(.*?)<\/param>/gs)].map(([, value]) => valueIn(value ?? ''))
  return { method: whole[1] ?? '', params }
}

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export const response = (value: string): Reply => ({
  status: 200,
  type: 'text/xml',
  body: `<?xml version="1.0"?>\n<methodResponse>\n <params><param><value>${value}</value></param></params>\n</methodResponse>\n`,
})

/** A boolean and a text; some services leave the type of the text out. */
export const verdict = (ok: boolean, words: string, typed = true): Reply =>
  response(
    `<array><data><value><boolean>${ok ? 1 : 0}</boolean></value><value>${typed ? `<string>${escaped(words)}</string>` : escaped(words)}</value></data></array>`,
  )

export const fault = (code: number, words: string): Reply => ({
  status: 200,
  type: 'text/xml',
  body: `<?xml version="1.0"?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>${code}</int></value></member><member><name>faultString</name><value><string>${escaped(words)}</string></value></member></struct></value></fault></methodResponse>`,
})

export function strings(params: MethodCall['params'], count: number): string[] {
  must(params.length === count, `${params.length} parameters instead of ${count}`)
  return params.map((value) => {
    must(typeof value === 'string', 'a list where a string belongs')
    return value
  })
}

export const list = (values: readonly string[]): Reply =>
  response(
    `<array><data><value><boolean>1</boolean></value><value><array><data>${values.map((value) => `<value><string>${escaped(value)}</string></value>`).join('')}</data></array></value></data></array>`,
  )
