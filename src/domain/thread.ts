/** What `new Worker(script, options)` takes to run a module of ours. */
export interface ThreadStart {
  readonly script: URL | string
  readonly options: { readonly eval: boolean }
}

/**
 * How the thread `<name>` beside the module at `from` is started: built, it is a file of that name; run from its
 * TypeScript source (development, tests), the thread must register the loader before it can load it.
 */
export function threadNamed(name: string, from: string): ThreadStart {
  if (!from.endsWith('.ts')) return { script: new URL(`${name}.js`, from), options: { eval: false } }
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const source = JSON.stringify(new URL(`${name}.ts`, from).href)
  return {
    script: `import(${loader}).then(({ register }) => (register(), import(${source})))`,
    options: { eval: true },
  }
}
