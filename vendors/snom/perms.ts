/**
 * What `perm` says (snom.md 2.2): `R` = only the server sets it, `RW` = the user may change it and the server
 * overwrites, `!` = the server writes only while the user has not.
 */
export const SERVER = { perm: 'R' }
export const BOTH = { perm: 'RW' }
export const USER = { perm: '!' }
/** Comfort: as the administrator chose whether changes made at the phone survive. */
export const CHOSEN = { perm: '{provisioning.protect_user_changes|perm}' }
