// Pocket on a phone, in three engines: Chromium (playwright-core), Firefox (puppeteer-core, over WebDriver BiDi) and
// WebKitGTK (its WebDriver), the nearest to Safari that runs here. A test says what a person does; it is the same in each.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { launch } from './browser.mjs';
import { freePort } from './portal.mjs';

const patience = 60_000;
const telephone = { width: 390, height: 844 };

// These run in the page.
const buttonOf = (name) => {
  globalThis.wasPressed = false;
  const found = [...document.querySelectorAll('button')].find((one) =>
    !one.disabled && one.getClientRects().length > 0 && (one.getAttribute('aria-label') ?? one.textContent).trim() === name);
  found?.addEventListener('click', () => { globalThis.wasPressed = true; }, { once: true });
  return found;
};
const wasPressed = () => globalThis.wasPressed;
const fieldOf = (label) => [...document.querySelectorAll('label')].find((one) => one.textContent.trim() === label)?.control ?? undefined;
const textOf = () => document.body.innerText;

/// What every engine has; each adds go(), evaluate(), and on(): does something to the element that a function in the page
/// finds, and says whether there was one.
class Phone {
  /// What the page complained of, as far as the engine tells.
  problems = [];
  listen() {
    this.page.on('console', (message) => { if (message.type() === 'error') this.problems.push(message.text()); });
    this.page.on('pageerror', (problem) => this.problems.push(String(problem)));
  }

  /// Until `attempt` answers something true. Whatever it throws meanwhile is a page that is about to change.
  async until(what, attempt) {
    const end = Date.now() + patience;
    for (let problem; ; await sleep(30)) {
      try {
        const found = await attempt();
        if (found) return found;
      } catch (thrown) {
        problem = thrown;
      }
      if (Date.now() > end) assert.fail(`${this.name}: no ${what}; the page says: ${await this.evaluate(textOf).catch(String)}\n${problem ?? ''}`);
    }
  }

  /// Once more when it had moved away from under the finger.
  press(name) {
    return this.until(`button “${name}”`, async () => await this.on('click', [], buttonOf, name) && this.evaluate(wasPressed));
  }

  fill(label, text) {
    return this.until(`field “${label}”`, () => this.on('type', [text], fieldOf, label));
  }

  choose(label, file) {
    return this.until(`field “${label}”`, () => this.on('upload', [file], fieldOf, label));
  }

  see(text) {
    return this.until(`text “${text}”`, async () => (await this.evaluate(textOf)).includes(text));
  }

  async openPocket(address) {
    await this.go(`${address}/pocket/`);
    await this.until('Pocket', () => this.evaluate(() => document.querySelector('#shield, #back') !== null));
  }

  /// As far as the question whose account it is.
  async typeCode(code) {
    await this.press('Two-factor authentication');
    await this.press('Add an account');
    await this.see('There is no camera');
    await this.press('Enter the code instead');
    await this.fill('Code', code);
    await this.press('Continue');
  }

  async typeNumber(number) {
    for (const digit of number) await this.press(`Digit ${digit}`);
    await this.press('Log in');
  }
}

class Chromium extends Phone {
  name = 'Chromium';
  async start() {
    this.browser = await launch();
    this.version = `chromium/${this.browser.version()}`;
    this.page = await this.browser.newPage({ viewport: telephone, locale: 'en-GB' });
    this.listen();
    return this;
  }
  go(address) { return this.page.goto(address); }
  evaluate(work, ...given) {
    return this.page.evaluate(`(${work})(...${JSON.stringify(given)})`);
  }
  async on(what, given, find, ...wanted) {
    const element = (await this.page.evaluateHandle(`(${find})(...${JSON.stringify(wanted)})`)).asElement();
    if (!element) return false;
    await ({ click: () => element.click(), type: (text) => element.fill(text), upload: (file) => element.setInputFiles(file) })[what](...given);
    return true;
  }
  stop() { return this.browser?.close(); }
}

