import { afterEach, describe, expect, it } from 'vitest'
import { Sandbox, type SandboxLimits } from '../../src/render/sandbox.js'

const ROUNDS = process.env.OFFHOOK_TEST_LONG ? 125 : 2
const context = { list: Array.from({ length: 1000 }, (_, i) => i), text: 'said', password: 'hunter2-hunter2' }
const LINES = '\n'.repeat(200 * 1024)

const sandboxes: Sandbox[] = []
function sandboxOf(texts: Readonly<Record<string, string>>, more: Partial<SandboxLimits> = {}): Sandbox {
  const named = Object.entries(texts).map(([name, text]): [string, string] => [`acme/${name}`, text])
  const sandbox = new Sandbox(new Map(named), more)
  sandboxes.push(sandbox)
  return sandbox
}

afterEach(async () => {
  await Promise.all(sandboxes.splice(0).map((sandbox) => sandbox.close()))
})

const each = (depth: number, inner: string): string =>
  '{{#each @root.list}}'.repeat(depth) + inner + '{{/each}}'.repeat(depth)

const STOPPED = /^template acme\/bad\.hbs is stopped: it takes more than (?:250 ms|5000 ms|64 MB)$/
const HARMLESS = /^$/

/** What an administrator could write, and how it ends: in words, or as the file's text. */
const HOSTILE: readonly [what: string, text: string, ends: RegExp][] = [
  ['loops that never end', each(6, ''), STOPPED],
  ['loops that keep all they make', each(4, '{{@index}}'), STOPPED],
  ['itself as a partial', '{{> bad}}', /Maximum call stack size exceeded/],
  ['itself in a loop', each(1, '{{> bad @root}}'), /Maximum call stack size exceeded/],
  ['a gigabyte of output', each(2, LINES), /Invalid string length/],
  ['forty megabytes of output', each(1, LINES.slice(0, 40_000)), /more than 4194304 characters/],
  [
    'a gigabyte that is indented line by line',
    `{{#*inline "z"}}${each(2, LINES)}{{/inline}}\n  {{> z}}\n`,
    /Invalid string length/,
  ],
  [
    'two hundred megabytes that are indented line by line',
    `{{#*inline "z"}}${each(1, LINES)}{{/inline}}\n  {{> z}}\n`,
    /a partial makes more than 4194304 characters/,
  ],
  [
    'lines that fill the memory when they are indented',
    `{{#*inline "z"}}${'\n'.repeat(3_900_000)}{{/inline}}\n${' '.repeat(200)}{{> z}}\n`,
    /is stopped: it takes more than|Invalid string length/,
  ],
  ['an unknown helper', '{{shout text}}', /unknown helper shout/],
  ['the helper that prints', '{{log password}}', /unknown helper log/],
  ['the constructor', '{{text.constructor}}', /fails with TypeError$/],
  ['the prototype', '{{list.__proto__.push}}', /"push" not defined/],
  ['a method found by name', '{{lookup text "constructor"}}', HARMLESS],
  [
    'the known way to run code',
    '{{#with "s" as |string|}}{{#with "e"}}{{#with split as |list|}}{{this.pop}}{{/with}}{{/with}}{{/with}}',
    HARMLESS,
  ],
  ['a helper it defines', '{{#*helper "x"}}{{/helper}}', /fails with Error$/],
]

