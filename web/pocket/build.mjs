// Makes the app: build.mjs OUT writes app.js, app.css, worker.js and the icons to the folder OUT, and what is
// worth it a second time as .gz. The same sources make the same bytes.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? fail('say where to: build.mjs OUT'));
const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

function fail(reason) {
  console.error(`pocket: ${reason}`);
  process.exit(1);
}

/// One file out of one entry; esbuild itself says what is wrong with the source.
async function bundle(entry, define) {
  const made = await build({
    entryPoints: [join(here, 'src', entry)],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    // The oldest of what people have: iOS 16.4 is the first whose home-screen apps get notifications.
    target: ['chrome108', 'firefox115', 'safari16.4'],
    charset: 'utf8',
    legalComments: 'eof',  // whose the decoder is
    define: { POCKET_VERSION: JSON.stringify(version), ...define },
    logLevel: 'warning',
  }).catch(() => fail(`${entry} cannot be bundled`));
  return made.outputFiles[0].contents;
}

/// The colours of the portal's pages stand once, at the top of web/site.css.
async function styleSheet() {
  const site = readFileSync(join(here, '../site.css'), 'utf8');
  const start = site.indexOf('/* Colours');
  const end = site.indexOf('/* Ground */');
  if (start < 0 || end < start) fail('web/site.css no longer has its colours between "/* Colours" and "/* Ground */"');
  const made = await build({
    stdin: { contents: site.slice(start, end) + readFileSync(join(here, 'app.css'), 'utf8'), loader: 'css' },
    write: false,
    minify: true,
    target: ['chrome108', 'firefox115', 'safari16.4'],
    logLevel: 'warning',
  }).catch(() => fail('app.css cannot be read'));
  return made.outputFiles[0].contents;
}

mkdirSync(out, { recursive: true });
const files = new Map([
  ['app.js', await bundle('app.ts', {})],
  ['app.css', await styleSheet()],
]);
const icons = join(here, 'icons');
for (const name of readdirSync(icons).sort()) files.set(name, readFileSync(join(icons, name)));

// The worker keeps the others, so it is another one as soon as one of them is.
const digest = createHash('sha256');
for (const [name, bytes] of files) digest.update(name).update(bytes);
files.set('worker.js', await bundle('worker.ts', { SHELL_VERSION: JSON.stringify(digest.digest('hex').slice(0, 16)) }));

for (const [name, bytes] of files) {
  writeFileSync(join(out, name), bytes);
  if (!name.endsWith('.png')) writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}
