// A service that a test makes up: what it answers Pocket, without looking at signatures. For screens that a real one
// shows seldom; how the two really speak with each other is tested with the program itself.
import { randomBytes } from 'node:crypto';
import { createServer, request as ask } from 'node:http';

export const id = (length = 16) => randomBytes(length).toString('base64url');
export const seconds = () => Math.floor(Date.now() / 1000);

export class Answers {
  constructor() {
    this.challenges = [];
    this.version = 0;
    this.device = id();
    this.state = 'active';
    this.refuses = undefined;  // { status, body }: to everything but config
    this.asked = [];  // { what: 'POST pairings/lookup', body, headers }
    this.said = [];  // bodies of answers
    this.waiting = [];
    this.config = {
      portal: 'Customer Portal', origin: '', companion_app: 'Pocket', min_version: '1.6.78', vapid_public_key: null,
      functions: [{ label: 'Courses and events', label_nl: 'Cursussen en evenementen', url: '/courses/' }, { label: 'Invoices', label_nl: 'Facturen', url: 'https://invoices.portal.example/' }],
    };
    this.lookup = { nonce: id(32), portal: 'Customer Portal', account: 'j…n@example.com', organisation: 'Example BV', check: '47', from: null };
    this.activity = [];
    this.outcome = undefined;  // of an answer; by itself what was said
  }

  ask(mode, more = {}, context = {}) {
    const challenge = {
      id: id(), nonce: id(32), mode, options: mode === 'choose' ? ['18', '47', '92'] : [], expires_at: seconds() + 120,
      context: JSON.stringify({
        v: 1, purpose: 'login', portal: 'Customer Portal', origin: this.address, account: 'j…n@example.com', organisation: 'Example BV',
        browser: { name: 'Firefox', os: 'Windows', known: mode === 'press' }, net: { ip: '203.0.113.7', place: 'Amersfoort, NL' },
        created: seconds(), expires: seconds() + 120, details: [], ...context,
      }),
      hints: { same_network: mode === 'press' }, ...more,
    };
    this.challenges = [challenge];
    this.changed();
    return challenge;
  }

  changed() {
    this.version += 1;
    for (const go of this.waiting.splice(0)) go();
  }

  async news(url) {
    if (!url.searchParams.has('wait') || (url.searchParams.get('v') ?? String(this.version)) !== String(this.version)) return;
    if (url.searchParams.has('state') && url.searchParams.get('state') !== this.state) return;
    await new Promise((go) => { this.waiting.push(go); setTimeout(go, 20_000).unref(); });
  }

  async answer(method, url, body, headers) {
    const path = url.pathname.slice('/pocket/api/v1/'.length);
    this.asked.push({ what: `${method} ${path}`, body, headers });
    if (path !== 'config' && this.leastVersion && headers['pocket-version'] < this.leastVersion) return [426, { error: 'upgrade_required', message: '', min_version: this.leastVersion }];
    if (path === 'config') return [200, { ...this.config, server_time: seconds() }];
    if (this.refuses) return [this.refuses.status, { message: '', ...this.refuses.body }];
    if (path === 'pairings/lookup') return [200, { ...this.lookup, expires_at: seconds() + 300, server_time: seconds() }];
    if (path === 'pairings/complete') {
      this.state = this.lookup.from ? 'active' : 'waiting';
      return [201, {
        device_id: this.device, state: this.state, check: this.lookup.check, account: this.lookup.account, organisation: this.lookup.organisation, portal: this.lookup.portal,
        origin: this.address, policy: { app_lock: 'off', offline_code: true }, offline: { secret: Buffer.from('12345678901234567890').toString('base64url'), algorithm: 'SHA256', digits: 6, period: 30 },
        vapid_public_key: this.config.vapid_public_key, server_time: seconds(),
      }];
    }
    if (path === 'devices/self') {
      await this.news(url);
      if (this.refuses) return [this.refuses.status, { message: '', ...this.refuses.body }];
      return [200, {
        device_id: this.device, state: this.state, name: 'Pixel 8', portal: this.lookup.portal, origin: this.address, account: this.lookup.account, organisation: this.lookup.organisation, created_at: seconds(), last_seen_at: seconds(),
        push: false, key_changed_at: seconds(), policy: { app_lock: 'off', offline_code: true }, moved_to: null, server_time: seconds(),
      }];
    }
    if (path === 'challenges') {
      await this.news(url);
      if (this.refuses) return [this.refuses.status, { message: '', ...this.refuses.body }];
      return [200, { server_time: seconds(), version: String(this.version), challenges: this.challenges }];
    }
    if (/^challenges\/[^/]+\/answer$/.test(path)) {
      const { answer } = body;
      this.said.push(body);
      if (this.fails) return this.fails;
      this.challenges = [];
      this.changed();
      return [200, { state: this.outcome ?? { approve: 'approved', cancel: 'cancelled', report: 'reported' }[answer] }];
    }
    if (path === 'activity') return [200, { entries: this.activity, before: null }];
    if (/^activity\/[^/]+\/report$/.test(path)) return [200, { state: 'reported' }];
    if (path === 'devices/self/name') return [200, { name: body.name }];
    if (path === 'devices/self/move') return [201, { url: `${this.address}/pocket/#link=7K4MQ9XTRA2BV6HD`, code: '7K4M-Q9XT-RA2B-V6HD', check: '63', expires_at: seconds() + 300 }];
    if (path === 'devices/self/unlink' && this.isLast) return [409, { error: 'last_method', message: '' }];
    return [204, undefined];
  }

  /// Answers at an address of its own; what is not asked under /pocket/api/ comes from the portal.
  static async start(portal) {
    const answers = new Answers();
    answers.server = createServer((request, response) => void answers.respond(portal, request, response));
    await new Promise((ready) => answers.server.listen(0, '127.0.0.1', ready));
    answers.address = `http://localhost:${answers.server.address().port}`;
    answers.config.origin = answers.address;
    return answers;
  }

  stop() {
    this.server.closeAllConnections?.();
    this.server.close();
  }

  async respond(portal, request, response) {
    const url = new URL(request.url, this.address);
    if (url.pathname.startsWith('/pocket/api/')) {
      if (this.isDown) return request.socket.destroy();
      let text = '';
      for await (const piece of request) text += piece;
      const [status, body] = await this.answer(request.method, url, text ? JSON.parse(text) : undefined, request.headers);
      response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
      response.end(body ? JSON.stringify(body) : undefined);
      return;
    }
    const from = new URL(portal.address);
    const passed = ask({ host: '127.0.0.1', port: from.port, path: request.url, method: request.method, headers: { ...request.headers, host: from.host, ...(this.newVersion && { 'accept-encoding': 'identity', 'if-none-match': '' }) } }, (answer) => {
      if (!this.newVersion) {
        response.writeHead(answer.statusCode, answer.headers);
        return answer.pipe(response);
      }
      // As after an upgrade: the app and its worker are others.
      let text = '';
      answer.setEncoding('utf8').on('data', (piece) => { text += piece; }).on('end', () => {
        const { 'content-length': _, etag: __, ...headers } = answer.headers;
        response.writeHead(answer.statusCode, headers);
        response.end(`${text.replaceAll('1.7.0', this.newVersion)}${url.pathname.endsWith('.js') ? `// ${this.newVersion}` : ''}`);
      });
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  }
}
