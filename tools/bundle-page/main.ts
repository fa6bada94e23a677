import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { licenceText, packagesIn } from './licences.ts'

/** Bundles the page's script and style into dist/web, with the licences of what is bundled. */
const result = await build({
  entryPoints: { page: 'src/web/client/main.tsx' },
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  charset: 'utf8',
  metafile: true,
  write: false,
  outdir: 'dist/web',
})
mkdirSync('dist/web', { recursive: true })
for (const file of result.outputFiles) writeFileSync(file.path, file.contents)
const packages = packagesIn(Object.keys(result.metafile.inputs))
writeFileSync(
  'dist/web/licences.txt',
  licenceText(packages, (file) => readFileSync(file, 'utf8')),
)
