import { z } from 'zod'
import type { Group, User } from '../../domain/model.js'
import { line } from '../../domain/text.js'
import { withoutSecrets } from '../offhook/present.js'
import { overridesPatch, overridesRead, settingsMember, settingsPatch } from '../offhook/shapes.js'
import { callerIds, readCallerIds } from './caller-ids.js'
import { DIALECT, mergeOwn, ownOf, present } from './members.js'
import { description, optional } from './rules.js'
import { extensionOf } from './user.js'

/** `settings` and `overrides` are ours: what phones of the members inherit. */
export const newGroupShape = {
  name: line(64, 1),
  outbound_caller_ids: optional(callerIds),
  description,
  settings: settingsPatch.optional(),
  overrides: overridesPatch.optional(),
}
export const groupShape = { ...newGroupShape, name: line(64, 1).optional() }
type GroupBody = Partial<z.infer<z.ZodObject<typeof groupShape>>>

export const groupItem = z.object({ id: z.string(), name: z.string(), description: z.string().nullable() })
export const groupRead = z.object({
  ...groupItem.shape,
  outbound_caller_ids: readCallerIds,
  settings: settingsMember,
  overrides: overridesRead,
})
export const memberRead = z.object({
  id: z.string(),
  name: z.string().nullable(),
  display_name: z.string(),
  extension_number: z.string().nullable(),
})

export const readGroupItem = ({ id, name, description }: Group): z.infer<typeof groupItem> => ({
  id,
  name,
  description,
})

export function readGroup(group: Group): z.infer<typeof groupRead> {
  const outbound_caller_ids = (ownOf(group).outbound_caller_ids ?? []) as z.infer<typeof readCallerIds>
  const settings = withoutSecrets(group.settings) as z.infer<typeof settingsMember>
  return { ...readGroupItem(group), outbound_caller_ids, settings, overrides: group.overrides }
}

export function readMember(user: User): z.infer<typeof memberRead> {
  return { id: user.id, name: user.login, display_name: user.display_name, extension_number: extensionOf(user) }
}

/** A group's draft or change; `outbound_caller_ids` are the only member we do not know ourselves. */
export function writtenGroup({ name, description, outbound_caller_ids, settings, overrides }: GroupBody) {
  const foreign = outbound_caller_ids === undefined ? undefined : { [DIALECT]: mergeOwn({}, { outbound_caller_ids }) }
  return present({ name, description, foreign, settings, overrides })
}
