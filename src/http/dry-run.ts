import { z } from 'zod'
import { warning } from '../dialects/offhook/shapes.js'
import type { Problems } from '../domain/errors.js'
import { printMac } from '../domain/mac.js'
import type { DryRun } from '../service/dry-run.js'
import type { Route } from './route.js'

/** One parameter of a file in which two versions differ. */
const parameterChange = z.object({
  name: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  before: z.string().nullable().describe('a secret is masked; that it changed is said by kind'),
  after: z.string().nullable(),
})

/** A file that differs, and how. */
export const fileChange = z.object({
  name: z.string(),
  changes: z.int().describe('parameters that differ; diff may hold fewer'),
  diff: z.array(parameterChange),
})

export const dryRunReply = z.object({
  phones: z.int().describe('phones whose files would be others than now'),
  items: z.array(
    z.object({
      mac: z.string(),
      name: z.string().nullable().describe('display name of the user on line 1'),
      files: z.array(fileChange),
    }),
  ),
  warnings: z.array(warning).describe('what would have to be said of the listed phones and need not be said now'),
})

export const readDryRun = ({ phones, items, warnings }: DryRun): z.infer<typeof dryRunReply> => ({
  phones,
  items: items.map(({ mac, name, files }) => ({
    mac: printMac(mac),
    name,
    files: files.map((file) => ({ ...file, diff: [...file.diff] })),
  })),
  warnings: [...warnings],
})

export const DRY_RUN_ANSWER = 'with dry_run=true, what it would do to phones; nothing is changed'

export const DRY_RUN_PARAMETER = {
  name: 'dry_run',
  in: 'query',
  required: false,
  description: 'true: change nothing, and tell which phones would get other files and what would differ in them',
  schema: { type: 'string', enum: ['true', 'false'] },
} as const

/**
 * Whether the caller only wants to know what would happen. Who asks that of an operation that cannot tell is refused
 * and not obeyed: the write would surprise them.
 */
export function isDryRun(
  declared: Pick<Route, 'dryRun' | 'method'>,
  { dry_run }: Readonly<Record<string, string>>,
  problems: Problems,
): boolean {
  if (dry_run === undefined || declared.method === 'get') return false
  if (dry_run !== 'true' && dry_run !== 'false') problems.add('dry_run', 'enum', 'must be true or false')
  else if (dry_run === 'true' && !declared.dryRun)
    problems.add('dry_run', 'supported', 'is not known to this operation')
  problems.throwIfAny()
  return dry_run === 'true'
}
