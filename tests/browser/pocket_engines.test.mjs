// T8: Pocket in three engines. What differs between browsers is how they make and keep keys, what their workers and locks
// do, whether they read QR codes by themselves, and what they take for a press; so each links, lists and approves.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { followInvitation, launch, logIn, open, openNameMenu } from './browser.mjs';
import { engines } from './engines.mjs';
import { showQrCode } from './pocket_phone.mjs';
import { Portal } from './portal.mjs';

const password = 'seven quiet herons wade';
let portal;
let computer;

before(async () => {
  portal = await Portal.start();
  computer = await launch();
});

after(async () => {
  await computer?.close();
  await portal?.stop();
});

/// What is kept of keys, and what comes of trying to take them out. Runs in the page.
function keptKeys() {
  return new Promise((done, failed) => {
    const opening = indexedDB.open('pocket');
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const asking = opening.result.transaction('keys').objectStore('keys').getAll();
      asking.onsuccess = async () => {
        const kept = [];
        for (const one of asking.result) {
          const key = one.privateKey ?? one;
          const { name, namedCurve } = key.algorithm;
          const taken = [];
          for (const format of ['pkcs8', 'jwk', 'raw']) taken.push(await crypto.subtle.exportKey(format, key).then(() => 'came out', (problem) => problem.name));
          kept.push({ name, namedCurve: namedCurve ?? null, type: key.type, extractable: key.extractable, taken });
        }
        opening.result.close();
        done(kept);
      };
    };
  });
}

for (const Engine of engines) {
  test(`T8 ${new Engine().name}: keeps its key, links by a picture of the QR code, is listed, approves, and does so after it was closed`, async (t) => {
    const email = `${new Engine().name.toLowerCase()}@example.com`;
    portal.addPerson(portal.addOrganisation('Example'), email, 'Ann', 'Bakker');
    const page = await open(computer);
    await followInvitation(page, portal, email, password);
    await logIn(page, portal, email, password);
    await showQrCode(page, password);
    const picture = join(portal.folder, `${email}.png`);
    writeFileSync(picture, await page.screenshot());

    const phone = new Engine();
    t.after(() => phone.stop());
    await phone.start();
    t.diagnostic(String(phone.version));
    await phone.openPocket(portal.address);

    // Linking. There is no camera here; the picture is read by the decoder that Pocket brings along.
    await phone.press('Two-factor authentication');
    await phone.press('Add an account');
    await phone.choose('Use a photo', picture);
    await phone.see('example.com');
    await page.getByText('Phone found. Confirm on your phone.').waitFor();
    await phone.press('Link');
    await page.getByText('The link is successful').first().waitFor();
    await phone.see('The link is successful');
    await phone.press('Done');

    const kept = await phone.evaluate(keptKeys);
    const [signing] = kept.filter(({ name }) => name === 'ECDSA');
    assert.deepEqual({ ...signing, taken: undefined }, { name: 'ECDSA', namedCurve: 'P-256', type: 'private', extractable: false, taken: undefined });
    for (const { taken } of kept) for (const outcome of taken) assert.match(outcome, /InvalidAccessError|NotSupportedError/);

    // Listed on both sides: the account on the phone, the phone under the account.
    await phone.see('Customer Portal, Example');
    await page.goto(`${portal.address}/account-security/two-factor`);
    assert.match(await page.locator('a[href*="/phones/"]').innerText(), /Linux/);
    await openNameMenu(page);
    await page.getByRole('button', { name: 'Log off' }).click();

    // One press, for a browser that is known.
    await logIn(page, portal, email, password);
    await phone.press('Log in');
    await page.locator('.name-menu summary').waitFor();
    await phone.see('You are logged in');

    // Opened anew, with the same key; two digits, for a browser that is not.
    await phone.go('about:blank');
    await phone.openPocket(portal.address);
    const elsewhere = await open(computer);
    await logIn(elsewhere, portal, email, password);
    await phone.see('New browser.');
    await phone.typeNumber((await elsewhere.locator('main .number').innerText()).replace(/\D/g, ''));
    await elsewhere.locator('.name-menu summary').waitFor();
    assert.deepEqual(await phone.evaluate(keptKeys), kept);
    assert.deepEqual(phone.problems, []);
  });
}
