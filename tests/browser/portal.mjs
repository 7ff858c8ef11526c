// The program itself, started for a test: its own folder, its own port, its command line and its letters.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const program = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../build/sallyport');

export async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/// Reads one letter: headers, and its text part with the transfer encoding taken off.
function readLetter(file) {
  const message = readFileSync(file, 'latin1');
  const header = (name) => new RegExp(`^${name}: (.*)$`, 'mi').exec(message)?.[1].trim() ?? '';
  const boundary = /boundary="?([^"\r\n;]+)"?/i.exec(message)[1];
  const part = message.split(`--${boundary}`).find((piece) => /content-type: text\/plain/i.test(piece));
  const split = part.indexOf('\r\n\r\n');
  const encoding = /content-transfer-encoding: *([\w-]+)/i.exec(part.slice(0, split))?.[1].toLowerCase();
  const body = part.slice(split + 4);
  const bytes = encoding === 'base64'
    ? Buffer.from(body, 'base64')
    : Buffer.from(body.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1');
  return { to: header('To'), subject: header('Subject'), text: bytes.toString('utf8') };
}

export class Portal {
  /// Starts it and waits until it answers; `settings` are further lines of the settings file, or what makes them of the port.
  static async start(settings = '') {
    const portal = new Portal();
    portal.folder = mkdtempSync(join(tmpdir(), 'sallyport-browser-'));
    portal.port = await freePort();
    portal.address = `http://localhost:${portal.port}`;
    portal.settingsFile = join(portal.folder, 'sallyport.toml');
    writeFileSync(portal.settingsFile, `public_address = "${portal.address}"
storage.database = "portal.db"
mail.folder = "mail"
server.listen = "127.0.0.1:${portal.port}"
${typeof settings === 'function' ? settings(portal.port) : settings}
`);
    portal.output = '';
    portal.process = spawn(program, ['--config', portal.settingsFile, 'serve'], { stdio: ['ignore', 'inherit', 'pipe'] });
    portal.process.stderr.on('data', (bytes) => { portal.output += bytes; });
    for (let tries = 0; ; ++tries) {
      const answered = await fetch(`${portal.address}/health/ready`).catch(() => undefined);
      if (answered?.ok) return portal;
      if (tries > 200 || portal.process.exitCode !== null) throw new Error(`the portal did not start:\n${portal.output}`);
      await sleep(50);
    }
  }

  async stop() {
    this.process.kill('SIGTERM');
    await new Promise((stopped) => (this.process.exitCode !== null ? stopped() : this.process.once('exit', stopped)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /// The command line, while the portal runs; what it answers as JSON.
  command(...words) {
    return JSON.parse(execFileSync(program, ['--config', this.settingsFile, ...words, '--json'], { encoding: 'utf8' }));
  }

  addOrganisation(name) {
    return this.command('organisation', 'add', '--name', name).number;
  }

  addPerson(organisation, email, firstName, lastName, ...more) {
    return this.command('contact', 'add', '--organisation', String(organisation), '--email', email,
      '--first-name', firstName, '--last-name', lastName, '--access', ...more);
  }

  /// Waits for the newest letter to that address whose subject or text matches.
  async letterTo(email, matching = /./) {
    for (let tries = 0; tries < 100; ++tries) {
      let files = [];
      try { files = readdirSync(join(this.folder, 'mail')).filter((name) => name.endsWith('.eml'))
        .sort((one, other) => statSync(join(this.folder, 'mail', one)).mtimeMs - statSync(join(this.folder, 'mail', other)).mtimeMs); } catch { /* no letter yet */ }
      const letters = files.map((name) => readLetter(join(this.folder, 'mail', name)))
        .filter((letter) => letter.to.includes(email) && matching.test(letter.subject + letter.text));
      if (letters.length > 0) return letters.at(-1);
      await sleep(100);
    }
    throw new Error(`no letter came to ${email}`);
  }

  async invitationLink(email) {
    const letter = await this.letterTo(email, /\/invitation\//);
    return /http\S+\/invitation\/\S+/.exec(letter.text)[0];
  }
}
