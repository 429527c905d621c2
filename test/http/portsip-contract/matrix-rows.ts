/**
 * Tier A of feature-matrix.md: what of the PortSIP API reaches a phone. Values are literals from the vendor sheets
 * (yealink.md, snom.md, polycom.md), never made by our own code.
 */

type Json = Readonly<Record<string, unknown>>

/** How a capability is set through the API. */
export interface Chosen {
  /** Members of the user, at `POST /users`. */
  readonly user?: Json
  /** Members of each phone, at `POST /users/{id}/phones`. */
  readonly phone?: Json
  /** The same where vendors' words differ: `GET /phone_models/{filename}` tells them. */
  readonly each?: Readonly<Record<'yealink' | 'snom' | 'polycom', Json>>
  /** Members of each phone that PortSIP has no name for, at `POST /phones/{mac}`. */
  readonly ours?: Json
  /** Posts of the user about themselves. */
  readonly self?: readonly (readonly [path: string, body: Json])[]
}

/** What stands in the phone's files then and did not before; or why this vendor cannot, and the warning that says so. */
type Found = readonly string[] | { readonly why: string; readonly warns?: string }

export interface MatrixRow {
  readonly capability: string
  readonly set: Chosen
  readonly yealink: Found
  readonly snom: Found
  readonly polycom: Found
}

const nowhere = (why: string): Pick<MatrixRow, 'yealink' | 'snom' | 'polycom'> => ({
  yealink: { why },
  snom: { why },
  polycom: { why },
})
const NO_LED = 'the sheet knows lamps by lists of states, none of them the power LED'
const rule = { action: 'FORWARD_TO_NUMBER', number: '555' }

