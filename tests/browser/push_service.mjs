// A push service on this machine, such as Mozilla's is: Firefox holds a websocket open to it, the portal posts to the
// addresses that it gave out, and it passes on what it cannot read. It takes what is signed by the key a subscription
// was made for, and nothing else.
//
// Source  the websocket protocol of Mozilla's autopush; RFC 8030 (the request), RFC 8292 (who may send).
import { createHash, createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const day = 86_400;

/// Why that header is not good enough for a subscription made for `key` (65 bytes) at the service `origin`; or nothing.
export function whyRefused(header, key, origin) {
  const [, token, named] = /^vapid t=([\w-]+\.[\w-]+\.[\w-]+), ?k=([\w-]+)$/.exec(header ?? '') ?? [];
  if (!token) return 'no token';
  const point = Buffer.from(named, 'base64url');
  if (!point.equals(key)) return 'another key than was subscribed for';
  const [head, claims, signature] = token.split('.');
  const { alg } = JSON.parse(Buffer.from(head, 'base64url'));
  if (alg !== 'ES256') return `signed by ${alg}`;
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') } });
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))) return 'not signed by that key';
  const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url'));
  const now = Date.now() / 1000;
  if (aud !== origin) return `for another service: ${aud}`;
  if (!(exp > now)) return 'too late';
  if (exp > now + day) return 'good for more than a day';
  if (!/^(mailto:\S+@\S+|https:\/\/\S+)$/.test(sub)) return `nobody to turn to: ${sub}`;
  return undefined;
}

export class PushService extends EventEmitter {
  constructor() {
    super();
    this.browsers = new Set();  // the names that it gave them
    this.subscriptions = new Map();  // by the secret in their address
    this.rung = [];  // what came: { status, why, headers, length }
    this.acknowledged = [];  // what the browser said about what it was handed: { version, code }
    this.isSilent = false;  // takes what comes, and answers nothing
    this.unanswered = [];
  }

  static async start() {
    const service = new PushService();
    service.http = createServer((request, response) => void service.post(request, response));
    await new Promise((ready) => service.http.listen(0, '127.0.0.1', ready));
    service.origin = `http://127.0.0.1:${service.http.address().port}`;
    service.websocketAddress = `ws://127.0.0.1:${service.http.address().port}/`;
    service.sockets = new WebSocketServer({ server: service.http });
    service.sockets.on('connection', (socket) => socket.on('message', (text) => service.hear(socket, JSON.parse(text))));
    return service;
  }

  async stop() {
    for (const socket of this.sockets.clients) socket.terminate();
    this.sockets.close();
    this.http.closeAllConnections();
    await new Promise((closed) => this.http.close(closed));
  }

  /// Waits until there are so many in `list`: 'rung' or 'acknowledged'. Answers the last of them.
  async have(list, count) {
    while (this[list].length < count) await once(this, list, { signal: AbortSignal.timeout(60_000) });
    return this[list][count - 1];
  }

  /// As after the loss of what it knew. Browsers find out when they come back, which they do at once.
  forget() {
    this.browsers.clear();
    this.subscriptions.clear();
    for (const socket of this.sockets.clients) socket.terminate();
  }

  note(list, what) {
    this[list].push(what);
    this.emit(list);
  }

  hear(socket, said) {
    const answer = (words) => socket.send(JSON.stringify({ messageType: said.messageType, ...words }));
    const { messageType: type, channelID } = said;
    if (type === 'hello') {
      const uaid = this.browsers.has(said.uaid) ? said.uaid : randomUUID().replaceAll('-', '');
      this.browsers.add(uaid);
      answer({ status: 200, uaid, use_webpush: true, broadcasts: {} });
    } else if (type === 'register') {
      const secret = randomBytes(16).toString('base64url');
      this.subscriptions.set(secret, { channelID, socket, key: Buffer.from(said.key, 'base64') });  // Firefox says it in either alphabet, padded
      answer({ status: 200, channelID, pushEndpoint: `${this.origin}/push/${secret}` });
    } else if (type === 'unregister') {
      for (const [secret, one] of this.subscriptions) if (one.channelID === channelID) this.subscriptions.delete(secret);
      answer({ status: 200, channelID });
    } else if (type === 'ack') {
      for (const { version, code } of said.updates) this.note('acknowledged', { version, code });
    } else if (type === undefined || type === 'ping') socket.send('{}');
  }

  async post(request, response) {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    const { headers } = request;
    if (this.isSilent) {
      const left = { isOpen: true };
      response.on('close', () => { left.isOpen = false; });
      this.note('unanswered', left);
      return;
    }
    const subscription = this.subscriptions.get(request.url.slice('/push/'.length));
    const why = subscription && whyRefused(headers.authorization, subscription.key, this.origin);
    const malformed = headers['content-encoding'] !== 'aes128gcm' || !/^\d+$/.test(headers.ttl ?? '') || body.length < 86 || body.length > 4096;
    const status = request.method !== 'POST' ? 405 : !subscription ? 410 : why ? 403 : malformed ? 400 : 201;
    const version = createHash('sha256').update(body).digest('hex');
    if (status === 201) {
      subscription.socket.send(JSON.stringify({ messageType: 'notification', channelID: subscription.channelID, version, data: body.toString('base64url'), headers: { encoding: 'aes128gcm' } }));
      response.setHeader('Location', `${this.origin}/m/${version}`);
    }
    response.writeHead(status).end();
    this.note('rung', { status, why, version, headers, length: body.length });
  }
}
