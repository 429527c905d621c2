import type { Vendor } from '../../src/domain/vendor.js'

const NETWORK = 'snom.md 3.5 A'
const FIRMWARE = 'snom.md 3.5 A S: the file behind it names the firmware'

export const restarts: Vendor['restarts'] = {
  parameters: [
    { name: 'vlan_*', by: 'value', source: NETWORK },
    { name: 'lldp_enable', by: 'value', source: NETWORK },
    { name: 'cdp_enable', by: 'value', source: NETWORK },
    { name: 'dhcp', by: 'value', source: NETWORK },
    { name: 'dhcp_v6', by: 'value', source: NETWORK },
    { name: 'ip_adr', by: 'value', source: NETWORK },
    { name: 'netmask', by: 'value', source: NETWORK },
    { name: 'gateway', by: 'value', source: NETWORK },
    { name: 'dns_server1', by: 'value', source: NETWORK },
    { name: 'dns_server2', by: 'value', source: NETWORK },
    { name: 'eth_net', by: 'value', source: NETWORK },
    { name: 'eth_pc', by: 'value', source: NETWORK },
    { name: 'firmware*', by: 'guide', source: FIRMWARE },
    { name: 'update_policy', by: 'guide', source: FIRMWARE },
    { name: 'auto_reboot_on_setting_change', by: 'guide', source: 'snom.md 3.5 A W' },
  ],
  bases: { source: 'snom.md ch. 5 W: check-sync with reboot for DECT' },
}
