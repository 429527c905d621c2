import type { AssetKind } from './asset.js'
import type { Codec } from './codec.js'
import type { DirectoryGroup } from './directory.js'
import type { KeyKind } from './keys.js'
import type { Media, WavEncoding } from './media.js'
import type { Settings } from './settings.js'

/**
 * A text with holes: `{fact}` is replaced by the fact's value, `{fact|map}` by its entry in the vendor's map.
 * A part in square brackets is left out when a hole in it has no value; `\` takes the next character literally.
 * A pattern with an empty hole outside brackets yields nothing, and its row is not written.
 */
export type Pattern = string

/**
 * Vendor words by neutral value. `*` stands for any other value; a key `..15` for any number up to 15
 * (the smallest that fits wins), so that free numbers meet a phone's fixed steps.
 */
export type ValueMap = Readonly<Record<string, string>>

/** A condition on facts: every named fact must equal the text (or one of them); null = must be absent, `*` = present. */
export type Condition = Readonly<Record<string, string | readonly string[] | null>>

/** Which firmware versions a row holds for, compared numerically part by part: `from` included, `below` excluded. */
export interface FirmwareRange {
  readonly from?: string
  readonly below?: string
}

/** One parameter of a vendor: what it is called, what it says, when it is written, and who says so. */
export interface ParameterRow {
  readonly name: Pattern
  readonly value: Pattern
  /** Written instead of leaving the row out when `value` yields nothing. */
  readonly absent?: Pattern
  readonly when?: Condition
  readonly firmware?: FirmwareRange
  /** Characters the phone takes; a longer value is written all the same, and reported. */
  readonly longest?: number
  /** Settings that this row renders although its patterns do not name them. */
  readonly covers?: readonly string[]
  readonly attributes?: Readonly<Record<string, Pattern>>
  /** Reference sheet and certainty of the fact, e.g. `yealink.md 3.1 P`. */
  readonly source: string
}

/** What a section's rows are repeated for. */
export type Repeat =
  | 'line'
  | 'unused_line'
  | 'codec'
  | 'line_codec'
  | 'key'
  | 'softkey'
  | 'gone_softkey'
  | 'phonebook'
  | 'emergency_number'

export interface SectionRows {
  readonly id: string
  readonly title: string
  readonly each?: Repeat
  /** With `each: 'key'`: only keys whose kind's row names this group. */
  readonly group?: string
  readonly when?: Condition
  /** With `each`: how many the phone's own description allows; more are written all the same, and reported. */
  readonly most?: number
  readonly rows: readonly ParameterRow[]
}

/**
 * What a key kind is in the vendor's language: facts merged into the key's own, as `kind.<name>`.
 * `group` numbers the keys of one list (`{ordinal}`), e.g. Polycom's attendant resources.
 */
export type KeyForm = Readonly<Record<string, Pattern>> & { readonly group?: string }

/** How a file a phone asks for is answered. */
export interface FileRow {
  /** Matches the file's name; named groups `mac` and `model` where the name carries them. */
  readonly pattern: RegExp
  /** Identifies the row, e.g. `phone`, `master`, `overrides`. */
  readonly id: string
  /**
   * `render`: from `template`; `stored`: what the phone's user uploaded while changes made at the phone are to last,
   * else the `template` if there is one; `none`: we do not make it (404).
   */
  readonly answer: 'render' | 'stored' | 'none'
  readonly template?: string
  /** Sections the template shows; with none the file does not depend on the phone. */
  readonly sections?: readonly string[]
  readonly contentType?: string
  /** What the file is written in, where it is not the vendor's usual format. */
  readonly format?: 'cfg' | 'xml'
  /** The parts of the user's directory the file shows, in this order, laid out by the vendor's template `contacts`. */
  readonly directory?: readonly DirectoryGroup[]
  /** Any proven phone of the vendor may have it; it never holds a secret. */
  readonly shared?: boolean
  /** Largest upload accepted under this name, bytes. */
  readonly upload?: number
  /** What stands in an upload of it hides what the main file says. */
  readonly hides?: boolean
  /** Made only while these facts of the phone hold; otherwise the phone gets the refusal. */
  readonly when?: Condition
  /** How it can be encrypted, where somebody wants that. */
  readonly encryption?: 'aes-128-ecb'
  /** The file whose fingerprint says what the phone runs. */
  readonly main?: boolean
  /** The name offhook shows for it, with `{mac}`, `{MAC}` or `{model}`. */
  readonly example: string
  readonly source: string
}

export interface UserAgentRow {
  /** Named groups `model`, `firmware`, `mac` where the text carries them. */
  readonly pattern: RegExp
  /** True when the version is not the application's (Polycom updater): never recorded. */
  readonly foreignVersion?: boolean
}

export interface ModelRow {
  readonly id: string
  readonly lines: number
  /** Programmable keys on the phone itself. */
  readonly keys: number
  readonly softkeys?: number
  /** `reserved`: keys of each module that the phone keeps for itself. */
  readonly modules?: { readonly count: number; readonly keys: number; readonly reserved?: readonly number[] }
  /** Newest firmware known; its syntax is used until the phone tells its own. */
  readonly firmware: string
  readonly codecs?: readonly Codec[]
  /** Facts about the model as `model.<name>`, e.g. which soft-key syntax it speaks. */
  readonly traits?: Readonly<Record<string, string>>
  readonly userAgent?: readonly string[]
  /** Entries its directory takes, where it differs from the vendor's; 0 = nothing we could fill. */
  readonly directory?: number
  readonly source: string
  /** Where sources conflict: both readings, and why this one was chosen. */
  readonly conflict?: string
}

