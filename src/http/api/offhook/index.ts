import type { Route } from '../../route.js'
import { assetRoutes } from './assets.js'
import { auditRoutes } from './audit.js'
import { dectRoutes } from './dect.js'
import { eventRoutes } from './events.js'
import { followerRoutes } from './followers.js'
import { deskRoutes } from './hotdesking.js'
import { inboxRoutes } from './inbox.js'
import { jobRoutes } from './jobs.js'
import { layoutRoutes } from './layouts.js'
import { ledgerRoutes } from './ledger.js'
import { modelRoutes } from './models.js'
import { operatorRoutes } from './operators.js'
import { parameterRoutes } from './parameters.js'
import { phoneViewRoutes } from './phone-views.js'
import { phoneRoutes } from './phones.js'
import { redirectRoutes } from './redirects.js'
import { registrationRoutes } from './registrations.js'
import { secondFactorRoutes } from './second-factor.js'
import { serverRoutes } from './server.js'
import { templateRoutes } from './templates.js'
import { tenantRoutes } from './tenants.js'
import { uploadRoutes } from './uploads.js'

/** Our own operations, in the style of the PortSIP dialect. */
export const offhookRoutes: readonly Route[] = [
  ...jobRoutes,
  ...phoneRoutes,
  ...phoneViewRoutes,
  ...uploadRoutes,
  ...ledgerRoutes,
  ...eventRoutes,
  ...inboxRoutes,
  ...tenantRoutes,
  ...layoutRoutes,
  ...modelRoutes,
  ...registrationRoutes,
  ...parameterRoutes,
  ...assetRoutes,
  ...serverRoutes,
  ...operatorRoutes,
  ...secondFactorRoutes,
  ...templateRoutes,
  ...deskRoutes,
  ...dectRoutes,
  ...redirectRoutes,
  ...followerRoutes,
  ...auditRoutes,
]
