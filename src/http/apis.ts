import { directoryApi } from './api/directory/index.js'
import { jambonzApi } from './api/jambonz/index.js'
import { netsapiensApi } from './api/netsapiens/index.js'
import { offhookRoutes } from './api/offhook/index.js'
import { opentactApi } from './api/opentact/index.js'
import { portsipRoutes } from './api/portsip/index.js'
import { yayApi } from './api/yay/index.js'
import type { Api } from './api.js'
import { bearer } from './bearer.js'
import { portsipFailing } from './errors.js'

/** The PortSIP dialect and our own operations in its style. */
export const ownApi: Api = {
  name: 'offhook',
  title: 'offhook',
  about: 'Zero-touch provisioning of IP phones',
  base: '/api',
  routes: [...portsipRoutes, ...offhookRoutes],
  authentication: bearer,
  failing: portsipFailing,
}

/** Every API there is, our own first. */
export const apis: readonly [Api, ...Api[]] = [ownApi, yayApi, jambonzApi, netsapiensApi, opentactApi, directoryApi]
