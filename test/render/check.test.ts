import { describe, expect, it } from 'vitest'
import { checkFile } from '../../src/render/check.js'
import { renderFile } from '../support/plan.js'

const config = (attributes: string) => checkFile('xml', `<PHONE_CONFIG ${attributes}/>`, false)

describe('the last look at a file', () => {
  it.each(['a="1" b="1"', 'a="x=" b="x="', 'a="token=c2VjcmV0==" b="token=c2VjcmV0=="', 'a.b="" a.c=""'])(
    'lets %s pass',
    (attributes) => expect(config(attributes)).toBeUndefined(),
  )

  it.each(['a="1" a="1"', 'a="1" b="x=" a="2"', 'a="" a=""'])('finds the attribute written twice in %s', (attributes) =>
    expect(config(attributes)).toMatch(/has an attribute twice/),
  )

  it('lets a Polycom have a directory whose address ends in an equals sign', () => {
    const settings = { phonebooks: [{ name: 'All', url: 'https://books.example.com/?key=c2VjcmV0==' }] }
    const options = { vendor: 'polycom', model: 'VVX450', mac: '64167faabbcc', settings }
    expect(renderFile(options, '64167faabbcc-user.cfg').body).toContain('?key=c2VjcmV0==')
  })
})

describe('codecs', () => {
  it.each([
    ['yealink', 'T46U', '001565aabbcc.cfg', 'account.1.codec.pcmu.enable = 1'],
    ['snom', 'D785', 'snomD785-000413AABBCC.htm', '>pcmu,pcma,telephone-event<'],
    ['polycom', 'VVX450', '64167faabbcc-user.cfg', 'voice.codecPref.G711_Mu="1"'],
  ])('a %s that has none of those chosen keeps G.711', (vendor, model, name, expected) => {
    const codecs = vendor === 'snom' ? ['iLBC'] : ['AMR']
    const mac = name.match(/[0-9A-Fa-f]{12}/)?.[0].toLowerCase() ?? ''
    expect(renderFile({ vendor, model, mac, settings: { codecs } }, name).body).toContain(expected)
  })
})
