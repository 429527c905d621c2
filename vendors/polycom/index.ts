import type { Vendor } from '../../src/domain/vendor.js'
import { assets } from './assets.js'
import { files } from './files.js'
import { keyKinds, softkeyKinds } from './keys.js'
import { maps } from './maps.js'
import { genericModel, models } from './models.js'
import { sections } from './parameters.js'
import { userAgents } from './user-agents.js'

/** Phones on UC Software: SoundPoint and SoundStation IP, VVX, Trio, CCX, Edge E. Edge B, OBi and Rove are another platform. */
export const polycom: Vendor = {
  id: 'polycom',
  name: 'Polycom',
  format: 'xml',
  modelPrefixes: ['polycom', 'poly', 'soundpointip', 'soundpoint', 'soundstationip', 'soundstation', 'realpresence'],
  dhcp: { vendorClass: 'Polycom', options: [160, 66], source: 'polycom.md 1.7 H (66), U-M (160 from the factory)' },
  // polycom.md 1.1 H: FusionPBX and wazo; 00907a is on older phones.
  ouis: ['64167f', '482567', '0004f2', '00907a'],
  userAgents,
  certificate: {
    commonName: /^(?<mac>[0-9a-f]{12}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5})$/i,
    organisation: 'Polycom Inc.',
    source: 'polycom.md H: CN is the MAC, O is Polycom Inc.',
  },
  restarts: {
    parameters: [
      { name: 'device.*', by: 'value', source: 'polycom.md ch. 2 H: changing one reboots the phone' },
      { name: 'APP_FILE_PATH*', by: 'guide', always: true, source: 'polycom.md 1.2 H: the firmware it installs' },
    ],
  },
  firmwareFamilyParts: 0,
  files,
  // A number that stands twice is found once only; the vendor's guides forbid it.
  directory: {
    entries: 9999,
    numbers: 'one',
    unique: true,
    source: 'polycom.md 3.6 H: dir.local.contacts.maxNum, ch. 5 H: sd 1 to 9999; unique U',
  },
  assets,
  models,
  genericModel,
  clock: {
    step: 3600,
    save: 3600,
    offsets: [-43_200, 46_800],
    source: 'polycom.md 3.5 H: hours 0 to 23; no parameter says how much is saved',
  },
  // polycom.md 3.3 H: the spelling since UC Software 3.3; Opus L. Of two iLBC modes the standard's 30 ms one.
  codecs: {
    PCMU: 'G711_Mu',
    PCMA: 'G711_A',
    G722: 'G722',
    G729: 'G729_AB',
    OPUS: 'Opus.16kbps',
    iLBC: 'iLBC.13_33kbps',
  },
  keyKinds,
  softkeyKinds,
  maps,
  sections,
}
