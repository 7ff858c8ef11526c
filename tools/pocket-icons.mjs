// Takes the icons of the phone app from web/pocket/icons/icon.svg, in Chromium: icon-192.png and icon-512.png, and
// icon-maskable-512.png, which the phone cuts into a form of its own (W3C Web App Manifest, "maskable": what must be
// seen lies within a circle of 40 % around the middle).
//
//     node tools/pocket-icons.mjs        needs the packages of tests/browser
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from '../tests/browser/browser.mjs';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../web/pocket/icons');
const drawing = readFileSync(path.join(folder, 'icon.svg'), 'utf8');
// The ground to the very edge, and the drawing smaller, so that it stays within the circle.
const [, ground] = /<rect [^>]*fill="([^"]+)"\/>/.exec(drawing);
const maskable = drawing.replace(/<rect [^>]*\/>/, `<rect width="64" height="64" fill="${ground}"/><g transform="translate(6.4 6.4) scale(.8)">`)
  .replace('</svg>', '</g></svg>');

const browser = await launch();
for (const [name, size, svg] of [['icon-192', 192, drawing], ['icon-512', 512, drawing], ['icon-maskable-512', 512, maskable]]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>* { margin: 0 } svg { display: block; width: ${size}px }</style>${svg}`);
  writeFileSync(path.join(folder, `${name}.png`), await page.screenshot({ omitBackground: true }));
  await page.close();
  console.log(`web/pocket/icons/${name}.png`);
}
await browser.close();