/** What a vendor's parameters can say of a clock. What they cannot is told as nearly as they can, with a warning. */
export interface ClockLimits {
  /** Steps in which the time of day of a change is told, seconds: 3600 = by whole hours. */
  readonly step: number
  /** The only daylight saving there is, seconds; absent = any. */
  readonly save?: number
  /** Smallest and largest standard offset, seconds east of UTC; absent = any. */
  readonly offsets?: readonly [number, number]
  readonly source: string
}

/** How a vendor's phones hold a directory that we write. */
export interface DirectoryRow {
  /** Most entries of one phone; absent = no limit known. */
  readonly entries?: number
  /** How many numbers an entry has; with one, a name with several becomes several entries. */
  readonly numbers: 'one' | 'many'
  /** No two entries may have the same number. */
  readonly unique?: boolean
  /** Books the phone fetches when it shows them, by file name with `{mac}`; the most important last. */
  readonly books?: readonly { readonly name: string; readonly file: string }[]
  /** How many books the phone has places for, those from settings included. */
  readonly places?: number
  readonly source: string
}

/** Firmware whose phones cannot read the files we make. */
export interface ForeignFormat {
  readonly when?: Condition
  readonly firmware: FirmwareRange
  readonly source: string
}

/** What a vendor's phones take as a ringtone, a picture or firmware. */
export interface AssetRow {
  readonly kind: AssetKind
  readonly media: readonly Media['type'][]
  /** How the name must end, in lower case: phones decide by it. */
  readonly endings: readonly string[]
  readonly maxBytes?: number
  /** Sound, one of these; always one channel. `rates` in samples per second. */
  readonly wav?: readonly { readonly encoding: WavEncoding; readonly bits: number; readonly rates: readonly number[] }[]
  /** Width and height of the screen by model, where they are known. */
  readonly pixels?: Readonly<Record<string, readonly [width: number, height: number]>>
  readonly source: string
}

/** A parameter that makes a phone restart. */
export interface RestartRow {
  /** Its name; `*` stands for any rest of a name. */
  readonly name: string
  /**
   * `value`: by another value. `guide`: its value says where firmware is found or whether a phone may restart, and
   * may change without a restart.
   */
  readonly by: 'value' | 'guide'
  /** Written also for a phone that restarts without end, but then as if nobody had overridden it. */
  readonly always?: true
  readonly source: string
}

export interface Vendor {
  readonly id: string
  readonly name: string
  readonly format: 'cfg' | 'xml'
  /** Written in front of model names by the vendor or its phones, ignored when names are compared. */
  readonly modelPrefixes: readonly string[]
  readonly ouis: readonly string[]
  /** How its phones ask DHCP, and the options they take a URL from, the one they prefer first. */
  readonly dhcp: {
    /** What option 60 of the phone begins with. */
    readonly vendorClass: string
    readonly options: readonly number[]
    readonly source: string
  }
  readonly userAgents: readonly UserAgentRow[]
  /** How a factory certificate names its phone; without it, none of the vendor's certificates is a proof. */
  readonly certificate?: {
    /** With the group `mac`; a generic certificate does not match. */
    readonly commonName: RegExp
    readonly organisation?: string
    readonly source: string
  }
  /**
   * What makes its phones restart by themselves once they have fetched it. A change of it waits for a window, and a
   * phone that restarts without end is told none of it.
   */
  readonly restarts: {
    readonly parameters: readonly RestartRow[]
    /** Its DECT bases take up a change by a restart, so a NOTIFY must ask for one; the source says so. Absent = no. */
    readonly bases?: { readonly source: string }
  }
  /** How many leading parts of a firmware version name the hardware, not the version. */
  readonly firmwareFamilyParts: number
  readonly files: readonly FileRow[]
  readonly directory: DirectoryRow
  readonly assets: readonly AssetRow[]
  readonly models: readonly ModelRow[]
  /** Smallest counts of the vendor, for a model the catalogue does not know. */
  readonly genericModel: ModelRow
  /** Vendor-specific catalogue defaults, below the tenant's settings. */
  readonly defaults?: Settings
  readonly clock: ClockLimits
  readonly foreignFormat?: ForeignFormat
  /** Codec names of the vendor; a codec left out is one the vendor lacks. */
  readonly codecs: Readonly<Partial<Record<Codec, string>>>
  readonly keyKinds: Readonly<Record<KeyKind, KeyForm | null>>
  readonly softkeyKinds: Readonly<Partial<Record<KeyKind, KeyForm>>>
  readonly maps: Readonly<Record<string, ValueMap>>
  /** Names whose beginning was different in older firmware, e.g. Yealink's `static.`. */
  readonly renames?: readonly {
    readonly prefix: string
    readonly to: string
    readonly below: string
    readonly source: string
  }[]
  readonly sections: readonly SectionRows[]
}
