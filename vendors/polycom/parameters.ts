import type { SectionRows } from '../../src/domain/vendor.js'
import { accounts, failover, unusedAccounts } from './accounts.js'
import { audio, codecs } from './audio.js'
import { calls, emergency } from './calls.js'
import { directory, favouriteKeys, keyFeatures, keys, resources, softkeys } from './key-rows.js'
import { ldap } from './ldap.js'
import { locale } from './locale.js'
import { master } from './master.js'
import { phonebooks } from './phonebooks.js'
import { access, network, provisioning } from './provisioning.js'
import { ringtones } from './ringtones.js'

export const sections: readonly SectionRows[] = [
  master,
  provisioning,
  access,
  accounts,
  failover,
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
  ringtones,
  locale,
  network,
  phonebooks,
  ldap,
]
