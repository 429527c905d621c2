import type { DirectoryRow, FileRow } from '../../src/domain/vendor.js'

/** Remote phonebooks, fetched by their addresses in `remote_phonebook.data.N.url`. The one left out first comes first. */
export const directory: DirectoryRow = {
  numbers: 'many',
  books: [
    { name: 'Favourites', file: '{mac}-favourites.xml' },
    { name: 'Personal', file: '{mac}-personal.xml' },
    { name: 'Company', file: '{mac}-company.xml' },
  ],
  places: 5,
  source: 'yealink.md 3.4 P: five places; ch. 5 P: 1..n Telephone; file names are ours',
}

const MAC = '(?<mac>[0-9a-f]{12}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5})'

const COMMON = {
  answer: 'render',
  template: 'phonebook',
  sections: [],
  contentType: 'text/xml; charset=utf-8',
  format: 'xml',
  source: 'yealink.md ch. 5 P, C: flat list, UTF-8 with declaration, text/xml',
} as const

export const bookFiles: readonly FileRow[] = [
  {
    ...COMMON,
    id: 'favourites',
    pattern: new RegExp(`^${MAC}-favourites\\.xml$`, 'i'),
    directory: ['favourites'],
    example: '{mac}-favourites.xml',
  },
  {
    ...COMMON,
    id: 'personal',
    pattern: new RegExp(`^${MAC}-personal\\.xml$`, 'i'),
    directory: ['contacts', 'speed_dials'],
    example: '{mac}-personal.xml',
  },
  {
    ...COMMON,
    id: 'company',
    pattern: new RegExp(`^${MAC}-company\\.xml$`, 'i'),
    directory: ['colleagues', 'business'],
    example: '{mac}-company.xml',
  },
]
