import { describe, expect, it } from 'vitest'
import { vendorNamed, vendors } from '../../src/catalogue/index.js'
import { isParameter, nearestParameter, parametersOf } from '../../src/render/parameters.js'
import { createView } from '../../src/render/view.js'
import { subjectOf } from '../support/plan.js'

const vendorOf = (name: string) => vendorNamed(name) ?? expect.fail(`no vendor ${name}`)

const NAMES = vendors.flatMap((vendor) => vendor.models.map((model) => [vendor.id, model.id] as const))

describe('every parameter a file has is known by the name an override would use', () => {
  const settings = {
    timezone: 'Europe/Rome',
    phonebooks: [{ name: 'a', url: 'http://b.example/' }],
    ldap: { host: 'l.example' },
    vlan: { phone: { id: 2 }, pc: { id: 3 } },
    syslog: { server: 's.example' },
    backup_registrar: { host: 'b.example' },
    forward: { always: { target: '1' }, no_answer: { target: '2', seconds: 12 } },
  }
  it.each(NAMES)('%s %s', (vendor, model) => {
    const subject = subjectOf({ vendor, model, settings, keys: [{ position: 1, kind: 'line' }] })
    const rows = subject.vendor.files
      .filter((file) => file.answer === 'render')
      .flatMap((file) => Object.values(createView(subject, file)).flatMap((section) => section.rows))
    const names = rows.map(({ name, attributes }) =>
      attributes.idx === undefined ? name : `${name}[${attributes.idx}]`,
    )
    expect(names.filter((name) => !isParameter(subject.vendor, name))).toEqual([])
  })
})

describe('the catalogue of parameters', () => {
  it.each(vendors)('$id has no name twice, and each says who says so', (vendor) => {
    const parameters = parametersOf(vendor)
    expect(new Set(parameters.map(({ name }) => name)).size).toBe(parameters.length)
    expect(parameters.filter(({ sources }) => sources.length === 0)).toEqual([])
  })

  it.each<[string, string, string[]]>([
    ['yealink', 'account.{n}.sip_server.1.transport_type', ['transport']],
    ['yealink', 'local_time.start_time', ['timezone']],
    ['yealink', 'local_time.ntp_server1', ['ntp_servers']],
    ['snom', 'language', ['language']],
    ['snom', 'user_name[{n}]', []],
    ['polycom', 'reg.{n}.server.2.address', ['backup_registrar']],
    ['polycom', 'lcl.ml.lang', ['language']],
  ])('%s %s comes from %j', (vendor, name, settings) => {
    expect(parametersOf(vendorOf(vendor)).find((p) => p.name === name)).toMatchObject({ settings })
  })

  it('tells the versions of a name that changed', () => {
    const named = (name: string) => parametersOf(vendorOf('yealink')).find((p) => p.name === name)
    expect(named('static.network.lldp.enable')).toMatchObject({ firmware: [{ from: '81' }] })
    expect(named('network.lldp.enable')).toMatchObject({ firmware: [{ below: '81' }] })
  })
})

describe('a name that was meant', () => {
  it.each<[string, string, string | undefined]>([
    ['yealink', 'account.1.lable', 'account.1.label'],
    ['yealink', 'account.16.user_nmae', 'account.16.user_name'],
    ['yealink', 'linekey.12.vlaue', 'linekey.12.value'],
    ['yealink', 'account.3.codec.pcmu.enble', 'account.3.codec.pcmu.enable'],
    ['yealink', 'Account.2.Label', 'account.2.label'],
    ['yealink', 'account.label', 'account.1.label'],
    ['yealink', 'local_time.timezone', 'local_time.time_zone'],
    ['yealink', 'features.quite_another.thing', undefined],
    ['snom', 'user_nam[2]', 'user_name[2]'],
    ['snom', 'user_name', 'user_name[1]'],
    ['snom', 'account.1.label', undefined],
    ['polycom', 'reg.2.dispalyName', 'reg.2.displayName'],
    ['polycom', 'attendant.resourceList.7.lable', 'attendant.resourceList.7.label'],
  ])('%s %s: %s', (vendor, name, meant) => {
    expect(isParameter(vendorOf(vendor), name)).toBe(false)
    expect(nearestParameter(vendorOf(vendor), name)).toBe(meant)
  })

  it.each<[string, string]>([
    ['yealink', 'account.16.label'],
    ['yealink', 'expansion_module.3.key.40.value'],
    ['yealink', 'security.user_password'],
    ['snom', 'user_name[12]'],
    ['snom', 'fkey[120]'],
    ['polycom', 'attendant.resourceList.40.address'],
  ])('%s %s is known as it is', (vendor, name) => expect(isParameter(vendorOf(vendor), name)).toBe(true))
})
