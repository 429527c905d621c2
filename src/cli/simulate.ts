import type { Command } from 'commander'
import { createSimulatedPhone, printReport, type Report, type SimulatedVendor } from '../simulator/index.js'

interface Flags {
  readonly vendor: string
  readonly model: string
  readonly mac: string
  readonly url: string
  readonly state: string
  readonly ca?: string
  readonly insecure?: boolean
  readonly firmware?: string
  readonly factoryReset?: boolean
  readonly days?: string
  readonly publicUrl: boolean
  readonly json?: boolean
}

async function run(flags: Flags): Promise<Report> {
  const phone = createSimulatedPhone({
    vendor: flags.vendor as SimulatedVendor,
    model: flags.model,
    mac: flags.mac,
    url: flags.url,
    stateDir: flags.state,
    publicUrlExpected: flags.publicUrl,
    ...(flags.ca === undefined ? {} : { ca: flags.ca }),
    ...(flags.insecure === undefined ? {} : { insecure: flags.insecure }),
    ...(flags.firmware === undefined ? {} : { firmware: flags.firmware }),
  })
  if (flags.factoryReset) phone.factoryReset()
  const booted = await phone.boot()
  if (flags.days === undefined) return booted
  const days = Number(flags.days)
  if (!Number.isInteger(days) || days < 1 || days > 3650)
    throw new Error('--days: must be a whole number from 1 to 3650')
  return (await phone.elapse(days)).at(-1) ?? booted
}

/** Adds `offhook simulate`: a phone with a memory that boots from any provisioning server and says whether it is up. */
export function addSimulate(program: Command): void {
  program
    .command('simulate')
    .description('boot a phone that exists only here; exit status 1 unless it comes up (or is told to clear itself)')
    .requiredOption('--vendor <vendor>', 'yealink, snom or polycom')
    .requiredOption('--model <model>', 'e.g. T46U, D785, VVX450')
    .requiredOption('--mac <mac>', 'in any notation')
    .requiredOption('--url <url>', 'what DHCP, a redirect service or an installer would tell the phone')
    .requiredOption('--state <dir>', "the phone's memory; made if absent")
    .option('--ca <file>', "PEM certificates the phone's factory store trusts")
    .option('--insecure', 'believe any server')
    .option('--firmware <version>', 'of a phone without a memory')
    .option('--factory-reset', 'forget everything before booting')
    .option('--days <n>', 'after booting, let simulated days go by and poll as configured')
    .option('--no-public-url', 'do not expect the configuration to carry a provisioning URL')
    .option('--json', 'print the report as JSON')
    .action(async (flags: Flags) => {
      const report = await run(flags)
      console.log(flags.json ? JSON.stringify(report, null, 2) : printReport(report))
      if (!report.up && report.state !== 'cleared') process.exitCode = 1
    })
}
