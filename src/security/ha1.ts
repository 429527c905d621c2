import { hash } from 'node:crypto'
import type { Secret } from '../domain/secret.js'

/** HA1 of RFC 2617 ch. 3.2.2.2: what a registrar needs instead of the password, worth as much as that in its realm. */
export const ha1Of = (user: string, realm: string, password: Secret): string =>
  hash('md5', `${user}:${realm}:${password.reveal()}`, 'hex')
