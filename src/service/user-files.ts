import { notFound, type Problems } from '../domain/errors.js'
import { FILE_TYPES, type FileKind, fileTypeOf } from '../domain/file-type.js'
import type { User } from '../domain/model.js'
import { type Actor, may } from '../domain/permission.js'
import type { Secret } from '../domain/secret.js'
import type { Avatar, FileUse, UserFile } from '../domain/user-file.js'
import type { Blobs } from '../store/blobs.js'
import { indexKey, type Reader, type Transaction } from '../store/store.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'
import { OpenUploads } from './uploads-open.js'

/** How long a complete file may wait for its use. */
const SPARE_MS = 24 * 3600_000
/** Files removed in one go. */
const COLLECT_MOST = 100
const MOST_GREETINGS = 20
/** Files of one person that wait for their use; beyond it the oldest are given up. */
const MOST_SPARE = 20

const KIND_OF: Readonly<Record<FileUse['as'], FileKind>> = { greeting: 'audio', avatar: 'image' }

const contentKey = (id: string): string => `user-file/${id}`

export interface UserFileDeps extends ServiceDeps {
  readonly blobs: Blobs
  readonly onError: (error: unknown) => void
}

/** Greetings and pictures: uploads, what they are used for, and who may have them. */
export class UserFileService {
  readonly #deps: UserFileDeps
  readonly #uploads: OpenUploads
  #collecting: Promise<void> = Promise.resolve()

  constructor(deps: UserFileDeps) {
    this.#deps = deps
    this.#uploads = new OpenUploads(deps.ports)
    const released = indexKey('user_files', 'spare', 'released')
    deps.store.onCommit((touched) => {
      if (touched.has(released)) void this.collect()
    })
  }

  begin(actor: Actor, name: string): { readonly id: string; readonly token: Secret } {
    void this.collect()
    return this.#uploads.begin(actor, name)
  }

  append(actor: Actor, id: string, token: Secret, part: Buffer): void {
    this.#uploads.append(actor, id, token, part)
  }

  /**
   * Completes an upload; the file waits a day for its use.
   * @throws DomainError `not_found`, `invalid` when it is no file of a known kind.
   */
  async complete(actor: Actor, id: string, token: Secret, problems: Problems): Promise<UserFile> {
    const { name, content } = this.#uploads.take(actor, id, token)
    const type = fileTypeOf(content)
    if (!type) problems.add('file', 'content', `must be one of ${Object.keys(FILE_TYPES).join(', ')}`)
    problems.throwIfAny()
    if (!type) return notFound('file type')
    const file: UserFile = {
      ...newEntity(this.#deps.ports),
      tenant_id: actor.tenant_id,
      owner: actor.user_id,
      name,
      size: content.length,
      type,
      use: null,
      released: false,
    }
    // The record first: content without a record would never be found again.
    await this.#deps.store.transact(async (tx) => {
      const spare = (await tx.find('user_files', 'spare', 'fresh')).filter(
        ({ tenant_id, owner }) => tenant_id === file.tenant_id && owner === file.owner,
      )
      for (const old of spare.slice(0, Math.max(0, spare.length - MOST_SPARE + 1))) release(tx, old)
      tx.put('user_files', file)
    })
    await this.#deps.blobs.put(contentKey(file.id), content)
    return file
  }

  /** A file and its content; undefined when there is none this actor may have. */
  async read(actor: Actor, id: string): Promise<{ file: UserFile; content: Buffer } | undefined> {
    const file = await this.#deps.store.get('user_files', id)
    if (!file || file.released || !mayRead(actor, file)) return undefined
    const content = await this.#deps.blobs.get(contentKey(id))
    return content && { file, content }
  }

  /** Greetings of a user in order of upload. @throws DomainError `not_found`. */
  async greetings(actor: Actor, user_id: string): Promise<readonly UserFile[]> {
    await ownRecord(this.#deps.store, actor, 'users', user_id, 'user')
    return greetingsOf(this.#deps.store, user_id)
  }

  /** Makes an uploaded file a greeting, not enabled yet. @throws DomainError `not_found`, `invalid`. */
  async addGreeting(actor: Actor, user_id: string, file_id: string | undefined, problems: Problems): Promise<UserFile> {
    return this.#deps.store.transact(async (tx) => {
      await ownRecord(tx, actor, 'users', user_id, 'user')
      const use: FileUse = { as: 'greeting', user_id, enabled: false }
      const file = file_id === undefined ? undefined : await take(tx, actor, file_id, use, 'file_id', problems)
      const held = (await greetingsOf(tx, user_id)).length
      if (held > MOST_GREETINGS) problems.add('file_id', 'max', `a user may have at most ${MOST_GREETINGS} greetings`)
      problems.throwIfAny()
      return file ?? notFound('file')
    })
  }

  /** Switches a greeting on, and thereby every other off, or off. @throws DomainError `not_found`. */
  async enableGreeting(actor: Actor, user_id: string, id: string, enabled: boolean): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const chosen = await greetingOf(tx, actor, user_id, id)
      for (const file of enabled ? await greetingsOf(tx, user_id) : [chosen])
        tx.put('user_files', {
          ...file,
          use: { as: 'greeting', user_id, enabled: enabled && file.id === chosen.id },
        })
    })
  }

  /** @throws DomainError `not_found`. */
  async removeGreeting(actor: Actor, user_id: string, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => release(tx, await greetingOf(tx, actor, user_id, id)))
  }

  /** Removes given-up files and those nobody used in time; resolves when done. What a crash left is found again. */
  collect(): Promise<void> {
    this.#collecting = this.#collecting.then(() => this.#collect()).catch(this.#deps.onError)
    return this.#collecting
  }

  async #collect(): Promise<void> {
    const { store, blobs, ports } = this.#deps
    const late = new Date(ports.now().getTime() - SPARE_MS).toISOString()
    const over = (await store.find('user_files', 'spare', 'fresh')).filter(({ created_at }) => created_at < late)
    if (over.length > 0) {
      await store.transact(async (tx) => {
        for (const { id } of over.slice(0, COLLECT_MOST)) {
          const file = await tx.get('user_files', id)
          if (file?.use === null) release(tx, file)
        }
      })
    }
    const released = (await store.find('user_files', 'spare', 'released')).slice(0, COLLECT_MOST)
    if (released.length === 0) return
    // The content first: a record without content is found again, content without a record is not.
    for (const { id } of released) await blobs.remove(contentKey(id))
    await store.transact(async (tx) => {
      for (const { id } of released) tx.remove('user_files', id)
    })
  }
}

