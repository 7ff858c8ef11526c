// The code that Pocket shows without a network (RFC 6238 with HMAC-SHA-256). The key cannot be taken out again.
import { bytesOf } from './encoding.ts';

export function importOfflineKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytesOf(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

/// The code of the period in which `time` lies (RFC 4226 §5.3 for the truncation).
export async function offlineCode(key: CryptoKey, time: number, digits: number, period: number): Promise<string> {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(time / period)));
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, counter));
  const offset = mac.getUint8(mac.byteLength - 1) & 0xf;
  const number = (mac.getUint32(offset) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, '0');
}
