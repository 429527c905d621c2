import { describe, expect, it } from 'vitest'
import { config, withPrefix } from './read.js'

const SAVING = 'tcpIpApp.sntp.daylightSavings'

describe('staying alive', () => {
  it.each([
    ['nat.keepalive.interval', '30', '3.4'],
    ['voIpProt.SIP.specialEvent.checkSync.alwaysReboot', '0', 'ch. 6'],
    ['dialplan.digitmap', '[0123456789*#].T', '3.1: the factory map is North America’s'],
    ['call.directedCallPickupString', '', '3.2, trap 4: the factory has *97'],
    ['feature.directedCallPickup.enabled', '0', '3.2'],
    ['feature.groupCallPickup.enabled', '0', '3.2'],
    [`${SAVING}.enable`, '0', '3.5, trap 3: the factory has it on'],
    ['reg.1.srtp.enable', '0', '3.1: the factory has it on'],
    ['reg.1.srtp.offer', '0', '3.1'],
    ['reg.1.srtp.require', '0', '3.1'],
    ['tcpIpApp.sntp.address.overrideDHCP', '1', '3.4: else option 42 wins'],
    ['tcpIpApp.sntp.gmtOffset.overrideDHCP', '1', '3.5: else option 2 wins'],
    ['device.prov.tagSerialNo', '1', '1.5'],
    ['feature.enhancedFeatureKeys.enabled', '1', '3.2'],
    ['efk.efkprompt.1.status', '1', '3.2: prefix keys ask by it'],
    ['efk.efkprompt.1.label', 'Number', '3.2'],
    ['efk.efkprompt.1.type', 'numeric', '3.2'],
    ['efk.efkprompt.1.userfeedback', 'visible', '3.2'],
    ['attendant.behaviors.display.spontaneousCallAppearances.normal', '0', '3.2: wazo, FusionPBX'],
    ['attendant.behaviors.display.spontaneousCallAppearances.automata', '0', '3.2'],
    ['msg.bypassInstantMessage', '1', '3.2'],
    ['up.oneTouchVoiceMail', '1', '3.2'],
  ])('%s = %j without anybody asking (%s)', (name, value) => {
    expect(config()[name]).toBe(value)
  })

  it.each([
    ['off', '0', '0', '0'],
    ['optional', '1', '1', '0'],
    ['required', '1', '1', '1'],
  ])('SRTP %s (3.1)', (srtp, enable, offer, require) => {
    expect(config({ settings: { srtp } })).toMatchObject({
      'reg.1.srtp.enable': enable,
      'reg.1.srtp.offer': offer,
      'reg.1.srtp.require': require,
    })
  })

  it.each([
    ['rfc4733', '1', '1', '0'],
    ['inband', '1', '0', '0'],
    ['info', '0', '0', '1'],
  ])('DTMF by %s (3.3)', (dtmf, rtp, event, info) => {
    expect(config({ settings: { dtmf } })).toMatchObject({
      'tone.dtmf.viaRtp': rtp,
      'tone.dtmf.rfc2833Control': event,
      'voIpProt.SIP.dtmfViaSignaling.rfc2976': info,
    })
  })

  it.each([
    ['udp', 'UDPOnly', '5060'],
    ['tcp', 'TCPOnly', '5060'],
    ['tls', 'TLS', '5061'],
    ['dns-srv', 'DNSnaptr', '0'],
  ])('transport %s is %s on port %s (3.1)', (transport, word, port) => {
    expect(config({ settings: { transport } })).toMatchObject({
      'reg.1.server.1.transport': word,
      'reg.1.server.1.port': port,
    })
  })
})

