/** One setting of `serve`: its variable, its flag and what people read about it. */
interface Option {
  readonly variable: string
  readonly flag: string
  readonly help: string
}

/** Every variable `serve` reads; flags win over the environment. */
export const OPTIONS: readonly Option[] = [
  { variable: 'OFFHOOK_DATA_DIR', flag: '--data-dir <dir>', help: 'everything the server keeps (default ./data)' },
  { variable: 'OFFHOOK_HOST', flag: '--host <address>', help: 'address to listen on (default 0.0.0.0)' },
  {
    variable: 'OFFHOOK_HTTP_PORT',
    flag: '--http-port <port>',
    help: 'port, 0 = any free one, off = no listener (default 8080)',
  },
  {
    variable: 'OFFHOOK_HTTPS_PORT',
    flag: '--https-port <port>',
    help: 'port, 0 = any free one, off = no listener (default 8443)',
  },
  {
    variable: 'OFFHOOK_ADMIN_PORT',
    flag: '--admin-port <port>',
    help: 'https port of the API alone, which the phones’ ports then do not answer (default: theirs)',
  },
  {
    variable: 'OFFHOOK_ADMIN_HOST',
    flag: '--admin-host <address>',
    help: 'address of that port (default: that of --host)',
  },
  {
    variable: 'OFFHOOK_LEGACY_TLS_PORT',
    flag: '--legacy-tls-port <port>',
    help: 'https port for phones that speak nothing newer than TLS 1.0 or 1.1 (default off)',
  },
  {
    variable: 'OFFHOOK_SOURCE_CONNECTIONS',
    flag: '--source-connections <count>',
    help: 'connections an address may hold at once, proxies aside (default 1000)',
  },
  {
    variable: 'OFFHOOK_PUBLIC_URL',
    flag: '--public-url <urls>',
    help: 'how phones reach the server: up to two URLs, http and https, comma separated',
  },
  {
    variable: 'OFFHOOK_ADMIN_PASSWORD',
    flag: '--admin-password <text>',
    help: 'password of admin (default: made at first start, printed once)',
  },
  {
    variable: 'OFFHOOK_SIP_DOMAIN',
    flag: '--sip-domain <domain>',
    help: 'SIP domain of the default tenant, first start only (default sip.example.com)',
  },
  {
    variable: 'OFFHOOK_SECRET_KEY',
    flag: '--secret-key <text>',
    help: 'key that encrypts stored secrets (default: file secret.key in the data directory)',
  },
  { variable: 'OFFHOOK_TLS_CERT', flag: '--tls-cert <file>', help: 'PEM certificate chain instead of our own CA’s' },
  { variable: 'OFFHOOK_TLS_KEY', flag: '--tls-key <file>', help: 'PEM private key of that certificate' },
  {
    variable: 'OFFHOOK_TRUSTED_NETWORKS',
    flag: '--trusted-networks <cidrs>',
    help: 'networks whose phones need no other proof (default none)',
  },
  {
    variable: 'OFFHOOK_TRUST_PROXY',
    flag: '--trust-proxy <cidrs>',
    help: 'proxies whose X-Forwarded-For is believed (default none)',
  },
  {
    variable: 'OFFHOOK_TFTP_PORT',
    flag: '--tftp-port <port>',
    help: 'read-only TFTP for the trusted networks, usually 69 (default off)',
  },
  {
    variable: 'OFFHOOK_PNP_NETWORKS',
    flag: '--pnp-networks <cidrs>',
    help: 'networks whose phones are answered when they ask by SIP multicast (default none = off)',
  },
  {
    variable: 'OFFHOOK_PNP_INTERFACE',
    flag: '--pnp-interface <address>',
    help: 'address of the interface that listens for them (default: the system’s choice)',
  },
  { variable: 'OFFHOOK_PNP_PORT', flag: '--pnp-port <port>', help: 'port they ask at (default 5060)' },
  {
    variable: 'OFFHOOK_UPSTREAM_PBX_URL',
    flag: '--upstream-pbx-url <url>',
    help: 'PBX that call records, recordings, meetings, queues and balances are asked of (default none)',
  },
  {
    variable: 'OFFHOOK_UPSTREAM_PBX_CREDENTIALS',
    flag: '--upstream-pbx-credentials <file>',
    help: 'JSON file of credentials at that PBX, by SIP address',
  },
  {
    variable: 'OFFHOOK_UPSTREAM_PBX_TIMEOUT',
    flag: '--upstream-pbx-timeout <seconds>',
    help: 'how long that PBX may keep silent (default 15)',
  },
  {
    variable: 'OFFHOOK_OUTGOING_ALLOWED',
    flag: '--outgoing-allowed <hosts>',
    help: 'hosts, addresses and networks the server may call although they are not public (default none)',
  },
  {
    variable: 'OFFHOOK_MISS_LIMIT',
    flag: '--miss-limit <count>',
    help: 'requests without a proof per address in ten minutes before "too many" (default 20)',
  },
  {
    variable: 'OFFHOOK_LOG_LEVEL',
    flag: '--log-level <level>',
    help: 'fatal error warn info debug trace silent (default info)',
  },
]
