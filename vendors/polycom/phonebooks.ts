import type { SectionRows } from '../../src/domain/vendor.js'

/** There is no remote phonebook: the address is a page of the phone's browser (polycom.md 3.6 H, wazo). */
export const phonebooks: SectionRows = {
  id: 'phonebooks',
  title: 'Phonebooks as pages of the browser',
  each: 'phonebook',
  when: { 'phone.state': 'used' },
  rows: [
    {
      name: 'mb.main.home',
      value: '{phonebook.url}',
      when: { n: '1' },
      covers: ['phonebooks'],
      source: 'polycom.md 3.6 H: the browser opens one page by itself, the first',
    },
    { name: 'apps.{n}.label', value: '{phonebook.name}', firmware: { from: '4' }, source: 'polycom.md 3.6 H, ch. 2 H' },
    { name: 'apps.{n}.url', value: '{phonebook.url}', firmware: { from: '4' }, source: 'polycom.md 3.6 H, ch. 2 H' },
  ],
}
