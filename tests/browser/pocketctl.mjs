// A device without a screen: the reference device on the command line, for tests that look at the portal's side alone.
import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const program = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../../build/pocketctl');
const run = promisify(execFile);

export class Desk {
  #words;

  /// One folder is one device; `pocket.allow_cli` must be on in `portal`.
  constructor(portal, name) {
    this.#words = ['--state', join(portal.folder, name), '--origin', portal.address, '--json'];
  }

  /// What it answers, also when it was refused.
  async #say(...words) {
    const { stdout } = await run(program, [...this.#words, ...words], { encoding: 'utf8' })
      .catch((failed) => { if (!failed.stdout) throw failed; return failed; });
    return JSON.parse(stdout.trim().split('\n').at(-1));
  }

  pair(code, name) {
    return this.#say('pair', code, '--name', name);
  }

  /// Says no, or yes with `number`, to the one request that waits.
  async answer(word, ...more) {
    const [request] = await this.#say('list');
    return this.#say(word, request.id, ...more);
  }
}