describe('a hostile template', () => {
  it.each(HOSTILE)('with %s ends by itself, and the next file is made', async (_what, bad, ends) => {
    const sandbox = sandboxOf({ bad, good: 'model {{text}}\n' })
    const text = await sandbox.render('acme/bad', context).catch((error: Error) => error.message)
    expect(text).toMatch(ends)
    expect(await sandbox.render('acme/good', context)).toBe('model said\n')
  })

  it('with an open block does not start', async () => {
    await expect(sandboxOf({ bad: '{{#each list}}' }).start()).rejects.toThrow('template acme/bad.hbs does not compile')
  })

  it('whose translation takes too long does not start', async () => {
    const bad = '{{#if text}}'.repeat(5000) + '{{/if}}'.repeat(5000)
    await expect(sandboxOf({ bad }, { compileMs: 500 }).start()).rejects.toThrow(/more than \d+ ms/)
  })

  it(`does no harm ${ROUNDS * 8} times in turn with good ones`, async () => {
    const bad = HOSTILE.slice(0, 8).map(([, text]) => text)
    const texts = Object.fromEntries(bad.map((text, i) => [`bad${i}`, text.replaceAll('> bad', `> bad${i}`)]))
    const sandbox = sandboxOf({ ...texts, good: '{{text}}' }, { restMs: 0 })
    for (let i = 0; i < ROUNDS * bad.length; i++) {
      await expect(sandbox.render(`acme/bad${i % bad.length}`, context)).rejects.toThrow('template acme/bad')
      expect(await sandbox.render('acme/good', context)).toBe('said')
    }
  }, 1_800_000)
})

describe('the thread of the templates', () => {
  it('quotes no value of a phone in an error', async () => {
    const sandbox = sandboxOf({
      missing: '{{#with password}}{{nope}}{{/with}}',
      partial: '{{> (lookup . "password")}}',
      object: '{{#with list}}{{nope}}{{/with}}',
    })
    const said = async (name: string) => sandbox.render(name, context).catch((error: Error) => error.message)
    expect(await said('acme/missing')).toBe('template acme/missing.hbs: fails with TypeError')
    expect(await said('acme/partial')).toBe('template acme/partial.hbs: fails with Error')
    expect(await said('acme/object')).toBe('template acme/object.hbs: "nope" not defined - 1:16')
  })

  it('checks what is to be a file', async () => {
    const sandbox = sandboxOf({ a: '<a>{{text}}</a>' })
    expect(await sandbox.render('acme/a', context, 'xml')).toBe('<a>said</a>')
    await expect(sandbox.render('acme/a', context, 'cfg')).rejects.toThrow('does not start with the version line')
  })

  it('answers many at once, each with its own', async () => {
    const sandbox = sandboxOf({ a: '{{text}}' })
    const texts = Array.from({ length: 150 }, (_, i) => `text ${i}`)
    expect(await Promise.all(texts.map((text) => sandbox.render('acme/a', { text })))).toEqual(texts)
    expect(sandbox.waiting).toBe(0)
  })

  it('lets only so many wait', async () => {
    const sandbox = sandboxOf({ a: '{{text}}' }, { waiting: 2 })
    const asked = ['1', '2', '3'].map((text) =>
      sandbox.render('acme/a', { text }).catch((error: Error) => error.message),
    )
    expect(await Promise.all(asked)).toEqual(['1', '2', 'template acme/a.hbs: 2 files wait already'])
    expect(await sandbox.render('acme/a', { text: '4' })).toBe('4')
  })

  it('rests a template that was stopped three times running, and no other', async () => {
    const sandbox = sandboxOf({ bad: each(6, ''), good: '{{text}}' }, { restMs: 60_000, renderMs: 100 })
    for (let i = 0; i < 3; i++) await expect(sandbox.render('acme/bad', context)).rejects.toThrow('is stopped')
    await expect(sandbox.render('acme/bad', context)).rejects.toThrow('template acme/bad.hbs rests after 3 stops')
    expect(await sandbox.render('acme/good', context)).toBe('said')
  })

  it('rests it for those who wait for it already, too', async () => {
    const sandbox = sandboxOf({ bad: each(6, '') }, { restMs: 60_000, renderMs: 50 })
    const asked = Array.from({ length: 20 }, () => sandbox.render('acme/bad', context).catch(String))
    const said = await Promise.all(asked)
    expect(said.filter((text) => text.includes('is stopped'))).toHaveLength(3)
    expect(said.filter((text) => text.includes('rests after 3 stops'))).toHaveLength(17)
  })

  it('makes what was asked before it is closed, and nothing after', async () => {
    const sandbox = sandboxOf({ a: '{{text}}' })
    const asked = sandbox.render('acme/a', context)
    await sandbox.close()
    expect(await asked).toBe('said')
    await expect(sandbox.render('acme/a', context)).rejects.toThrow('the templates were replaced')
  })
})
