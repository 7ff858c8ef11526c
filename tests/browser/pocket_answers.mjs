// A service that a test makes up: what it answers Pocket, without looking at signatures. For screens that a real one
// shows seldom; how the two really speak with each other is tested with the program itself.
import { randomBytes } from 'node:crypto';

export const id = (length = 16) => randomBytes(length).toString('base64url');
export const seconds = () => Math.floor(Date.now() / 1000);

export class Answers {
  constructor(address) {
    this.address = address;
    this.challenges = [];
    this.version = 0;
    this.device = id();
    this.state = 'active';
    this.refuses = undefined;  // { status, body }: to everything but config
    this.asked = [];
    this.waiting = [];
    this.config = {
      portal: 'Customer Portal', origin: address, companion_app: 'Pocket', min_version: '1.6.78', vapid_public_key: null,
      functions: [{ label: 'Courses and events', url: '/courses/' }, { label: 'Invoices', url: 'https://invoices.portal.example/' }],
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

  async answer(method, url, body) {
    const path = url.pathname.slice('/pocket/api/v1/'.length);
    this.asked.push(`${method} ${path}`);
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
        device_id: this.device, state: this.state, name: 'Pixel 8', account: this.lookup.account, organisation: this.lookup.organisation, created_at: seconds(), last_seen_at: seconds(),
        push: false, key_changed_at: seconds(), policy: { app_lock: 'off', offline_code: true }, moved_to: null, server_time: seconds(),
      }];
    }
    if (path === 'challenges') {
      await this.news(url);
      if (this.refuses) return [this.refuses.status, { message: '', ...this.refuses.body }];
      return [200, { server_time: seconds(), version: String(this.version), challenges: this.challenges }];
    }
    if (/^challenges\/[^/]+\/answer$/.test(path)) {
      const { answer, value } = body;
      this.said = { answer, value };
      this.challenges = [];
      this.changed();
      return [200, { state: this.outcome ?? { approve: 'approved', cancel: 'cancelled', report: 'reported' }[answer] }];
    }
    if (path === 'activity') return [200, { entries: this.activity, before: null }];
    if (/^activity\/[^/]+\/report$/.test(path)) return [200, { state: 'reported' }];
    if (path === 'devices/self/name') return [200, { name: body.name }];
    if (path === 'devices/self/move') return [201, { url: `${this.address}/pocket/#link=7K4MQ9XTRA2BV6HD`, code: '7K4MQ9XTRA2BV6HD', check: '63', expires_at: seconds() + 300 }];
    if (path === 'devices/self/unlink' && this.isLast) return [409, { error: 'last_method', message: '' }];
    return [204, undefined];
  }

  /// For all pages of a window whose service workers are off: they would ask past this.
  async serve(context) {
    await context.route('**/pocket/api/v1/**', async (route) => {
      const request = route.request();
      const [status, body] = await this.answer(request.method(), new URL(request.url()), request.postDataJSON());
      await route.fulfill({ status, contentType: 'application/json', body: body ? JSON.stringify(body) : '' }).catch(() => undefined);
    });
  }
}
