import type { Own } from '../members.js'

export { mergeOwn, news, type Own, present } from '../members.js'

export const DIALECT = 'portsip'

export const ownOf = (record: { readonly foreign: Readonly<Record<string, Own>> }): Own => record.foreign[DIALECT] ?? {}
