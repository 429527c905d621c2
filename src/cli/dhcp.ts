import { isIP } from 'node:net'
import type { Command } from 'commander'
import { vendors } from '../catalogue/index.js'
import { webUrl } from '../domain/text.js'
import { DHCP_SERVERS, type DhcpServer, dhcpLines } from '../service/dhcp.js'

interface Flags {
  readonly url: string
  readonly server: string
  readonly vendor?: string
  readonly tftp?: string
}

function lines({ url, server, vendor, tftp }: Flags): string[] {
  if (!webUrl.safeParse(url).success) throw new Error('--url: must be an absolute http or https URL')
  if (!DHCP_SERVERS.includes(server as DhcpServer))
    throw new Error(`--server: must be one of ${DHCP_SERVERS.join(' ')}`)
  if (tftp !== undefined && isIP(tftp) !== 4) throw new Error('--tftp: must be an IPv4 address')
  const chosen = vendors.filter(({ id }) => vendor === undefined || id === vendor.toLowerCase())
  if (chosen.length === 0) throw new Error(`--vendor: must be one of ${vendors.map(({ id }) => id).join(' ')}`)
  return dhcpLines(server as DhcpServer, url, chosen, tftp)
}

/** Adds `offhook dhcp`: prints what a DHCP server must be told so that phones find this one. */
export function addDhcp(program: Command): void {
  program
    .command('dhcp')
    .description('print the lines that make a DHCP server send phones here')
    .requiredOption('--url <url>', "a tenant's enrolment_url (GET /api/tenants)")
    .option('--server <kind>', DHCP_SERVERS.join(' '), 'dnsmasq')
    .option('--vendor <vendor>', 'for its phones only')
    .option('--tftp <address>', 'also name a TFTP server (option 150)')
    .action((flags: Flags) => console.log(lines(flags).join('\n')))
}
