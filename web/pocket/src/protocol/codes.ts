// What is scanned or typed: the code that links a phone, and the number of a sign-in.
//
//   link  = ORIGIN "/pocket/#link=" 16( "0"-"9" / "A"-"Z" without I, L, O, U )    (Crockford's base32)
//   login = ORIGIN "/pocket/#login=" 22( base64url ) "." 6DIGIT

export type Ours =
  | { kind: 'link'; code: string }
  | { kind: 'login'; challenge: string; number: string };

/// Or somebody else's; `from` is what may be shown of it: a host, or the beginning of a text.
export type Scanned = Ours | { kind: 'foreign'; from: string };

const linkCode = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/// What somebody typed, as a code: in either case, hyphens and spaces anywhere, O for 0, I and L for 1. Nothing
/// when it is not 16 letters then.
export function readLinkCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return linkCode.test(code) ? code : undefined;
}

/// As it is shown: "7K4M-Q9XT-RA2B-V6HD".
export function shownLinkCode(code: string): string {
  return code.match(/.{1,4}/g)?.join('-') ?? '';
}

/// What stands behind the "#" of an address of ours.
export function readFragment(fragment: string): Ours | undefined {
  const link = /^#link=(.+)$/.exec(fragment);
  if (link?.[1] && linkCode.test(link[1])) return { kind: 'link', code: link[1] };
  const login = /^#login=([A-Za-z0-9_-]{22})\.([0-9]{6})$/.exec(fragment);
  if (login?.[1] && login[2]) return { kind: 'login', challenge: login[1], number: login[2] };
  return undefined;
}

/// Only an address of this very origin and of exactly this form is one of ours; nothing else is ever opened.
export function readScanned(text: string, origin: string): Scanned {
  const start = `${origin}/pocket/#`;
  const ours = text.startsWith(start) ? readFragment(text.slice(start.length - 1)) : undefined;
  return ours ?? { kind: 'foreign', from: hostOf(text) ?? text.slice(0, 40) };
}

function hostOf(text: string): string | undefined {
  try {
    return new URL(text).host || undefined;
  } catch {
    return undefined;
  }
}
