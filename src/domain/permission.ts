/** The permission tree of the PortSIP contract (api-portsip.md ch. 4): groups and their flags. */
export const PERMISSION_TREE = {
  general: ['voicemail_view_only', 'voicemail_full_access', 'meeting'],
  system: ['information', 'dealer', 'tenant'],
  trunk: ['view_only', 'full_access'],
  company: ['view_only', 'full_access'],
  company_call_log: [
    'call_log_view_only',
    'call_log_full_access',
    'call_recording_view_only',
    'call_recording_full_access',
  ],
  phone_system: ['view_only', 'full_access'],
  user_management: ['roles', 'users'],
  user_call_log: [
    'call_log_view_only',
    'call_log_full_access',
    'call_recording_view_only',
    'call_recording_full_access',
  ],
  policies: ['domestic_calls', 'internal_calls', 'international_calls'],
  analytics: ['call_report_view_only', 'call_report_full_access'],
  billing: ['view_only', 'full_access'],
} as const

type Tree = typeof PERMISSION_TREE
export type Permission = { [G in keyof Tree]: `${G}.${Tree[G][number]}` }[keyof Tree]

export const PERMISSIONS = Object.entries(PERMISSION_TREE).flatMap(([group, flags]) =>
  flags.map((flag) => `${group}.${flag}` as Permission),
)

const within = (...prefixes: string[]): Permission[] =>
  PERMISSIONS.filter((p) => prefixes.some((prefix) => p.startsWith(prefix)))

const standard: Permission[] = [
  ...within('general.', 'user_call_log.'),
  'policies.internal_calls',
  'policies.domestic_calls',
]
const tenantWide = PERMISSIONS.filter((p) => !p.startsWith('system.'))

/** What each built-in role may do (ch. 4). They can be neither changed nor deleted, their names are reserved. */
export const BUILT_IN_ROLES: Readonly<
  Record<string, { readonly permissions: readonly Permission[]; readonly description: string }>
> = {
  SystemAdmin: { permissions: PERMISSIONS, description: 'Administers the server and every tenant' },
  Replicator: {
    permissions: [...PERMISSIONS.filter((p) => p.endsWith('view_only')), 'system.information'],
    description: 'Reads the application collection',
  },
  Dealer: { permissions: [...tenantWide, 'system.tenant'], description: 'Administers the tenants it sold' },
  Admin: { permissions: tenantWide, description: 'Administers everything of its tenant' },
  StandardUser: { permissions: standard, description: 'Uses its own account' },
  StandardInternationalUser: {
    permissions: [...standard, 'policies.international_calls'],
    description: 'Uses its own account, international calls included',
  },
  QueueManager: {
    permissions: [
      ...standard,
      'company_call_log.call_log_view_only',
      'company_call_log.call_recording_view_only',
      'analytics.call_report_view_only',
    ],
    description: 'Manages call queues',
  },
}

/** Who is asking: the system administrator (no user) or a user, always inside one tenant. */
export interface Actor {
  readonly tenant_id: string
  readonly user_id: string | null
  /** The name of the operator token a program asks with. */
  readonly program?: string
  readonly permissions: ReadonlySet<Permission>
}

/** True for a permission that reaches beyond one's own account: only its holders may hand it out or act on them. */
export const isAdministrative = (permission: Permission): boolean =>
  !/^(?:general|user_call_log|policies)\./.test(permission)

export const may = (actor: Actor, permission: Permission): boolean => actor.permissions.has(permission)