/** Pictures are for everybody of the tenant; greetings for their user and who administers users; spare files for who uploaded them. */
function mayRead(actor: Actor, { tenant_id, owner, use }: UserFile): boolean {
  if (actor.tenant_id !== tenant_id) return false
  if (use === null) return actor.user_id === owner
  return use.as === 'avatar' || use.user_id === actor.user_id || may(actor, 'user_management.users')
}

const greetingsOf = async (reader: Reader, user_id: string): Promise<UserFile[]> =>
  (await reader.find('user_files', 'user', user_id)).filter(({ use }) => use?.as === 'greeting')

async function greetingOf(reader: Reader, actor: Actor, user_id: string, id: string): Promise<UserFile> {
  await ownRecord(reader, actor, 'users', user_id, 'user')
  return (await greetingsOf(reader, user_id)).find((file) => file.id === id) ?? notFound('greeting')
}

const release = (tx: Transaction, file: UserFile): void => tx.put('user_files', { ...file, use: null, released: true })

/** Gives a file the actor uploaded its use; what is wrong with it goes to `problems`. */
async function take(
  tx: Transaction,
  actor: Actor,
  id: string,
  use: FileUse,
  field: string,
  problems: Problems,
): Promise<UserFile | undefined> {
  const file = await tx.get('user_files', id)
  if (!file || file.use !== null || file.released || !mayRead(actor, file)) {
    problems.add(field, 'exists', 'must be a file you uploaded and did not use yet')
    return undefined
  }
  const kind = KIND_OF[use.as]
  if (FILE_TYPES[file.type] !== kind) {
    problems.add(field, 'content', `must be ${kind === 'audio' ? 'a sound' : 'a picture'}, not ${file.type}`)
    return undefined
  }
  const used = { ...file, use }
  tx.put('user_files', used)
  return used
}

/** The picture of a user after a change: undefined keeps it, null takes it away, else the uploaded file is it. */
export async function changedAvatar(
  tx: Transaction,
  actor: Actor,
  user: User,
  file_id: string | null | undefined,
  problems: Problems,
): Promise<Avatar | null> {
  const before = user.avatar ?? null
  if (file_id === undefined || file_id === before?.id) return before
  const use: FileUse = { as: 'avatar', user_id: user.id }
  const taken = file_id === null ? null : await take(tx, actor, file_id, use, 'avatar_file_id', problems)
  if (taken === undefined) return before
  const old = before && (await tx.get('user_files', before.id))
  if (old) release(tx, old)
  return taken && { id: taken.id, name: taken.name, size: taken.size }
}

/** Gives up every file of a user who is deleted. */
export async function releaseFiles(tx: Transaction, user_id: string): Promise<void> {
  for (const file of await tx.find('user_files', 'user', user_id)) release(tx, file)
}
