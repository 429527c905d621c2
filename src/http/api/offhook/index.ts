import type { Route } from '../../route.js'
import { layoutRoutes } from './layouts.js'
import { modelRoutes } from './models.js'
import { phoneRoutes } from './phones.js'
import { redirectRoutes } from './redirects.js'
import { serverRoutes } from './server.js'
import { tenantRoutes } from './tenants.js'

/** Our own operations, in the style of the PortSIP dialect. */
export const offhookRoutes: readonly Route[] = [
  ...phoneRoutes,
  ...tenantRoutes,
  ...layoutRoutes,
  ...modelRoutes,
  ...serverRoutes,
  ...redirectRoutes,
]