export class Firefox extends Phone {
  name = 'Firefox';
  async start(preferences = {}) {
    this.browser = await puppeteer.launch({
      browser: 'firefox', executablePath: '/usr/bin/firefox-esr', headless: true, timeout: 2 * patience, defaultViewport: telephone,
      extraPrefsFirefox: { 'intl.accept_languages': 'en-GB, en', ...preferences },
      // No desktop: without this, Firefox would start a message bus and leave it behind.
      env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: 'disabled:' },
    });
    this.version = await this.browser.version();
    this.page = await this.browser.newPage();
    this.listen();
    return this;
  }
  go(address) { return this.page.goto(address); }
  evaluate(work, ...given) { return this.page.evaluate(work, ...given); }
  async on(what, given, find, ...wanted) {
    const element = (await this.page.evaluateHandle(find, ...wanted)).asElement();
    if (!element) return false;
    await ({ click: () => element.click(), type: (text) => element.type(text), upload: (file) => element.uploadFile(file) })[what](...given);
    return true;
  }
  stop() { return this.browser?.close(); }
}

/// Ends it, and waits for those as well that it started: they hold its output open.
async function end(child) {
  const closed = new Promise((done) => { child.once('close', done); });
  child.kill('SIGTERM');
  await closed;
}

class WebKit extends Phone {
  name = 'WebKitGTK';
  async start() {
    this.folder = mkdtempSync(join(tmpdir(), 'sallyport-webkit-'));
    this.screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1024x900x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const number = await new Promise((told, failed) => {
      this.screen.once('error', failed).once('exit', () => failed(new Error('Xvfb did not start')));
      let text = '';
      this.screen.stdio[3].on('data', (bytes) => { text += bytes; if (text.includes('\n')) told(text.trim()); });
    });
    const port = await freePort();
    this.address = `http://127.0.0.1:${port}`;
    this.driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env, DISPLAY: `:${number}`, GDK_BACKEND: 'x11', HOME: this.folder, XDG_RUNTIME_DIR: this.folder,
        XDG_CONFIG_HOME: this.folder, XDG_CACHE_HOME: this.folder, XDG_DATA_HOME: this.folder,
        LANG: 'C.UTF-8', LANGUAGE: 'en_GB', LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1', GTK_A11Y: 'none', DBUS_SESSION_BUS_ADDRESS: 'disabled:',
      },
    });
    this.driver.stdout.resume();
    await this.until('driver', async () => (await fetch(`${this.address}/status`)).ok);
    const { sessionId, capabilities } = await this.ask('POST', '/session', { capabilities: { alwaysMatch: { timeouts: { script: patience, pageLoad: patience } } } });
    this.session = sessionId;
    this.version = `${capabilities.browserName} ${capabilities.browserVersion}`;
    await this.say('window/rect', telephone);
    return this;
  }
  async ask(method, path, body) {
    const response = await fetch(this.address + path, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }
  say(command, body) { return this.ask('POST', `/session/${this.session}/${command}`, body); }
  go(address) { return this.say('url', { url: address }); }
  async evaluate(work, ...given) {
    const { value, problem } = await this.say('execute/async', {
      script: `const done = arguments[1]; (async () => (${work})(...arguments[0]))().then((value) => done({ value }), (thrown) => done({ problem: String(thrown) }));`,
      args: [given],
    });
    if (problem) throw new Error(problem);
    return value ?? undefined;
  }
  async on(what, given, find, ...wanted) {
    const found = await this.evaluate(find, ...wanted);
    if (!found) return false;
    const element = `element/${Object.values(found)[0]}`;
    await (what === 'click' ? this.say(`${element}/click`, {}) : this.say(`${element}/value`, { text: given[0] }));
    return true;
  }
  async stop() {
    if (this.session) await this.ask('DELETE', `/session/${this.session}`);
    for (const child of [this.driver, this.screen]) if (child) await end(child);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const engines = [Chromium, Firefox, WebKit];
