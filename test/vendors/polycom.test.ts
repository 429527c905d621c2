import { describe, expect, it } from 'vitest'
import { config, type Options } from './polycom/read.js'

const SNTP = 'tcpIpApp.sntp'
const SAVING = `${SNTP}.daylightSavings`

describe('golden facts (polycom.md ch. 8)', () => {
  it('S1: an account', () => {
    const line = { user: '1001', auth: '1001a', password: 's3cret', name: 'Alice A', label: '1001' }
    const settings = { registrar: { host: 'pbx.example.com', port: 5060 }, transport: 'udp', registration_expires: 600 }
    expect(config({ lines: [line], settings })).toMatchObject({
      'reg.1.address': '1001',
      'reg.1.auth.userId': '1001a',
      'reg.1.auth.password': 's3cret',
      'reg.1.displayName': 'Alice A',
      'reg.1.label': '1001',
      'reg.1.server.1.address': 'pbx.example.com',
      'reg.1.server.1.port': '5060',
      'reg.1.server.1.transport': 'UDPOnly',
      'reg.1.server.1.expires': '600',
      'reg.1.server.1.register': '1',
    })
  })

  it('S2: TLS and required SRTP', () => {
    const registrar = { host: 'pbx.example.com', port: 5061 }
    expect(config({ settings: { transport: 'tls', srtp: 'required', registrar } })).toMatchObject({
      'reg.1.server.1.transport': 'TLS',
      'reg.1.server.1.port': '5061',
      'reg.1.srtp.enable': '1',
      'reg.1.srtp.offer': '1',
      'reg.1.srtp.require': '1',
    })
  })

  it('S3: the time in New York', () => {
    expect(config({ settings: { timezone: 'America/New_York' } })).toMatchObject({
      [`${SNTP}.gmtOffset`]: '-18000',
      [`${SNTP}.gmtOffset.overrideDHCP`]: '1',
      [`${SAVING}.enable`]: '1',
      [`${SAVING}.fixedDayEnable`]: '0',
      [`${SAVING}.start.month`]: '3',
      [`${SAVING}.start.date`]: '8',
      [`${SAVING}.start.dayOfWeek`]: '1',
      [`${SAVING}.start.dayOfWeek.lastInMonth`]: '0',
      [`${SAVING}.start.time`]: '2',
      [`${SAVING}.stop.month`]: '11',
      [`${SAVING}.stop.date`]: '1',
      [`${SAVING}.stop.dayOfWeek`]: '1',
      [`${SAVING}.stop.dayOfWeek.lastInMonth`]: '0',
      [`${SAVING}.stop.time`]: '2',
    })
  })

  it('S4: French', () => {
    expect(config({ settings: { language: 'fr-FR' } })['lcl.ml.lang']).toBe('French_France')
  })

  it('S5: voice VLAN 20', () => {
    expect(config({ settings: { vlan: { phone: { id: 20 } } } })).toMatchObject({
      'device.set': '1',
      'device.net.vlanId': '20',
      'device.net.vlanId.set': '1',
    })
  })

  it('S6: a line key, two watched colleagues, a pickup code', () => {
    const keys: Options['keys'] = [
      { position: 2, kind: 'blf', value: '1002', label: 'Bob' },
      { position: 3, kind: 'blf', value: '1003', label: 'Eve' },
    ]
    expect(config({ keys, settings: { pickup_code: '*8' } })).toMatchObject({
      'lineKey.reassignment.enabled': '1',
      'lineKey.1.category': 'Line',
      'lineKey.1.index': '1',
      'lineKey.2.category': 'BLF',
      'lineKey.2.index': '0',
      'lineKey.3.category': 'BLF',
      'lineKey.3.index': '0',
      'attendant.resourceList.1.address': '1002',
      'attendant.resourceList.1.label': 'Bob',
      'attendant.resourceList.1.type': 'normal',
      'attendant.resourceList.2.address': '1003',
      'attendant.resourceList.2.label': 'Eve',
      'attendant.resourceList.2.type': 'normal',
      'call.directedCallPickupString': '*8',
    })
  })

  it('S7: voicemail with its lamp', () => {
    expect(config({ lines: [{ user: '1001' }], settings: { voicemail_number: '*98' } })).toMatchObject({
      'msg.mwi.1.callBackMode': 'contact',
      'msg.mwi.1.callBack': '*98',
      'msg.mwi.1.subscribe': '1001',
    })
  })

  it('S8: three codecs, all others off', () => {
    expect(config({ settings: { codecs: ['G722', 'PCMU', 'PCMA'] } })).toMatchObject({
      'voice.codecPref.G722': '1',
      'voice.codecPref.G711_Mu': '2',
      'voice.codecPref.G711_A': '3',
      'voice.codecPref.G729_AB': '0',
      'voice.codecPref.G7221.32kbps': '0',
      'voice.codecPref.G7221_C.48kbps': '0',
      'voice.codecPref.Siren14.48kbps': '0',
      'voice.codecPref.Siren22.64kbps': '0',
    })
  })

  it('S9: daily between 02:00 and 04:00', () => {
    const provisioning = { poll: 'daily', window: { from: '02:00', to: '04:00' } }
    expect(config({ settings: { provisioning } })).toMatchObject({
      'prov.polling.enabled': '1',
      'prov.polling.mode': 'random',
      'prov.polling.period': '86400',
      'prov.polling.time': '02:00',
      'prov.polling.timeRandomEnd': '04:00',
    })
  })

  it('S10: syslog of warnings', () => {
    expect(config({ settings: { syslog: { server: '10.0.0.5', level: 4 } } })).toMatchObject({
      'device.set': '1',
      'device.syslog.serverName': '10.0.0.5',
      'device.syslog.serverName.set': '1',
      'device.syslog.transport': 'UDP',
      'device.syslog.transport.set': '1',
      'device.syslog.renderLevel': '3',
      'device.syslog.renderLevel.set': '1',
    })
  })
})
