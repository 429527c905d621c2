import type { SectionRows } from '../../src/domain/vendor.js'
import { accounts, unusedAccounts } from './accounts.js'
import { audio, codecs } from './audio.js'
import { calls, emergency } from './calls.js'
import { directory, favouriteKeys, keyFeatures, keys, resources, softkeys } from './key-rows.js'
import { ldap } from './ldap.js'
import { locale } from './locale.js'
import { master } from './master.js'
import { access, network, provisioning } from './provisioning.js'

export const sections: readonly SectionRows[] = [
  master,
  provisioning,
  access,
  accounts,
  unusedAccounts,
  codecs,
  audio,
  keyFeatures,
  keys,
  favouriteKeys,
  resources,
  directory,
  softkeys,
  calls,
  emergency,
  locale,
  network,
  ldap,
]
