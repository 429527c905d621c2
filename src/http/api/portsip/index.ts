import type { Route } from '../../route.js'
import { blobRoutes } from './blobs.js'
import { callRoutes } from './calls.js'
import { directoryRoutes } from './directory.js'
import { greetingRoutes } from './greetings.js'
import { groupRoutes } from './groups.js'
import { loginRoutes } from './login.js'
import { meetingRoutes } from './meetings.js'
import { phoneRoutes } from './phones.js'
import { queueRoutes } from './queues.js'
import { roleRoutes } from './roles.js'
import { selfRoutes } from './self.js'
import { userActionRoutes } from './user-actions.js'
import { userRoutes } from './users.js'

/** The operations of the PortSIP dialect, below `/api`. */
export const portsipRoutes: readonly Route[] = [
  ...loginRoutes,
  ...roleRoutes,
  ...selfRoutes,
  ...userRoutes,
  ...userActionRoutes,
  ...phoneRoutes,
  ...directoryRoutes,
  ...groupRoutes,
  ...greetingRoutes,
  ...blobRoutes,
  ...queueRoutes,
  ...callRoutes,
  ...meetingRoutes,
]
