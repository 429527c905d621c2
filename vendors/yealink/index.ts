import type { Vendor } from '../../src/domain/vendor.js'
import { assets } from './assets.js'
import { keyKinds, softkeyKinds } from './keys.js'
import { maps } from './maps.js'
import { genericModel, models } from './models.js'
import { sections } from './parameters.js'
import { bookFiles, directory } from './phonebooks.js'
import { restarts } from './restarts.js'

const MAC = '(?<mac>[0-9a-f]{12}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5})'
const TEXT = 'text/plain; charset=utf-8'
const UPLOAD = 512 * 1024

export const yealink: Vendor = {
  id: 'yealink',
  name: 'Yealink',
  format: 'cfg',
  modelPrefixes: ['yealink', 'sip', 'vp'],
  dhcp: { vendorClass: 'yealink', options: [66], source: 'yealink.md 1.1 D (66), P tan (option 60)' },
  // yealink.md 1.3 P: Wazo, tancredi and FusionPBX together; 805e0c is real, not a misprint of 805ec0.
  ouis: [
    '001565',
    '805ec0',
    '805e0c',
    '249ad8',
    '44dbd2',
    'c4fc22',
    'e434d7',
    '3497d7',
    '644f56',
    'b061a9',
    'ec1da9',
    'f01653',
  ],
  // yealink.md 1.3: samples in fixtures/yealink/user-agents.txt.
  userAgents: [
    {
      pattern:
        /^Yealink[ -]+(?:SIP(?: VP)?[ -]+)?(?<model>[A-Z][A-Z0-9_|]+)\s+(?<firmware>\d+\.\d+\.\d+\.\d+)(?:\s+(?<mac>[0-9a-f]{12}|[0-9a-f]{2}(?::[0-9a-f]{2}){5}))?(?:\s|$)/i,
    },
    {
      pattern:
        /^(?<model>VP530)P?\s+(?<firmware>\d+\.\d+\.\d+\.\d+)(?:\s+(?<mac>[0-9a-f]{2}(?::[0-9a-f]{2}){5}))?(?:\s|$)/i,
    },
    { pattern: /^(?<model>W\d\d[A-Z]+)\s+(?<firmware>\d+\.\d+\.\d+\.\d+)\s+(?<mac>[0-9a-f]{2}(?::[0-9a-f]{2}){5})$/i },
  ],
  certificate: {
    commonName: /^(?<mac>[0-9a-f]{12}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5})$/i,
    source: 'yealink.md 1.5 C: CN is the MAC; case and separators unconfirmed, so both are read',
  },
  restarts,
  firmwareFamilyParts: 1,
  files: [
    {
      id: 'phone',
      pattern: new RegExp(`^${MAC}\\.cfg$`, 'i'),
      answer: 'render',
      template: 'phone',
      contentType: TEXT,
      main: true,
      encryption: 'aes-128-ecb',
      example: '{mac}.cfg',
      source: 'yealink.md 1.2 D, C',
    },
    {
      id: 'boot',
      pattern: new RegExp(`^${MAC}\\.boot$`, 'i'),
      answer: 'render',
      template: 'boot',
      sections: [],
      when: { 'provisioning.overwrite': 'true' },
      contentType: TEXT,
      example: '{mac}.boot',
      source: 'yealink.md 1.2, 2 D: with one, the cfg files are asked for only if it includes them',
    },
    {
      id: 'shared-boot',
      pattern: /^y0{12}\.boot$/i,
      answer: 'none',
      shared: true,
      example: 'y000000000000.boot',
      source: 'yealink.md 1.2 D: asked for by a phone without a boot file of its own',
    },
    {
      id: 'common',
      pattern: /^y[0-9]{12}\.cfg$/i,
      answer: 'none',
      shared: true,
      example: 'y0000000000{model}.cfg',
      source: 'yealink.md 1.2 D',
    },
    {
      id: 'local',
      pattern: new RegExp(`^${MAC}-local\\.cfg$`, 'i'),
      answer: 'stored',
      contentType: TEXT,
      upload: UPLOAD,
      hides: true,
      example: '{mac}-local.cfg',
      source: 'yealink.md 1.2 D A83',
    },
    {
      id: 'contacts',
      pattern: new RegExp(`^${MAC}-contact\\.xml$`, 'i'),
      answer: 'stored',
      contentType: 'text/xml; charset=utf-8',
      upload: UPLOAD,
      example: '{mac}-contact.xml',
      source: 'yealink.md 1.2 C',
    },
    {
      id: 'calls',
      pattern: new RegExp(`^${MAC}-calllog\\.xml$`, 'i'),
      answer: 'stored',
      contentType: 'text/xml; charset=utf-8',
      upload: UPLOAD,
      example: '{mac}-calllog.xml',
      source: 'yealink.md 1.2 C',
    },
    ...bookFiles,
  ],
  directory,
  assets,
  models,
  genericModel,
  clock: { step: 3600, source: 'yealink.md 3.4 D: an hour; minutes saved -300 to 300' },
  // yealink.md 3.2 P: the parameter names of V82 and later.
  codecs: {
    PCMU: 'pcmu',
    PCMA: 'pcma',
    G722: 'g722',
    G729: 'g729',
    OPUS: 'opus',
    iLBC: 'ilbc',
    G723: 'g723_53',
    'G726-16': 'g726_16',
    'G726-24': 'g726_24',
    'G726-32': 'g726_32',
    'G726-40': 'g726_40',
  },
  keyKinds,
  softkeyKinds,
  maps,
  renames: [
    { prefix: 'static.firmware.', to: 'firmware.', below: '82', source: 'yealink.md 3.4 P wz: plain up to V81' },
    { prefix: 'static.', to: '', below: '81', source: 'yealink.md 4 P wz: the prefix came with V81' },
  ],
  sections,
}
