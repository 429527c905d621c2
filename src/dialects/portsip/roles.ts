import { z } from 'zod'
import { PERMISSION_TREE, type Permission } from '../../domain/permission.js'
import { line } from '../../domain/text.js'
import { description } from './rules.js'

type Tree = typeof PERMISSION_TREE
type Groups<F> = { [G in keyof Tree]: Record<Tree[G][number], F> }

const groups = Object.entries(PERMISSION_TREE) as [keyof Tree, readonly string[]][]

const flagShape = <T>(flags: readonly string[], flag: T) => Object.fromEntries(flags.map((name) => [name, flag]))

/** A tree as clients write it; what is left out is not said. */
const writtenTree = z.object(
  Object.fromEntries(
    groups.map(([group, flags]) => [group, z.object(flagShape(flags, z.boolean().optional())).optional()]),
  ),
)

const readTree = z.object(
  Object.fromEntries(groups.map(([group, flags]) => [group, z.object(flagShape(flags, z.boolean()))])),
)

export const newRoleShape = { name: line(64, 1), permissions: writtenTree, description }
export const roleShape = { name: line(64, 1).optional(), permissions: writtenTree.optional(), description }

export const roleItem = z.object({ name: z.string(), description: z.string().nullable() })
export const roleRead = z.object({ name: z.string(), permissions: readTree, description: z.string().nullable() })

/** The whole tree with every flag; those held are true. */
export function toTree(held: readonly Permission[]): Groups<boolean> {
  const flags = (group: string, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, held.includes(`${group}.${name}` as Permission)]))
  return Object.fromEntries(groups.map(([group, names]) => [group, flags(group, names)])) as Groups<boolean>
}

/** The permissions after a tree was written over those held before; flags left out stay as they were. */
export function fromTree(tree: z.infer<typeof writtenTree>, held: readonly Permission[] = []): Permission[] {
  return groups.flatMap(([group, names]) =>
    names.flatMap((name) => {
      const permission = `${group}.${name}` as Permission
      return (tree[group]?.[name] ?? held.includes(permission)) ? [permission] : []
    }),
  )
}
