import type { UserAgentRow } from '../../src/domain/vendor.js'

/** Family and model: `PolycomVVX-VVX_450-UA/`; CCX and Edge E say `Poly`, not `Polycom` (polycom.md 1.5 H). */
const PRODUCT = 'Poly(?:com)?[A-Za-z]+-(?<model>[A-Za-z0-9_]+)-UA/'
const SERIAL = '(?: \\(SN:(?<mac>[0-9A-Fa-f]{12})\\))?'
const VERSION = '(?<firmware>\\d+(?:\\.\\d+)+)'

/** polycom.md 1.5; samples in fixtures/polycom/user-agents.txt. */
export const userAgents: readonly UserAgentRow[] = [
  // The updater (bootROM) tells its own version, which is not the firmware's.
  { pattern: new RegExp(`^FileTransport ${PRODUCT}${VERSION}${SERIAL} Type/Updater$`), foreignVersion: true },
  // Phones up to SIP 3.2 name no type; what calls itself 4 and later there is the bootROM (4.x beside SIP 2.x and 3.x).
  {
    pattern: new RegExp(`^FileTransport ${PRODUCT}(?<firmware>(?:[4-9]|\\d\\d)(?:\\.\\d+)+)${SERIAL}$`),
    foreignVersion: true,
  },
  {
    pattern: new RegExp(`^(?:FileTransport|Microbrowser/[\\d.]+) ${PRODUCT}${VERSION}${SERIAL}(?: Type/Application)?$`),
  },
  // REGISTER; since 5.5 with `Polycom/<version> ` in front, with `_<mac>` behind if `sec.tagSerialNo` is 1.
  { pattern: new RegExp(`^(?:Polycom/[\\d.]+ )?${PRODUCT}${VERSION}(?:_(?<mac>[0-9A-Fa-f]{12}))?$`) },
]
