/** A change of public addresses on its way: which phone of each vendor goes first, and whether it got there. */
export interface PublicMove {
  /** What phones have, as far as it was seen. */
  readonly from: readonly string[]
  /** The same of vendors whose phones had come to addresses that were changed again; absent = there were none. */
  readonly came?: Readonly<Record<string, readonly string[]>>
  /** Addresses that were changed again before every phone had come there: some may have been told them. */
  readonly passed?: readonly string[]
  readonly pilots: Readonly<
    Record<string, { readonly phone_id: string; readonly since: string; readonly arrived: boolean }>
  >
}
