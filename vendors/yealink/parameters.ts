import type { SectionRows } from '../../src/domain/vendor.js'
import { accounts, unusedAccounts } from './accounts.js'
import { calls, distinctive } from './calls.js'
import { codecs, otherCodecs } from './codecs.js'
import { base, freeHandsets, handsets } from './dect.js'
import { clearedLdap, ldap, noLdap, phonebooks } from './directories.js'
import { keys, moduleKeys, moduleKeysPaged } from './key-rows.js'
import { display, locale } from './locale.js'
import { keysAfterSix, keysAfterSixFromZero, keysAfterThree, keysFromZero, memoryKeys } from './memory-rows.js'
import { network } from './network.js'
import { access, provisioning } from './provisioning.js'
import { earlyServers, lateServers, servers } from './servers.js'
import { freeSoftkeys, softkeys } from './softkey-rows.js'

/** Every parameter offhook writes to a Yealink, in the order the sections were thought of; the template lays them out. */
export const sections: readonly SectionRows[] = [
  provisioning,
  access,
  accounts,
  servers,
  lateServers,
  earlyServers,
  unusedAccounts,
  codecs,
  otherCodecs,
  base,
  handsets,
  freeHandsets,
  keys,
  keysFromZero,
  keysAfterThree,
  keysAfterSix,
  keysAfterSixFromZero,
  memoryKeys,
  moduleKeys,
  moduleKeysPaged,
  softkeys,
  freeSoftkeys,
  calls,
  distinctive,
  locale,
  display,
  network,
  phonebooks,
  ldap,
  noLdap,
  clearedLdap,
]
