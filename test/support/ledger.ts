import type { LedgerRow } from '../../src/domain/ledger.js'

/** A row of the ledger about nobody, with what a test says of it. */
export const ledgerRow = (members: Partial<LedgerRow> = {}): LedgerRow => ({
  at: '2026-01-01T00:00:00.000Z',
  kind: 'fetch',
  tenant_id: null,
  phone_id: null,
  mac: null,
  file: null,
  source: '192.0.2.1',
  user_agent: '',
  proof: null,
  status: null,
  bytes: 0,
  fingerprint: null,
  reason: null,
  ...members,
})
