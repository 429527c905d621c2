import { registrationsShape } from '../../../dialects/offhook/registration.js'
import { type Route, route } from '../../route.js'

export const registrationRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/registrations',
    tag: 'Registrations',
    summary:
      'Report SIP registrations of users, as a registrar sees them come, refresh and end; all are taken or none. They hold at once and are on disk within a second',
    needs: ['phone_system.full_access'],
    body: registrationsShape,
    example: { items: [{ user: '101', contact_address: 'sip:101@192.0.2.7:5060', expires: 3600 }] },
    reply: { status: 204, description: 'Taken' },
    handle: ({ services, actor, body: { items = [] }, problems }) =>
      services.registrations.report(actor, items, problems),
  }),
]
