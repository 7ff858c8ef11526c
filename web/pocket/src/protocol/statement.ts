// What a phone signs: a line for its type and a line for each field, all printable ASCII.
//
//   statement = "POCKET-V1 " TYPE LF *( name "=" value LF )
//   value     = 1*( %x21-7E )                 ; no space, so no line break can ever stand in one
//
// Names and their order are fixed for each type, and none may be left out. The service builds the same bytes
// from what it knows itself (src/core/statement), so nothing here is ever parsed.
import { base64url, type Bytes, utf8 } from './encoding.ts';

const fieldsOf = {
  PAIR: ['aud', 'code', 'nonce', 'key', 'time'],
  ANSWER: ['aud', 'device', 'challenge', 'nonce', 'context', 'mode', 'answer', 'value', 'counter', 'time'],
  REQUEST: ['aud', 'device', 'method', 'target', 'body', 'nonce', 'time'],
  ROTATE: ['aud', 'device', 'old', 'new', 'counter', 'time'],
} as const;

export type StatementType = keyof typeof fieldsOf;
export type Fields<Type extends StatementType> = Record<(typeof fieldsOf)[Type][number], string | number>;

/// Throws for a value that is not printable ASCII: it would be another statement.
export function statement<Type extends StatementType>(type: Type, fields: Fields<Type>): Bytes {
  let text = `POCKET-V1 ${type}\n`;
  for (const name of fieldsOf[type]) {
    const value = String((fields as Record<string, string | number>)[name]);
    if (!/^[\x21-\x7e]+$/.test(value)) throw new Error(`the ${name} of a statement is printable ASCII`);
    text += `${name}=${value}\n`;
  }
  return utf8(text);
}

const algorithm = { name: 'ECDSA', hash: 'SHA-256' };

/// 64 bytes, r and s, as base64url (IEEE P1363).
export async function sign(key: CryptoKey, bytes: Bytes): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.sign(algorithm, key, bytes)));
}

export async function verifies(key: CryptoKey, signature: Bytes, bytes: Bytes): Promise<boolean> {
  return crypto.subtle.verify(algorithm, key, signature, bytes);
}