export const ACCOUNT: readonly MatrixRow[] = [
  {
    capability: 'SIP user name / extension: extension_number',
    set: { user: { extension_number: '7101' } },
    yealink: ['account.1.user_name = 7101', 'account.1.auth_name = 7101'],
    snom: ['<user_name idx="1" perm="R">7101</user_name>', '<user_pname idx="1" perm="R">7101</user_pname>'],
    polycom: ['reg.1.address="7101"', 'reg.1.auth.userId="7101"'],
  },
  {
    capability: 'SIP password: extension_password',
    set: { user: { extension_password: 'Kiwi-7-secret' } },
    yealink: ['account.1.password = Kiwi-7-secret'],
    snom: ['<user_pass idx="1" perm="R">Kiwi-7-secret</user_pass>'],
    polycom: ['reg.1.auth.password="Kiwi-7-secret"'],
  },
  {
    capability: 'display name: display_name',
    set: { user: { display_name: 'Ada Lovelace' } },
    yealink: ['account.1.display_name = Ada Lovelace', 'account.1.label = Ada Lovelace'],
    snom: ['<user_realname idx="1" perm="R">Ada Lovelace</user_realname>'],
    polycom: ['reg.1.displayName="Ada Lovelace"', 'reg.1.label="Ada Lovelace"'],
  },
  ...(['user', 'phone'] as const).map(
    (of): MatrixRow => ({
      capability: `which server address: interface of the ${of}`,
      set: { [of]: { interface: 'PUBLIC_IPV4' } },
      yealink: ['account.1.outbound_proxy_enable = 1', 'account.1.outbound_proxy.1.address = 203.0.113.9'],
      snom: ['<user_outbound idx="1" perm="R">203.0.113.9:5070;transport=udp</user_outbound>'],
      polycom: ['reg.1.outboundProxy.address="203.0.113.9"', 'reg.1.outboundProxy.port="5070"'],
    }),
  ),
  ...(['user', 'phone'] as const).map(
    (of): MatrixRow => ({
      capability: `transport: preferred_transport of the ${of}`,
      set: { [of]: { preferred_transport: 'TLS' } },
      yealink: ['account.1.sip_server.1.transport_type = 2', 'account.1.sip_server.1.port = 5061'],
      snom: ['<user_outbound idx="1" perm="R">pbx.example.net:5061;transport=tls</user_outbound>'],
      polycom: ['reg.1.server.1.transport="TLS"', 'reg.1.server.1.port="5061"'],
    }),
  ),
  {
    capability: 'media encryption: no member of PortSIP, settings.srtp',
    set: { ours: { settings: { srtp: 'required' } } },
    yealink: ['account.1.srtp_encryption = 2'],
    snom: ['<user_srtp idx="1" perm="R">on</user_srtp>', '<user_savp idx="1" perm="R">mandatory</user_savp>'],
    polycom: ['reg.1.srtp.require="1"'],
  },
  {
    capability: 'anonymous outbound: anonymous_outbound_calls',
    set: { user: { anonymous_outbound_calls: true } },
    yealink: ['account.1.anonymous_call = 1'],
    snom: ['<privacy_out perm="RW">on</privacy_out>'],
    polycom: { why: 'polycom.md has no parameter for it; the PBX hides the caller', warns: 'settings.anonymous_calls' },
  },
  {
    capability: 'caller ID: outbound_caller_ids, delivery_outbound_cid',
    set: { user: { delivery_outbound_cid: false } },
    ...nowhere('which number is shown to others is decided by the trunk of the PBX'),
  },
  {
    capability: 'DND at start: enable_dnd',
    set: { user: { enable_dnd: true } },
    yealink: ['features.dnd_mode = 1', 'account.1.dnd.enable = 1'],
    snom: ['<dnd_mode idx="1" perm="!">on</dnd_mode>'],
    polycom: { why: 'polycom.md 3.2 knows what DND does, and no parameter for its state', warns: 'settings.dnd' },
  },
  {
    capability: 'DND at start: presence',
    set: { self: [['/user/presence', { presence: 'DO_NOT_DISTURB' }]] },
    yealink: ['account.1.dnd.enable = 1'],
    snom: ['<dnd_mode idx="1" perm="!">on</dnd_mode>'],
    polycom: { why: 'as with enable_dnd: no parameter', warns: 'settings.dnd' },
  },
  {
    capability: 'automatic callback: enable_acb',
    set: { user: { enable_acb: true } },
    ...nowhere('a feature code of the PBX, which PortSIP does not publish; any key can dial one'),
  },
  {
    capability: 'call forwarding: the rules of PortSIP are left to the PBX, which knows presence and hours',
    set: { user: { available_office_hours_forward_rule: rule, busy_office_hours_forward_rule: rule } },
    ...nowhere('forwarded here and there the call would be forwarded twice (feature-matrix A.1: leave it to the PBX)'),
  },
  {
    capability: 'call forwarding on the phone, where it is wanted: settings.forward',
    set: { ours: { settings: { forward: { always: { target: '555' }, busy: { target: '556' } } } } },
    yealink: [
      'account.1.always_fwd.enable = 1',
      'account.1.always_fwd.target = 555',
      'account.1.busy_fwd.target = 556',
    ],
    snom: [
      '<fwd_all_target idx="1" perm="!">555</fwd_all_target>',
      '<fwd_busy_target idx="1" perm="!">556</fwd_busy_target>',
    ],
    polycom: ['divert.1.contact="555"', 'divert.fwd.1.enabled="1"', 'divert.busy.1.contact="556"'],
  },
  {
    capability: 'ring time: settings.forward.no_answer; *_no_answer_forward_rule is the PBX’s as the rules above',
    set: { ours: { settings: { forward: { no_answer: { target: '557', seconds: 30 } } } } },
    yealink: ['account.1.timeout_fwd.target = 557', 'account.1.timeout_fwd.timeout = 5'],
    snom: [
      '<fwd_time_target idx="1" perm="!">557</fwd_time_target>',
      '<fwd_time_secs idx="1" perm="!">30</fwd_time_secs>',
    ],
    polycom: ['divert.noanswer.1.contact="557"', 'divert.noanswer.1.timeout="30"'],
  },
  {
    capability: 'voicemail number and key: that of the PBX, settings.voicemail_number',
    set: { ours: { settings: { voicemail_number: '*62' } } },
    yealink: ['voice_mail.number.1 = *62'],
    snom: ['<user_mailbox idx="1" perm="R">*62</user_mailbox>', '<dkey_retrieve perm="RW">speed *62</dkey_retrieve>'],
    polycom: ['msg.mwi.1.callBackMode="contact"', 'msg.mwi.1.callBack="*62"'],
  },
]

