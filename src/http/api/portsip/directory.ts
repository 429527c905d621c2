import type { Route } from '../../route.js'
import { contactRoutes } from './contacts.js'
import { holidayRoutes } from './holidays.js'
import { speedDialRoutes } from './speed-dials.js'

/** What users keep for themselves (api-portsip.md ch. 9), and what of it belongs to the tenant. */
export const directoryRoutes: readonly Route[] = [...speedDialRoutes, ...holidayRoutes, ...contactRoutes]
