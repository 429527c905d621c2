import type { Route } from '../../route.js'
import { dectRoutes } from './dect.js'
import { deskRoutes } from './hotdesking.js'
import { jobRoutes } from './jobs.js'
import { layoutRoutes } from './layouts.js'
import { modelRoutes } from './models.js'
import { operatorRoutes } from './operators.js'
import { phoneRoutes } from './phones.js'
import { serverRoutes } from './server.js'
import { templateRoutes } from './templates.js'
import { tenantRoutes } from './tenants.js'

/** Our own operations, in the style of the PortSIP dialect. */
export const offhookRoutes: readonly Route[] = [
  ...jobRoutes,
  ...phoneRoutes,
  ...tenantRoutes,
  ...layoutRoutes,
  ...modelRoutes,
  ...serverRoutes,
  ...operatorRoutes,
  ...templateRoutes,
  ...deskRoutes,
  ...dectRoutes,
]
