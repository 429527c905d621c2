import { z } from 'zod'
import { CONTACT_MEMBERS, type Contact } from '../../domain/directory.js'
import type { User } from '../../domain/model.js'
import { line } from '../../domain/text.js'
import { SYNC_TYPE } from './enums.js'
import { present } from './members.js'
import { optional } from './rules.js'
import { readUserItem } from './user.js'

const text = optional(line(128))

/** Addresses and notes have lines; they never reach a phone's file. */
const lines = (max: number) =>
  optional(
    z
      .string()
      .max(max)
      .refine((value) => !/[^\P{Cc}\t\r\n]/u.test(value) && value.isWellFormed(), {
        error: 'must not contain control characters but line ends and tabs',
        params: { rule: 'lines' },
      }),
  )

export const contactShape = {
  name: line(128, 1).optional(),
  email: text,
  company: text,
  title: text,
  business: text,
  business2: text,
  mobile_phone: text,
  mobile_phone2: text,
  home_phone: text,
  home_phone2: text,
  other: text,
  business_fax: text,
  home_fax: text,
  address: lines(128),
  notes: lines(1024),
}
export const newContactShape = { ...contactShape, name: line(128, 1) }

const shown = z.string().nullable()
const members = {
  email: shown,
  company: shown,
  title: shown,
  business: shown,
  business2: shown,
  mobile_phone: shown,
  mobile_phone2: shown,
  home_phone: shown,
  home_phone2: shown,
  other: shown,
  business_fax: shown,
  home_fax: shown,
  address: shown,
  notes: shown,
}

export const contactRead = z.object({
  id: z.string(),
  name: z.string(),
  ...members,
  sync_type: z.literal(SYNC_TYPE).nullable(),
  favorite: z.boolean(),
})

/** A contact of the tenant, which users mark each for themselves. */
export const tenantContactRead = contactRead.omit({ favorite: true })

export function readTenantContact(contact: Contact): z.infer<typeof tenantContactRead> {
  const read = Object.fromEntries(CONTACT_MEMBERS.map((name) => [name, contact[name]]))
  return { id: contact.id, name: contact.name, ...read, sync_type: null } as z.infer<typeof tenantContactRead>
}

export const readContact = (contact: Contact): z.infer<typeof contactRead> => ({
  ...readTenantContact(contact),
  favorite: contact.favorite,
})

type Body = Partial<z.infer<z.ZodObject<typeof contactShape>>>

export const writtenContact = (body: Body) => present(body)

const CHANGE_TYPES = ['CREATED', 'UPDATED', 'DELETED'] as const
const change_type = z.enum(CHANGE_TYPES)

/** A contact in a difference; of a deleted one only the id is left. */
export const contactDiff = contactRead.omit({ sync_type: true }).extend({ name: shown, change_type })

export const colleagueDiff = z.object({
  id: z.string(),
  display_name: shown,
  email: shown,
  mobile_phone: shown,
  work_phone: shown,
  home_phone: shown,
  address: shown,
  department: shown,
  avatar_file_url: shown,
  extension_number: shown,
  favorite: z.boolean(),
  change_type,
})

interface Difference<R> {
  readonly id: string
  readonly record: R | undefined
  readonly favorite: boolean
  readonly change: 'created' | 'updated' | 'deleted'
}

const typeOf = (change: Difference<unknown>['change']) => change.toUpperCase() as (typeof CHANGE_TYPES)[number]

export function readContactDiff({ id, record, favorite, change }: Difference<Contact>): z.infer<typeof contactDiff> {
  const read = Object.fromEntries(CONTACT_MEMBERS.map((name) => [name, record?.[name] ?? null]))
  return { id, name: record?.name ?? null, ...read, favorite, change_type: typeOf(change) } as z.infer<
    typeof contactDiff
  >
}

export function readColleagueDiff({ id, record, favorite, change }: Difference<User>): z.infer<typeof colleagueDiff> {
  const item = record && readUserItem(record)
  return {
    id,
    display_name: item?.display_name ?? null,
    email: item?.email ?? null,
    mobile_phone: item?.mobile_phone ?? null,
    work_phone: item?.work_phone ?? null,
    home_phone: item?.home_phone ?? null,
    address: item?.address ?? null,
    department: item?.department ?? null,
    avatar_file_url: item?.avatar_file_url ?? null,
    extension_number: item?.extension_number ?? null,
    favorite,
    change_type: typeOf(change),
  }
}
