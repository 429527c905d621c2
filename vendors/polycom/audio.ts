import type { SectionRows } from '../../src/domain/vendor.js'

const SINCE_33 = { from: '3.3' } as const
const SIP3 = { below: '3.3' } as const

/** Ranks hold for the whole phone; 0 is off. */
export const codecs: SectionRows = {
  id: 'codecs',
  title: 'Codecs in order of preference, all others off',
  each: 'codec',
  rows: [
    {
      name: 'voice.codecPref.{codec.name}',
      value: '{codec.rank}',
      absent: '0',
      when: { 'codec.name': ['G711_Mu', 'G711_A', 'G722', 'G729_AB', 'iLBC.13_33kbps'] },
      covers: ['codecs'],
      firmware: SINCE_33,
      source: 'polycom.md 3.3 H',
    },
    {
      name: 'voice.codecPref.{codec.name}',
      value: '{codec.rank}',
      absent: '0',
      when: { 'codec.name': 'Opus.16kbps' },
      firmware: { from: '5.5' },
      source: 'polycom.md 3.3 L',
    },
    {
      name: 'voice.codecPref.{codec.name|codec_sip3}',
      value: '{codec.rank}',
      absent: '0',
      covers: ['codecs'],
      firmware: SIP3,
      source: 'polycom.md 3.3 H',
    },
    {
      name: 'voice.codecPref.{model.codec_prefix}.{codec.name|codec_sip3}',
      value: '{codec.rank}',
      absent: '0',
      firmware: SIP3,
      source: 'polycom.md 3.3 H',
    },
  ],
}

/** What the factory prefers to every codec a neutral setting can name. */
export const audio: SectionRows = {
  id: 'audio',
  title: 'Codecs of the vendor alone, off; DTMF',
  rows: [
    { name: 'voice.codecPref.G7221.32kbps', value: '0', firmware: SINCE_33, source: 'polycom.md 3.3 H' },
    { name: 'voice.codecPref.G7221_C.48kbps', value: '0', firmware: SINCE_33, source: 'polycom.md 3.3 H' },
    { name: 'voice.codecPref.Siren14.48kbps', value: '0', firmware: SINCE_33, source: 'polycom.md 3.3 H' },
    { name: 'voice.codecPref.Siren22.64kbps', value: '0', firmware: SINCE_33, source: 'polycom.md 3.3 H' },
    { name: 'voice.codecPref.iLBC.15_2kbps', value: '0', firmware: SINCE_33, source: 'polycom.md 3.3 H' },
    { name: 'voice.codecPref.G7221C', value: '0', firmware: SIP3, source: 'polycom.md 3.3 H' },
    { name: 'tone.dtmf.viaRtp', value: '{dtmf|dtmf_rtp}', source: 'polycom.md 3.3 H' },
    { name: 'tone.dtmf.rfc2833Control', value: '{dtmf|dtmf_event}', source: 'polycom.md 3.3 H' },
    { name: 'voIpProt.SIP.dtmfViaSignaling.rfc2976', value: '{dtmf|dtmf_info}', source: 'polycom.md 3.3 H' },
  ],
}
