import { build } from 'esbuild'

await build({
  entryPoints: {
    main: 'src/cli/main.ts',
    'fold-worker': 'src/store/fold-worker.ts',
    'sandbox-worker': 'src/render/sandbox-worker.ts',
  },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  sourcemap: true,
  banner: { js: '#!/usr/bin/env node' },
})
