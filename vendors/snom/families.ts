/**
 * Which family a section is for. Desk phones of all generations share one set of names; DECT bases have their own
 * (snom.md 4). Old bases (M300, M700) and new ones (M400, M900) differ in the users of their web interface.
 */
export const DESK = { 'model.dect': null }
export const DECT = { 'model.dect': ['old', 'new'] }
