import type { Vendor } from '../../src/domain/vendor.js'
import { accounts, spareAccounts, unusedAccounts } from './accounts.js'
import { assets } from './assets.js'
import { calls, clearedCalls, oldForwarding } from './calls.js'
import { dectAccounts, dectBase, dectServer, dectUnusedAccounts } from './dect.js'
import { DESK } from './families.js'
import { clearedKeys, clearedSoftkeys, goneSoftkeys, keys, protectedKeys, softkeys, unusedKeys } from './functions.js'
import { keyKinds, softkeyKinds } from './keys.js'
import { locale } from './locale.js'
import { maps } from './maps.js'
import { genericModel, models } from './models.js'
import {
  access,
  certificates,
  cleared,
  directory,
  firmware,
  ldap,
  ldapImpossible,
  ldapNone,
  network,
  provisioning,
} from './phone.js'
import { restarts } from './restarts.js'

const MAC = '(?<mac>[0-9a-f]{12}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5})'
const XML = 'text/xml; charset=utf-8'

/** All sections but the firmware file's, whose row must not stand in a settings file. */
const PHONE = [
  'provisioning',
  'access',
  'accounts',
  'spare_accounts',
  'unused_accounts',
  'calls',
  'old_forwarding',
  'cleared_calls',
  'softkeys',
  'gone_softkeys',
  'cleared_softkeys',
  'locale',
  'network',
  'ldap',
  'ldap_none',
  'ldap_impossible',
  'dect_base',
  'dect_server',
  'dect_accounts',
  'dect_unused_accounts',
  'cleared',
  'keys',
  'unused_keys',
  'protected_keys',
  'cleared_keys',
  'directory',
  'certificates',
]

export const snom: Vendor = {
  id: 'snom',
  name: 'Snom',
  format: 'xml',
  modelPrefixes: ['snom'],
  // Option 43 would win, but holds 66 and 67 again, encapsulated.
  dhcp: { vendorClass: 'snom', options: [66], source: 'snom.md 1.2 A V' },
  // snom.md 1.3: nothing else seen; newer ones are possible, so a phone is never refused for its address.
  ouis: ['000413'],
  // snom.md 1.4: samples in fixtures/snom/user-agents.txt.
  userAgents: [
    { pattern: /\bsnom(?<model>\w+)-SIP (?<firmware>\d+(?:\.\d+)+)(?:.*\s(?<mac>[0-9a-f]{12})(?![0-9a-z]))?/i },
    {
      pattern:
        /\bsnom\s?(?<model>M\d{3})[\s/](?<firmware>\d+(?:\.\d+)+)(?:\s(?:\(MAC=)?(?<mac>[0-9a-f]{12})(?![0-9a-z]))?/i,
    },
    { pattern: /^snom(?<model>\w+)\/(?<firmware>\d+(?:\.\d+)+)$/i },
    // Firmware 6.5 may tell no more than a number of its own.
    { pattern: /\bsnom lid (?<lid>\d+)/i },
  ],
  certificate: {
    commonName: /^(?:.*[^0-9a-f])?(?<mac>[0-9a-f]{12})(?:[^0-9a-f].*)?$/i,
    source: 'snom.md C: not confirmed; twelve digits that stand alone in the CN',
  },
  restarts,
  firmwareFamilyParts: 0,
  files: [
    {
      id: 'phone',
      pattern: new RegExp(`^(?:snom[\\w.-]*-)?${MAC}\\.(?:htm|xml)$`, 'i'),
      answer: 'render',
      template: 'phone',
      sections: PHONE,
      directory: ['favourites', 'contacts', 'speed_dials', 'colleagues', 'business'],
      contentType: XML,
      main: true,
      example: 'snom{model}-{MAC}.htm',
      source: 'snom.md 1.3 A W T F; snom-<MAC>.xml: Ast',
    },
    {
      id: 'firmware',
      pattern: new RegExp(`^snom[\\w.-]*-${MAC}-firmware\\.xml$`, 'i'),
      answer: 'render',
      template: 'firmware',
      sections: ['firmware'],
      contentType: XML,
      example: 'snom{model}-{MAC}-firmware.xml',
      source: "snom.md 1.3 A W T: the name is the server's choice, because firmware_status names it",
    },
    {
      id: 'model',
      pattern: /^snom\w*\.htm$/i,
      answer: 'render',
      template: 'model',
      sections: [],
      contentType: XML,
      shared: true,
      example: 'snom{model}.htm',
      source: 'snom.md 1.3 A W',
    },
    {
      id: 'model_firmware',
      pattern: /^snom(?:\w*-)?firmware\.xml$/i,
      answer: 'none',
      shared: true,
      example: 'snom{model}-firmware.xml',
      source: 'snom.md 1.3 A W T: firmware is chosen per phone here',
    },
    {
      id: 'languages',
      pattern: /^(?:gui|web)_lang(?:_\w+)?\.xml$/i,
      answer: 'none',
      shared: true,
      example: 'gui_lang.xml',
      source: 'snom.md 1.3 A W: we name no language file',
    },
  ],
  directory: {
    entries: 250,
    numbers: 'one',
    source: 'snom.md 2.4: 100 or 250 entries on old phones, newer ones unknown: 250',
  },
  assets,
  models,
  genericModel,
  // Whether LDAP can be reached at all depends on it, so it always has a value.
  defaults: { ldap: { tls: 'none' } },
  clock: { step: 1, source: 'snom.md 3.6 A F Ast: hh:mm:ss' },
  foreignFormat: {
    when: DESK,
    firmware: { below: '7' },
    source: 'snom.md 4: before 7 the phone reads plain text, not XML (W: incompatible)',
  },
  // snom.md 3.1 A F T; opus C. Snom phones have no iLBC.
  codecs: {
    PCMU: 'pcmu',
    PCMA: 'pcma',
    G722: 'g722',
    G729: 'g729',
    OPUS: 'opus',
    GSM: 'gsm',
    G723: 'g723',
    'G726-16': 'g726-16',
    'G726-24': 'g726-24',
    'G726-32': 'g726-32',
    'G726-40': 'g726-40',
    AMR: 'amr-0',
    'AMR-WB': 'amrwb-0',
  },
  keyKinds,
  softkeyKinds,
  maps,
  sections: [
    provisioning,
    access,
    accounts,
    spareAccounts,
    unusedAccounts,
    calls,
    oldForwarding,
    clearedCalls,
    softkeys,
    goneSoftkeys,
    clearedSoftkeys,
    locale,
    network,
    ldap,
    ldapNone,
    ldapImpossible,
    dectBase,
    dectServer,
    dectAccounts,
    dectUnusedAccounts,
    cleared,
    keys,
    unusedKeys,
    protectedKeys,
    clearedKeys,
    directory,
    certificates,
    firmware,
  ],
}
