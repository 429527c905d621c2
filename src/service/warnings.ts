import type { Warning } from '../domain/model.js'
import { crowded, type Gap, gapsOf, readsFiles, tellsTime, unsaidMembers } from '../render/coverage.js'
import { type Subject, usableCodecs } from '../render/facts.js'
import { isParameter, nearestParameter } from '../render/parameters.js'
import { toldClock } from '../render/time.js'
import { backupWarnings } from './backups.js'
import { subjectOf } from './files.js'
import type { Planned } from './plan.js'

const TEXTS: Readonly<Record<Gap['lacks'], (name: string, path: string) => Pick<Warning, 'code' | 'message'>>> = {
  parameter: (name, path) => ({
    code: 'not_rendered',
    message: `the files of a ${name} cannot express ${path}: it has no effect on this phone`,
  }),
  line: (name, path) => ({
    code: 'not_rendered',
    message: `a ${name} has one ${path} for all lines: this line's own has no effect`,
  }),
  value: (name, path) => ({
    code: 'value_not_supported',
    message: `a ${name} has no word for this value of ${path}`,
  }),
  room: (name, path) => ({
    code: 'value_too_long',
    message: `${path} is longer than a ${name} takes: it may be cut`,
  }),
  length: (name, path) => ({
    code: 'value_not_supported',
    message: `a ${name} takes fewer ${path} than these: the rest has no effect`,
  }),
}

function gapWarnings(subject: Subject, name: string): Warning[] {
  return gapsOf(subject).map(({ path, line, lacks }) => ({
    ...TEXTS[lacks](name, path),
    field: line === undefined ? `settings.${path}` : `lines[${line - 1}].settings.${path}`,
  }))
}

function lineWarnings(subject: Subject, name: string): Warning[] {
  return unsaidMembers(subject).map(({ member, line }) => ({
    ...TEXTS.parameter(name, member),
    field: `lines[${line - 1}].${member}`,
  }))
}

/** A clock that will be wrong at some hours, and when. */
function clockWarnings(subject: Subject, name: string): Warning[] {
  const { zone, vendor, plan } = subject
  if (!zone || !tellsTime(subject)) return []
  const timezone = String(plan.settings.get('timezone')?.value)
  return toldClock(zone, vendor.clock).losses.map((loss) => ({
    code: 'clock_inexact',
    field: 'settings.timezone',
    message: `${timezone} on a ${name}: ${loss}`,
  }))
}

function codecWarnings({ plan, vendor, model }: Subject, name: string): Warning[] {
  const chosen = plan.settings.get('codecs')
  const wanted = (chosen?.value ?? []) as readonly string[]
  const usable: readonly string[] = usableCodecs(plan.settings, vendor, model)
  const lost = wanted.filter((codec) => !usable.includes(codec))
  if (lost.length === 0 || chosen?.from === 'catalogue') return []
  return [{ code: 'codec_dropped', field: 'settings.codecs', message: `a ${name} does not have ${lost.join(', ')}` }]
}

/** Raw parameters that no table knows are written all the same: vendors have more names than we use. */
function overrideWarnings({ plan, vendor }: Subject): Warning[] {
  return [...plan.overrides].flatMap(([name, { from }]) => {
    if (isParameter(vendor, name)) return []
    const near = nearestParameter(vendor, name)
    const hint = near === undefined ? 'it is written as it is' : `was ${near} meant?`
    return [
      {
        code: 'override_unknown',
        field: `overrides.${name}`,
        message: `offhook knows no ${vendor.name} parameter ${name}${from === 'phone' ? '' : `, chosen by the ${from}`}: ${hint}`,
      },
    ]
  })
}

function crowdWarnings(subject: Subject, name: string): Warning[] {
  return crowded(subject).map(({ title, count, most }) => ({
    code: 'too_many_keys',
    field: 'keys',
    message: `${title}: ${count}, where a ${name} is only known to take ${most}`,
  }))
}

function formatWarnings(subject: Subject, name: string): Warning[] {
  if (readsFiles(subject)) return []
  const firmware = subject.plan.firmware ?? subject.model.firmware
  return [
    {
      code: 'firmware_too_old',
      field: 'firmware',
      message: `a ${name} with firmware ${firmware} cannot read the files offhook makes: update it by hand first`,
    },
  ]
}

function encryptionWarnings({ plan, vendor }: Subject): Warning[] {
  if (plan.settings.get('provisioning.encrypt')?.value !== true || vendor.files.some((file) => file.encryption))
    return []
  return [
    {
      code: 'not_rendered',
      field: 'settings.provisioning.encrypt',
      message: `no way is known to encrypt files for ${vendor.name} phones: they come in clear`,
    },
  ]
}

/** Everything about a phone that is not as somebody wanted it, without being wrong enough to be refused. */
export function warningsOf(planned: Planned): Warning[] {
  const subject = subjectOf(planned)
  const name = `${planned.vendor.name} ${planned.model.id}`
  return [
    ...planned.plan.warnings,
    ...gapWarnings(subject, name),
    ...lineWarnings(subject, name),
    ...clockWarnings(subject, name),
    ...codecWarnings(subject, name),
    ...crowdWarnings(subject, name),
    ...formatWarnings(subject, name),
    ...encryptionWarnings(subject),
    ...backupWarnings(planned),
    ...overrideWarnings(subject),
  ]
}
