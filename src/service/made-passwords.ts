import type { User, Warning } from '../domain/model.js'

/** Lines whose registrar may not know the password: it was made here because the system that keeps the user gives none. */
export function madePasswordWarnings(users: readonly (User | undefined)[]): Warning[] {
  return users.flatMap((user, index) =>
    user?.followed?.made?.equals(user.sip_password)
      ? [
          {
            code: 'password_made_here',
            field: `lines[${index}]`,
            message: `the SIP password of ${user.sip_user} was made here, because the system that keeps the user gives none: the line registers only where the registrar takes the password from offhook or it is entered there`,
          },
        ]
      : [],
  )
}
