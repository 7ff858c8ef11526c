// Pocket on a phone beside the computer, as people have it: both are windows of Chromium, and the phone may have a camera
// that sees the computer's screen.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, open, openNameMenu } from './browser.mjs';

/// A browser whose camera shows this picture, held askew, not quite sharp and in bad light; stop() ends it.
export async function launchWithCamera(picture) {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-camera-'));
  writeFileSync(join(folder, 'screen.png'), picture);
  execFileSync('ffmpeg', ['-loglevel', 'error', '-loop', '1', '-i', join(folder, 'screen.png'), '-t', '2', '-r', '10', '-vf',
    'scale=1180:660:force_original_aspect_ratio=decrease,pad=1280:720:(ow-iw)/2:(oh-ih)/2:color=gray,rotate=0.12:fillcolor=gray,gblur=sigma=1,noise=alls=14:allf=t',
    '-c:v', 'mjpeg', '-q:v', '4', '-pix_fmt', 'yuvj420p', join(folder, 'camera.mjpeg')]);
  const browser = await launch('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${join(folder, 'camera.mjpeg')}`);
  return { browser, stop: async () => { await browser.close(); rmSync(folder, { recursive: true, force: true }); } };
}

/// Chromium on a phone; `options` as for open().
export async function openPhone(browser, address, options = {}) {
  const page = await open(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, permissions: [], ...options });
  await page.goto(`${address}/pocket/`);
  return page;
}

/// On the computer: name, Account security, Two-factor authentication, Activate, password, Verify, and the method.
export async function showQrCode(page, password) {
  await openNameMenu(page);
  await page.getByRole('link', { name: 'Account security' }).first().click();
  await page.getByRole('link', { name: 'Two-factor authentication' }).first().click();
  await page.getByRole('link', { name: /Activate|Add another/ }).or(page.getByRole('button', { name: 'Activate' })).first().click();
  const method = page.getByRole('link', { name: /Log in by simply pressing one button/ });
  await page.getByLabel('Password', { exact: true }).or(method).first().waitFor();
  if (await page.getByLabel('Password', { exact: true }).count()) {
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Verify' }).click();
  }
  await method.click();
}

/// In Pocket: the shield, +.
export async function addAccount(phone) {
  await phone.getByRole('button', { name: 'Two-factor authentication', exact: true }).click();
  await phone.getByRole('button', { name: 'Add an account' }).click();
}

/// In Pocket: this code, typed; as far as the question whose account it is.
export async function typeCode(phone, code) {
  await addAccount(phone);
  await phone.getByRole('button', { name: 'Enter the code instead' }).click();
  await phone.getByLabel('Code').fill(code);
  await phone.getByRole('button', { name: 'Continue' }).click();
}

/// By the code that the computer shows, until both say that it is done; Pocket is then back on its first screen.
export async function linkByCode(page, phone) {
  await typeCode(phone, await page.locator('#link-code').innerText());
  await phone.getByRole('button', { name: 'Link', exact: true }).click();
  await page.getByText('The link is successful').first().waitFor();
  await phone.getByRole('heading', { name: 'The link is successful' }).waitFor();
  await phone.getByRole('button', { name: 'Done' }).click();
}
