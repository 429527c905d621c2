import type { Route } from '../../route.js'
import { assetRoutes } from './assets.js'
import { layoutRoutes } from './layouts.js'
import { modelRoutes } from './models.js'
import { phoneRoutes } from './phones.js'
import { serverRoutes } from './server.js'
import { tenantRoutes } from './tenants.js'
import { uploadRoutes } from './uploads.js'

/** Our own operations, in the style of the PortSIP dialect. */
export const offhookRoutes: readonly Route[] = [
  ...phoneRoutes,
  ...uploadRoutes,
  ...tenantRoutes,
  ...layoutRoutes,
  ...modelRoutes,
  ...assetRoutes,
  ...serverRoutes,
]
