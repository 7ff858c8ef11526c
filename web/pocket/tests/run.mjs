// Runs the tests beside this: each is made plain JavaScript, since Debian's Node 18 reads no TypeScript.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'pocket-tests-'));
const names = readdirSync(here).filter((name) => name.endsWith('.test.ts')).sort();
await build({
  entryPoints: names.map((name) => join(here, name)),
  outdir: out,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  sourcemap: 'inline',
  define: { POCKET_VERSION: '"1.7.0"' },
  inject: [join(here, 'surroundings.ts')],
  logLevel: 'warning',
});
const files = names.map((name) => join(out, name.replace(/\.ts$/, '.mjs')));
const ran = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], { stdio: 'inherit', cwd: join(here, '../../..') });
rmSync(out, { recursive: true, force: true });
process.exit(ran.status ?? 1);
