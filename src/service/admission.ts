import { fileIn, vendorNamed } from '../catalogue/index.js'
import type { Ports } from '../domain/ports.js'
import type { FileRow, Vendor } from '../domain/vendor.js'
import type { Store } from '../store/store.js'
import { type FetchRequest, type Refused, refused } from './answer.js'
import { parsePhonePath } from './path.js'
import { type Proof, type ProofDeps, prove, sharedVendor } from './proof.js'
import { isRejected } from './rejections.js'

/** A request with a proof, and the name it asks for. */
export interface Admitted {
  readonly kind: 'admitted'
  readonly proof: Proof & { by: NonNullable<Proof['by']> }
  readonly file: string
}

export interface AdmissionDeps {
  readonly store: Store
  readonly proofs: ProofDeps
  readonly ports: Ports
}

export const REJECTED = 'an administrator rejected this phone'

/** What a request proves and asks for, or why it gets nothing whatever the file. */
export async function admit(
  { store, proofs, ports }: AdmissionDeps,
  request: FetchRequest,
): Promise<Admitted | Refused> {
  const asked = parsePhonePath(request.url)
  if (!asked) return refused('not the name of a file')
  const proof = await prove(store, asked, request, proofs, ports.now())
  if (proof.by === undefined)
    return { ...refused(proof.reason, undefined, true, proof.asks), tenant_id: proof.tenant_id }
  if (proof.phone && (await isRejected(store, proof.phone))) return refused(REJECTED, proof.phone.id)
  return { kind: 'admitted', proof, file: asked.file }
}

/** Why a proof for one phone opens no file of another. */
function foreignTo({ by, phone }: Admitted['proof']): string {
  if (by === 'certificate') return `the certificate names ${phone.mac}, another phone`
  return by === 'login' ? 'the login belongs to another phone' : 'the token belongs to another phone'
}

/** The row of the file in the table of the proven phone's vendor, or why there is none. */
export function findRow({ proof, file }: Admitted): { vendor: Vendor; row: FileRow } | string {
  const vendor = proof.phone ? vendorNamed(proof.phone.vendor) : sharedVendor(file, undefined)
  const match = vendor && fileIn(vendor, file)
  if (!vendor || !match) return `unknown file for a ${proof.phone ? `${vendor?.name} ${proof.phone.model}` : 'phone'}`
  if (match.mac && proof.phone && match.mac !== proof.phone.mac) return foreignTo(proof)
  if (!match.mac && !match.row.shared) return 'the file names no phone'
  return { vendor, row: match.row }
}

/** The refusal of a file that has no row; asking for another phone's is a miss as if nothing was proven. */
export const refusedRow = ({ proof }: Admitted, reason: string): Refused =>
  refused(reason, proof.phone?.id, reason === foreignTo(proof) || !proof.phone)