describe('the clock (polycom.md 3.5)', () => {
  it('the last Sunday needs no date', () => {
    const parameters = config({ settings: { timezone: 'Europe/Berlin' } })
    expect(parameters).toMatchObject({
      'tcpIpApp.sntp.gmtOffset': '3600',
      [`${SAVING}.start.month`]: '3',
      [`${SAVING}.start.dayOfWeek`]: '1',
      [`${SAVING}.start.dayOfWeek.lastInMonth`]: '1',
      [`${SAVING}.start.time`]: '2',
      [`${SAVING}.stop.month`]: '10',
      [`${SAVING}.stop.dayOfWeek.lastInMonth`]: '1',
      [`${SAVING}.stop.time`]: '3',
    })
    expect(parameters).not.toHaveProperty([`${SAVING}.start.date`])
  })

  it('the fourth Thursday begins on the 22nd, and its 26th hour is cut to the last of the day', () => {
    expect(config({ settings: { timezone: 'Asia/Jerusalem' } })).toMatchObject({
      [`${SAVING}.start.date`]: '22',
      [`${SAVING}.start.dayOfWeek`]: '5',
      [`${SAVING}.start.dayOfWeek.lastInMonth`]: '0',
      [`${SAVING}.start.time`]: '23',
    })
  })

  it('says .time, not .hour as an old template does', () => {
    const names = Object.keys(config({ settings: { timezone: 'Europe/Berlin' } }))
    expect(names.filter((name) => name.endsWith('.hour'))).toEqual([])
  })

  it.each(['Asia/Tokyo', 'Africa/Casablanca'])('%s has no yearly rule: off, nothing more', (timezone) => {
    expect(withPrefix(config({ settings: { timezone } }), SAVING)).toEqual({ [`${SAVING}.enable`]: '0' })
  })

  it.each(['America/Nuuk', 'Africa/Cairo', 'America/Santiago', 'Asia/Jerusalem'])(
    '%s changes at an hour the phone takes',
    (timezone) => {
      const parameters = config({ settings: { timezone } })
      const hours = [parameters[`${SAVING}.start.time`], parameters[`${SAVING}.stop.time`]].map(Number)
      expect(hours).toEqual([expect.any(Number), expect.any(Number)])
      expect(hours.filter((hour) => hour >= 0 && hour <= 23)).toHaveLength(2)
    },
  )
})

describe('dialects (polycom.md 1.9, 3.3)', () => {
  it.each<[string, string, Record<string, string>, string[]]>([
    [
      'SIP 3.2',
      '3.2.1.0078',
      {
        'voice.codecPref.G711Mu': '3',
        'voice.codecPref.G7221C': '0',
        'voice.codecPref.G711A': '2',
        'voice.codecPref.IP_650.G722': '1',
        'efk.version': '2',
      },
      ['voice.codecPref.G711_Mu', 'lineKey.reassignment.enabled', 'lineKey.1.category', 'call.defaultTransferType'],
    ],
    [
      'UC Software 4.0',
      '4.0.15.1047',
      { 'voice.codecPref.G711_Mu': '3', 'lineKey.1.category': 'Line', 'call.transfer.blindPreferred': '1' },
      [
        'voice.codecPref.G711Mu',
        'voice.codecPref.IP_650.G722',
        'voice.codecPref.Opus.16kbps',
        'call.defaultTransferType',
        'efk.version',
      ],
    ],
    [
      'UC Software 5.9',
      '5.9.1.0615',
      { 'voice.codecPref.Opus.16kbps': '0', 'call.defaultTransferType': 'Blind' },
      ['call.transfer.blindPreferred', 'voice.codecPref.G711Mu'],
    ],
  ])('%s', (_name, firmware, present, absent) => {
    const parameters = config({ model: 'SPIP650', firmware })
    expect(parameters).toMatchObject(present)
    expect(Object.keys(parameters).filter((name) => absent.includes(name))).toEqual([])
  })

  it('without a told release the newest of the model is spoken', () => {
    expect(config({ model: 'SPIP501' })).toHaveProperty(['voice.codecPref.G711Mu'])
    expect(config({ model: 'SPIP550' })).toHaveProperty(['voice.codecPref.G711_Mu'])
  })

  it('a CCX is told to speak SIP, an Edge E that the licence was read (1.9)', () => {
    expect(config({ model: 'CCX500' })['device.baseProfile']).toBe('Generic')
    expect(config({ model: 'EdgeE350' })['device.eulaAccepted']).toBe('1')
    expect(Object.keys(config()).filter((name) => /baseProfile|eula/.test(name))).toEqual([])
  })
})
