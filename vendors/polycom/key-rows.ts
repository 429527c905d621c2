import type { SectionRows } from '../../src/domain/vendor.js'

/** Before release 4 the phone fills its keys itself: lines, then watched extensions, then favourites. */
const PLACEABLE = { from: '4' } as const

export const keys: SectionRows = {
  id: 'keys',
  title: 'What each key is, modules numbered on after the phone',
  each: 'key',
  rows: [
    {
      name: 'lineKey.{key.number}.category',
      value: '{kind.category}',
      absent: 'Unassigned',
      firmware: PLACEABLE,
      source: 'polycom.md 3.2 H',
    },
    // A watched extension has no index: the n-th such key shows the n-th resource.
    {
      name: 'lineKey.{key.number}.index',
      value: '{kind.index}',
      absent: '0',
      when: { 'kind.group': null },
      firmware: PLACEABLE,
      source: 'polycom.md 3.2 H',
    },
    {
      name: 'lineKey.{key.number}.index',
      value: '0',
      when: { 'kind.group': ['resource', ''] },
      firmware: PLACEABLE,
      source: 'polycom.md 3.2 H',
    },
  ],
}

export const favouriteKeys: SectionRows = {
  id: 'favourite_keys',
  title: 'Which entry of the directory a key dials',
  each: 'key',
  group: 'favourite',
  rows: [{ name: 'lineKey.{key.number}.index', value: '{ordinal}', firmware: PLACEABLE, source: 'polycom.md 3.2 H' }],
}

export const resources: SectionRows = {
  id: 'resources',
  title: 'Watched extensions, in key order without gaps',
  each: 'key',
  group: 'resource',
  // polycom.md ch. 2 X: entries 1 to 48; phones with modules may take more.
  most: 48,
  rows: [
    { name: 'attendant.resourceList.{ordinal}.address', value: '{key.value}', source: 'polycom.md 3.2 H' },
    {
      name: 'attendant.resourceList.{ordinal}.label',
      value: '{key.label}',
      absent: '{key.value}',
      source: 'polycom.md 3.2 H',
    },
    { name: 'attendant.resourceList.{ordinal}.type', value: '{kind.type}', source: 'polycom.md 3.2 H; meaning M' },
  ],
}

/** Favourites of `<mac>-directory.xml`; `fn` is what the key shows. */
export const directory: SectionRows = {
  id: 'directory',
  title: 'Contact directory',
  each: 'key',
  group: 'favourite',
  rows: [
    {
      name: 'directory.{ordinal}',
      value: '{kind.contact}',
      absent: '{kind.bare}',
      attributes: { sd: '{ordinal}', fn: '{key.label}', title: '{kind.title}' },
      source: 'polycom.md ch. 5 H',
    },
  ],
}

export const softkeys: SectionRows = {
  id: 'softkeys',
  title: 'Soft keys',
  each: 'softkey',
  rows: [
    { name: 'softkey.{k}.enable', value: '{kind.enable}', absent: '0', source: 'polycom.md 3.2 H' },
    { name: 'softkey.{k}.label', value: '{kind.label}', absent: '[{kind.title}]', source: 'polycom.md 3.2 H' },
    { name: 'softkey.{k}.action', value: '{kind.action}', absent: '[{kind.bare}]', source: 'polycom.md 3.2 H' },
    { name: 'softkey.{k}.use.idle', value: '{kind.idle}', absent: '0', source: 'polycom.md 3.2 H' },
    { name: 'softkey.{k}.use.active', value: '{kind.active}', absent: '0', source: 'polycom.md 3.2 H' },
  ],
}

export const keyFeatures: SectionRows = {
  id: 'key_features',
  title: 'How keys work',
  rows: [
    { name: 'lineKey.reassignment.enabled', value: '1', firmware: PLACEABLE, source: 'polycom.md 3.2 H' },
    { name: 'feature.enhancedFeatureKeys.enabled', value: '1', source: 'polycom.md 3.2 H' },
    {
      name: 'efk.version',
      value: '2',
      firmware: { below: '4' },
      source: 'vendor, SIP 3.1 guide p. 4-43 D: without it no enhanced key works',
    },
    // A list kept by the PBX would take the place of the resources.
    { name: 'attendant.uri', value: '', source: 'polycom.md 3.2 H name, M: not both' },
    { name: 'efk.efkprompt.1.status', value: '1', source: 'polycom.md 3.2 H: asked for by prefix keys' },
    { name: 'efk.efkprompt.1.label', value: 'Number', source: 'polycom.md 3.2 H' },
    { name: 'efk.efkprompt.1.type', value: 'numeric', source: 'polycom.md 3.2 H' },
    { name: 'efk.efkprompt.1.userfeedback', value: 'visible', source: 'polycom.md 3.2 H' },
    // No window pops up for a colleague's call: the lamp says it (wazo, FusionPBX).
    { name: 'attendant.behaviors.display.spontaneousCallAppearances.normal', value: '0', source: 'polycom.md 3.2 H' },
    { name: 'attendant.behaviors.display.spontaneousCallAppearances.automata', value: '0', source: 'polycom.md 3.2 H' },
  ],
}