export const DEVICE: readonly MatrixRow[] = [
  {
    capability: 'web password: password',
    set: { phone: { password: 'Phone7pass' } },
    yealink: ['static.security.user_password = admin:Phone7pass'],
    snom: ['<http_pass perm="R">Phone7pass</http_pass>'],
    polycom: ['device.auth.localAdminPassword="Phone7pass"', 'device.auth.localAdminPassword.set="1"'],
  },
  {
    capability: 'display language: language',
    set: { phone: { language: 'FRENCH' } },
    yealink: ['lang.gui = French'],
    snom: ['<language perm="RW">Français</language>', '<web_language perm="RW">Français</web_language>'],
    polycom: ['lcl.ml.lang="French_France"'],
  },
  {
    capability: 'BLF key in a call: transfer',
    set: { phone: { transfer: 'ATTENDED' } },
    yealink: ['transfer.dsskey_deal_type = 1'],
    snom: ['<quick_transfer perm="RW">attended</quick_transfer>'],
    polycom: ['call.defaultTransferType="Consultative"'],
  },
  {
    capability: 'time zone: timezone',
    set: { phone: { timezone: 'America/New_York' } },
    yealink: ['local_time.time_zone = -5', 'local_time.time_zone_name = United States-Eastern Time'],
    snom: ['<timezone perm="RW">USA-5</timezone>'],
    polycom: ['tcpIpApp.sntp.gmtOffset="-18000"', 'tcpIpApp.sntp.daylightSavings.enable="1"'],
  },
  {
    capability: 'time format: time_format',
    set: { phone: { time_format: '12-hour clock' } },
    yealink: ['local_time.time_format = 0'],
    snom: ['<time_24_format perm="RW">off</time_24_format>'],
    polycom: ['lcl.datetime.time.24HourClock="0"'],
  },
  {
    capability: 'date format: date_format',
    set: { phone: { date_format: 'MM DD YY' } },
    yealink: ['local_time.date_format = 4'],
    snom: ['<date_us_format perm="RW">on</date_us_format>'],
    polycom: ['lcl.datetime.date.format="D,Md"'],
  },
  {
    capability: 'ringtone: ringtone',
    set: {
      each: {
        yealink: { ringtone: 'Ring 3' },
        snom: { ringtone: 'Ringer3' },
        polycom: { ringtone: 'ringer3' },
      },
    },
    yealink: ['account.1.ringtone.ring_type = Ring3.wav'],
    snom: ['<user_ringer idx="1" perm="!">Ringer3</user_ringer>'],
    polycom: ['reg.1.ringType="ringer3"'],
  },
  {
    capability: 'ringtone of queues and of external calls: queue_ringtone, external_ringtone',
    set: {
      each: {
        yealink: { queue_ringtone: 'Ring 2', external_ringtone: 'Ring 4' },
        snom: { queue_ringtone: 'Ringer2', external_ringtone: 'Ringer4' },
        polycom: { queue_ringtone: 'ringer2', external_ringtone: 'ringer4' },
      },
    },
    yealink: [
      'distinctive_ring_tones.alert_info.2.text = alert-group',
      'distinctive_ring_tones.alert_info.2.ringer = 2',
    ],
    snom: [
      '<alert_group_ring_sound perm="!">Ringer2</alert_group_ring_sound>',
      '<alert_external_ring_sound perm="!">Ringer4</alert_external_ring_sound>',
    ],
    polycom: ['se.rt.custom1.ringer="ringer2"', 'se.rt.external.ringer="ringer4"'],
  },
  {
    capability: 'power LED: powerled',
    set: { phone: { powerled: 'Both (Voicemail and Missed calls)' } },
    yealink: ['phone_setting.mail_power_led_flash_enable = 1', 'phone_setting.missed_call_power_led_flash.enable = 1'],
    snom: { why: NO_LED, warns: 'settings.power_led' },
    polycom: { why: NO_LED, warns: 'settings.power_led' },
  },
  {
    capability: 'backlight and screen saver: backlight, screensaver',
    set: { phone: { backlight: '30 seconds', screensaver: '10 min' } },
    yealink: ['phone_setting.backlight_time = 30', 'screensaver.wait_time = 600'],
    snom: ['<dim_timer perm="RW">30</dim_timer>', '<screen_saver_timeout perm="RW">600</screen_saver_timeout>'],
    polycom: ['up.backlight.timeout="30"', 'up.screenSaver.waitTime="10"'],
  },
  {
    capability: 'http or https: https',
    set: { phone: { https: true } },
    yealink: ['static.auto_provision.server.url = https://secure.example.net/p/'],
    snom: ['<setting_server perm="RW">https://secure.example.net/p/'],
    polycom: ['device.prov.serverName="https://secure.example.net/p/', 'device.prov.serverType="HTTPS"'],
  },
  {
    capability: 'codecs in order: codecs',
    set: { phone: { codecs: ['G729', 'PCMU'] } },
    yealink: [
      'account.1.codec.g729.priority = 1',
      'account.1.codec.pcmu.priority = 2',
      'account.1.codec.pcma.enable = 0',
    ],
    snom: ['<codec_priority_list idx="1" perm="R">g729,pcmu,telephone-event</codec_priority_list>'],
    polycom: ['voice.codecPref.G729_AB="1"', 'voice.codecPref.G711_Mu="2"', 'voice.codecPref.G711_A="0"'],
  },
  {
    capability: 'LLDP: enable_lldp',
    set: { phone: { enable_lldp: true } },
    yealink: ['static.network.lldp.enable = 1'],
    snom: ['<lldp_enable perm="R">on</lldp_enable>'],
    polycom: ['device.net.lldpEnabled="1"', 'device.net.lldpEnabled.set="1"'],
  },
  {
    capability: 'voice VLAN: enable_vlan_wan_port, wan_port_id, wan_port_priority',
    set: { phone: { enable_vlan_wan_port: true, wan_port_id: 20, wan_port_priority: 5 } },
    yealink: [
      'static.network.vlan.internet_port_enable = 1',
      'static.network.vlan.internet_port_vid = 20',
      'static.network.vlan.internet_port_priority = 5',
    ],
    snom: ['<vlan_id perm="R">20</vlan_id>', '<vlan_qos perm="R">5</vlan_qos>'],
    polycom: ['device.net.vlanId="20"', 'device.net.vlanId.set="1"'],
  },
  {
    capability: 'PC port VLAN: enable_vlan_pc_port, pc_port_id, pc_port_priority',
    set: { phone: { enable_vlan_pc_port: true, pc_port_id: 30, pc_port_priority: 3 } },
    yealink: [
      'static.network.vlan.pc_port_enable = 1',
      'static.network.vlan.pc_port_vid = 30',
      'static.network.vlan.pc_port_priority = 3',
    ],
    snom: [
      '<vlan_port_tagging perm="R">on</vlan_port_tagging>',
      '<vlan_pc_id perm="R">30</vlan_pc_id>',
      '<vlan_pc_priority perm="R">3</vlan_pc_priority>',
    ],
    polycom: { why: 'polycom.md 3.4: there is no parameter for it', warns: 'settings.vlan.pc.id' },
  },
  {
    capability: 'door passwords: door_password1, door_password2',
    set: { phone: { door_password1: '1234', door_password2: '87654321' } },
    ...nowhere('codes of door phones; the catalogue knows none, and no sheet a parameter of a desk phone for them'),
  },
]

