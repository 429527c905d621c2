import type { FileRow } from '../../src/domain/vendor.js'

/** Twelve zeros are the name of the shared files, never a phone's address. */
const MAC = '(?<mac>(?!0{12}|00(?:[:-]00){5})(?:[0-9a-f]{12}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}))'
const XML = 'text/xml; charset=utf-8'

const UPLOAD = 512 * 1024
/** A phone appends up to 512 kB by itself (`log.render.file.upload.append.sizeLimit`); polycom.md 1.4 X. */
const LOG = 1024 * 1024

export const files: readonly FileRow[] = [
  {
    id: 'shared-master',
    pattern: /^0{12}\.cfg$/,
    answer: 'render',
    template: 'shared-master',
    sections: [],
    contentType: XML,
    shared: true,
    example: '000000000000.cfg',
    source: 'polycom.md 1.1 H',
  },
  {
    id: 'shared-directory',
    pattern: /^0{12}-directory~?\.xml$/,
    answer: 'none',
    shared: true,
    example: '000000000000-directory.xml',
    source: 'polycom.md ch. 5: only asked for by a phone without a directory of its own',
  },
  {
    id: 'shared-license',
    pattern: /^0{12}-license\.cfg$/,
    answer: 'none',
    shared: true,
    example: '000000000000-license.cfg',
    source: 'polycom.md 1.1 H: 404 is fine',
  },
  {
    id: 'master',
    pattern: new RegExp(`^${MAC}\\.cfg$`, 'i'),
    answer: 'render',
    template: 'master',
    sections: ['master'],
    contentType: XML,
    example: '{mac}.cfg',
    source: 'polycom.md 1.1 H',
  },
  {
    id: 'phone',
    pattern: new RegExp(`^${MAC}-user\\.cfg$`, 'i'),
    answer: 'render',
    template: 'phone',
    contentType: XML,
    main: true,
    example: '{mac}-user.cfg',
    source: 'polycom.md 1.2: the name is ours, CONFIG_FILES says it (wazo chose the same)',
  },
  {
    id: 'directory',
    pattern: new RegExp(`^${MAC}-directory\\.xml$`, 'i'),
    answer: 'render',
    template: 'directory',
    sections: ['directory'],
    directory: ['favourites', 'contacts', 'speed_dials', 'colleagues', 'business'],
    contentType: XML,
    example: '{mac}-directory.xml',
    source: 'polycom.md ch. 5 H; read-only at the phone, so never uploaded',
  },
  {
    id: 'phone-overrides',
    pattern: new RegExp(`^${MAC}-phone\\.cfg$`, 'i'),
    answer: 'stored',
    template: 'overrides',
    sections: [],
    hides: true,
    contentType: XML,
    upload: UPLOAD,
    example: '{mac}-phone.cfg',
    source: 'polycom.md 1.4 H: what the user changed at the phone; 1.3 M: an empty one clears it all',
  },
  {
    id: 'web-overrides',
    pattern: new RegExp(`^${MAC}-web\\.cfg$`, 'i'),
    answer: 'stored',
    template: 'overrides',
    sections: [],
    hides: true,
    contentType: XML,
    upload: UPLOAD,
    example: '{mac}-web.cfg',
    source: 'polycom.md 1.4 H: what was changed on its web pages',
  },
  {
    id: 'calls',
    pattern: new RegExp(`^${MAC}-calls\\.xml$`, 'i'),
    answer: 'none',
    upload: UPLOAD,
    example: '{mac}-calls.xml',
    source: 'polycom.md 1.1, 1.4 M: 404 is fine',
  },
  {
    id: 'log',
    pattern: new RegExp(`^${MAC}-(?:app|boot)\\.log$`, 'i'),
    answer: 'none',
    upload: LOG,
    example: '{mac}-app.log',
    source: 'polycom.md 1.1, 1.4 H: HEAD first, then PUT',
  },
  {
    id: 'license',
    pattern: new RegExp(`^${MAC}-license\\.cfg$`, 'i'),
    answer: 'none',
    example: '{mac}-license.cfg',
    source: 'polycom.md 1.1 H: 404 is fine',
  },
  {
    // A phone that makes a signing request sends its private key along: neither taken nor given.
    id: 'signing-request',
    pattern: new RegExp(`^${MAC}(?:\\.csr|-private\\.pem)$`, 'i'),
    answer: 'none',
    example: '{MAC}-private.pem',
    source: 'polycom.md 1.4 H, trap 10',
  },
  {
    id: 'firmware',
    // Some phones prefix their part number although the path already has it.
    pattern: /^(?:\d{4}-\d{5}-\d{3}\.){0,2}(?:sip(?:_\w+)?|bootrom|updater)\.(?:ld|ver)$/i,
    answer: 'none',
    shared: true,
    example: 'sip.ld',
    source: 'polycom.md 1.1: 404 = keep the present firmware, M',
  },
  {
    id: 'dictionary',
    pattern: /^(?:[\w-]+\/){0,4}[\w-]*dictionary[\w-]*\.xml$/i,
    answer: 'none',
    shared: true,
    example: 'languages/Website_dictionary_language_en-us.xml',
    source: 'polycom.md 1.1 M: 404 is fine, the languages we choose are built in',
  },
]
