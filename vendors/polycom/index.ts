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
  // polycom.md 1.1 H: FusionPBX and wazo; 00907a is on older phones.
  ouis: ['64167f', '482567', '0004f2', '00907a'],
  userAgents,
  firmwareFamilyParts: 0,
  files,
  assets,
  models,
  genericModel,
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
