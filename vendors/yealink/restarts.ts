import type { Vendor } from '../../src/domain/vendor.js'

const NETWORK = 'yealink.md 1.4 D AP: a changed network parameter restarts the phone'
const FIRMWARE = 'yealink.md 1.4 D, 1.2 C: after new firmware'
const FORCE = 'yealink.md 1.4 P tan: restarts after every provisioning'

export const restarts: Vendor['restarts'] = {
  parameters: [
    { name: 'static.network.*', by: 'value', source: NETWORK },
    { name: 'network.*', by: 'value', source: NETWORK },
    { name: 'static.firmware.*', by: 'value', source: FIRMWARE },
    { name: 'firmware.*', by: 'value', source: FIRMWARE },
    { name: 'handset_firmware.*', by: 'guide', source: FIRMWARE },
    { name: 'static.handset_firmware.*', by: 'guide', source: FIRMWARE },
    { name: 'static.auto_provision.reboot_force.*', by: 'guide', source: FORCE },
    { name: 'auto_provision.reboot_force.*', by: 'guide', source: FORCE },
  ],
}
