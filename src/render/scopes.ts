import { keptIn } from '../domain/kept.js'
import type { PlannedKey } from '../domain/plan.js'
import { given } from '../domain/text.js'
import type { Repeat } from '../domain/vendor.js'
import type { Dialect } from './compile.js'
import { codecScopes, lineFacts, phoneFacts, type Subject } from './facts.js'
import type { Fill } from './pattern.js'
import type { Facts } from './scope.js'

/** The scopes of one render, each kind made once, whatever number of sections repeat over it. */
export interface Scopes {
  readonly phone: Facts
  of(repeat: Repeat | undefined, group: string | undefined): readonly Facts[]
}

/** Marks a scope as an empty place: what rows say about it follows from this text alone. */
export const EMPTY_PLACE = 'place.empty'

function withKind(
  facts: Facts,
  kind: string,
  forms: Readonly<Record<string, readonly (readonly [string, Fill])[]>>,
): Facts {
  facts.set('key.kind', kind)
  for (const [name, fill] of forms[kind] ?? []) facts.set(name, fill(facts))
  return facts
}

function keyScope(outer: Facts, lines: readonly Facts[], key: PlannedKey, { model }: Subject): Facts {
  const facts = (lines.find((line) => line.get('n') === String(key.line)) ?? outer).inner()
  const gap = Number(model.traits?.module_gap ?? 0)
  const before = key.module === 0 ? 0 : model.keys + gap + (model.modules?.keys ?? 0) * (key.module - 1)
  facts.set('k', String(key.position))
  facts.set('key.module', key.module === 0 ? undefined : String(key.module))
  facts.set('key.index', String(before + key.position - 1))
  facts.set('key.number', String(before + key.position))
  facts.set('key.value', given(key.value))
  facts.set('key.label', given(key.label))
  facts.set('key.line', String(key.line))
  facts.set('key.pickup', given(key.pickup))
  if (key.kind === 'none') facts.set(EMPTY_PLACE, `key ${key.module}/${key.position}`)
  return facts
}

/** Numbers the keys of each group in key order, as lists that keys point into need it. */
function number(scopes: readonly Facts[]): void {
  const count = new Map<string, number>()
  for (const facts of scopes) {
    const group = facts.get('kind.group')
    if (group === undefined) continue
    const next = (count.get(group) ?? 0) + 1
    count.set(group, next)
    facts.set('ordinal', String(next))
  }
}

/**
 * Accounts nobody uses that stand in for a line with a backup registrar, for phones that know one server per account:
 * spare account by line, from the last account down, so that a new line moves none. A line that finds none left is
 * missing.
 */
function spareAccounts({ plan, model }: Subject): ReadonlyMap<string, string> {
  if (model.traits?.backup !== 'account') return new Map()
  const used = new Set(plan.lines.map((line) => line.n))
  const free = Array.from({ length: model.lines }, (_, i) => model.lines - i).filter((n) => !used.has(n))
  const wanting = plan.lines.filter((line) => line.settings.has('backup_registrar'))
  return new Map(wanting.slice(0, free.length).map((line, i) => [String(line.n), String(free[i])]))
}

/** The backup registrar as `host[:port]`, for a line that must name it beside its first server. */
function secondServer(facts: Facts): string | undefined {
  const host = facts.get('backup_registrar.host')
  const port = facts.get('backup_registrar.port')
  const bare = facts.get('backup_registrar.bare_ipv6')
  if (host === undefined) return undefined
  return `${bare ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`
}

/** Numbers the different registrars of a phone, for phones whose accounts share a list of servers. */
function numberServer(facts: Facts, servers: string[]): void {
  const server = ['registrar.host', 'registrar.port', 'transport'].map((name) => facts.get(name) ?? '').join(' ')
  const known = servers.indexOf(server)
  if (known < 0) servers.push(server)
  facts.set('line.server', String(known < 0 ? servers.length : known + 1))
  facts.set('line.server_new', String(known < 0))
}

export function createScopes(subject: Subject, dialect: Dialect): Scopes {
  const { plan, model } = subject
  const phone = phoneFacts(subject)
  const spares = spareAccounts(subject)
  for (const [i, spare] of [...spares.values()].entries()) phone.set(`spare.${i + 1}`, spare)
  const made = new Map<Repeat, readonly Facts[]>()

  const makers: Readonly<Record<Repeat, () => readonly Facts[]>> = {
    line: () => {
      const servers: string[] = []
      return plan.lines.map((line) => {
        const facts = lineFacts(phone, line, subject)
        facts.set('line.spare', spares.get(String(line.n)))
        if (facts.get('line.spare') === undefined) facts.set('line.second', secondServer(facts))
        numberServer(facts, servers)
        return facts
      })
    },
    unused_line: () => {
      const used = new Set(plan.lines.map((line) => line.n))
      const free = Array.from({ length: model.lines }, (_, i) => i + 1).filter((n) => !used.has(n))
      return free.map((n) => {
        const line = of('line').find((facts) => facts.get('line.spare') === String(n))
        if (line) return line.inner({ n: String(n), 'kind.spare_of': line.get('n') })
        return phone.inner({ n: String(n), [EMPTY_PLACE]: `line ${n}` })
      })
    },
    codec: () => codecScopes(phone, plan.lines[0]?.settings ?? plan.settings, subject),
    line_codec: () =>
      of('line').flatMap((facts, i) => codecScopes(facts, plan.lines[i]?.settings ?? plan.settings, subject)),
    key: () => {
      const lines = of('line')
      const scopes = plan.keys.map((key) => withKind(keyScope(phone, lines, key, subject), key.kind, dialect.keyKinds))
      number(scopes)
      return scopes
    },
    softkey: () =>
      plan.softkeys.map((key) =>
        withKind(
          phone.inner({
            k: String(key.position),
            'key.index': String(key.position - 1),
            'key.value': given(key.value),
            'key.label': given(key.label),
          }),
          key.kind,
          dialect.softkeyKinds,
        ),
      ),
    gone_softkey: () =>
      plan.softkeys_gone.map((position) => phone.inner({ k: String(position), 'key.index': String(position - 1) })),
    phonebook: () => {
      const books = (plan.settings.get('phonebooks')?.value ?? []) as readonly { name: string; url: string }[]
      return books.map((book, i) =>
        phone.inner({ n: String(i + 1), 'phonebook.name': book.name, 'phonebook.url': book.url }),
      )
    },
    emergency_number: () => {
      const numbers = (plan.settings.get('emergency_numbers')?.value ?? []) as readonly string[]
      return numbers.map((value, i) => phone.inner({ n: String(i + 1), 'emergency.number': value }))
    },
  }
  const of = (repeat: Repeat): readonly Facts[] => keptIn(made, repeat, makers[repeat])
  return {
    phone,
    of: (repeat, group) => {
      if (!repeat) return [phone]
      const scopes = of(repeat)
      return group === undefined ? scopes : scopes.filter((facts) => facts.get('kind.group') === group)
    },
  }
}
