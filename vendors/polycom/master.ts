import type { SectionRows } from '../../src/domain/vendor.js'

/** Attributes of `APPLICATION` in `<mac>.cfg`; `000000000000.cfg` says the same of any phone and is a template of its own. */
export const master: SectionRows = {
  id: 'master',
  title: 'Master file',
  rows: [
    // With a part number in it, phones prefix a second one.
    { name: 'APP_FILE_PATH', value: '{firmware.url}', absent: 'sip.ld', source: 'polycom.md 1.1, 1.2 H' },
    // Not `-phone.cfg` and `-web.cfg`: the phone fetches those by itself, before these.
    { name: 'CONFIG_FILES', value: '{phone.mac}-user.cfg', source: 'polycom.md 1.2 H, 1.3 H: the first file wins' },
    { name: 'MISC_FILES', value: '', source: 'polycom.md 1.2 H' },
    { name: 'LOG_FILE_DIRECTORY', value: '', source: 'polycom.md 1.2 H: empty = where the master file is' },
    { name: 'OVERRIDES_DIRECTORY', value: '', source: 'polycom.md 1.2 H' },
    { name: 'CONTACTS_DIRECTORY', value: '', source: 'polycom.md 1.2 H' },
    { name: 'CALL_LISTS_DIRECTORY', value: '', source: 'polycom.md 1.2 H' },
    { name: 'USER_PROFILES_DIRECTORY', value: '', source: 'polycom.md 1.2 H' },
    { name: 'LICENSE_DIRECTORY', value: '', source: 'polycom.md 1.2 H' },
  ],
}
