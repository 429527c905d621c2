import { z } from 'zod'
import { line } from '../../domain/text.js'
import type { Avatar, UserFile } from '../../domain/user-file.js'

/** Where a file is fetched, as its readers are told (api-portsip.md ch. 12). */
const blobUrl = (id: string): string => `/api/blobs/${id}`

export const greetingRead = z.object({
  id: z.string(),
  enabled: z.boolean(),
  file_name: z.string(),
  file_size: z.int(),
  file_url: z.string(),
})
export const greetingShape = { file_id: line(128, 1) }

export const readGreeting = ({ id, use, name, size }: UserFile): z.infer<typeof greetingRead> => ({
  id,
  enabled: use?.as === 'greeting' && use.enabled,
  file_name: name,
  file_size: size,
  file_url: blobUrl(id),
})

export const readAvatar = (avatar: Avatar | null | undefined) => ({
  avatar_file_name: avatar?.name ?? null,
  avatar_file_size: avatar?.size ?? null,
  avatar_file_url: avatar ? blobUrl(avatar.id) : null,
})
