/** The part of the library that is used here and in its tests; the package brings no types of its own. */
declare module 'hawk' {
  interface Credentials {
    readonly id?: string
    readonly key: string
    readonly algorithm: 'sha256'
  }
  interface HeaderOptions {
    readonly credentials: Credentials
    /** Seconds since 1970. */
    readonly timestamp?: number
    readonly nonce?: string
    readonly payload?: string
    readonly contentType?: string
    readonly ext?: string
  }
  interface Artifacts {
    readonly hash?: string
  }
  export const client: {
    header(
      uri: string,
      method: string,
      options: HeaderOptions,
    ): { readonly header: string; readonly artifacts: Artifacts }
  }
  export const server: {
    /** Rejects unless the request is signed as it should be. */
    authenticate(
      request: object,
      credentials: (id: string) => Promise<Credentials | null>,
      options?: {
        readonly payload?: string
        readonly nonceFunc?: (key: string, nonce: string, ts: string) => Promise<void>
      },
    ): Promise<{ readonly artifacts: Artifacts }>
  }
}
