import type { Credentials } from './personality.js'

/** The text behind percent signs, or the text itself where they stand for nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** An address without the credentials in it, and these; undefined when it is none. */
export function parseUrl(text: string): { url: URL; embedded: Credentials | null } | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const embedded = url.username ? { user: decoded(url.username), password: decoded(url.password) } : null
  url.username = ''
  url.password = ''
  return { url, embedded }
}

/** The address without credentials, as it may be shown. */
export function showUrl(text: string): string {
  return parseUrl(text)?.url.href ?? text
}

/** An address for comparison: without credentials and trailing slash. */
export function canonical(url: string): string {
  return showUrl(url).replace(/\/+$/, '')
}

/** `base` as a folder, and a name in it. */
export function joinUrl(base: string, name: string): string {
  return `${base}${base.endsWith('/') ? '' : '/'}${name}`
}