const dial = { code: '7', phone_number: '+4930777', description: 'Taxi' }
const contact = { name: 'Carla Customer', mobile_phone: '+49170123' }

export const KEYS: readonly MatrixRow[] = [
  {
    capability: 'BLF and programmable keys: blfs',
    set: { user: { blfs: [{ key: 'BLF', value: '6999', first_name: 'Ref', last_name: 'Erence' }] } },
    yealink: ['linekey.2.type = 16', 'linekey.2.value = 6999', 'linekey.2.label = Ref Erence'],
    snom: ['label="Ref Erence"', 'blf 6999'],
    polycom: ['lineKey.2.category="BLF"', 'attendant.resourceList.1.address="6999"'],
  },
  {
    capability: 'speed dial 8: speed_dial_8',
    set: { self: [['/user/speed_dial_8', dial]] },
    yealink: ['linekey.2.type = 13', 'linekey.2.value = +4930777'],
    snom: ['speed +4930777</fkey>'],
    polycom: ['<ct>+4930777</ct>', 'lineKey.2.category="SpeedDial"'],
  },
  {
    capability: 'speed dial 100: speed_dial_100, in the directory where keys are taken',
    set: {
      user: { blfs: [{ key: 'BLF', value: '6999', first_name: '', last_name: '' }] },
      self: [['/user/speed_dial_100', { ...dial, code: '07' }]],
    },
    yealink: ['<Name>07 Taxi</Name>', '<Telephone>+4930777</Telephone>'],
    snom: ['<name>07 Taxi</name>', '<number>+4930777</number>'],
    polycom: ['<fn>07 Taxi</fn>', '<ct>+4930777</ct>'],
  },
  {
    capability: 'personal contacts: contacts',
    set: { self: [['/user/contacts', contact]] },
    yealink: ['<Name>Carla Customer</Name>', '<Telephone>+49170123</Telephone>'],
    snom: ['<name>Carla Customer</name>', '<number>+49170123</number>'],
    polycom: ['<fn>Carla Customer</fn>', '<ct>+49170123</ct>'],
  },
  {
    capability: 'colleagues: users of the tenant',
    set: { user: { display_name: 'Grace Hopper' } },
    yealink: ['<Name>Grace Hopper</Name>'],
    snom: ['<name>Grace Hopper</name>'],
    polycom: ['<fn>Grace Hopper</fn>'],
  },
]
