// What the service and the app say to each other under /pocket/api/v1 (docs/pocket-protocol.md).

export interface Config {
  portal: string;
  origin: string;
  companion_app: string;
  min_version: string;
  vapid_public_key: string | null;
  functions: { label: string; label_nl: string; url: string }[];
  server_time: number;
}

export interface Lookup {
  nonce: string;
  portal: string;
  account: string;
  organisation: string | null;
  check: string;
  from: string | null;  // the old phone, when it is a move
  expires_at: number;
  server_time: number;
}

export interface Policy {
  offline_code: boolean;
}

export interface Linked {
  device_id: string;
  state: 'waiting' | 'active';
  check: string;
  account: string;
  organisation: string | null;
  portal: string;
  origin: string;
  policy: Policy;
  offline: { secret: string; algorithm: string; digits: number; period: number } | null;
  vapid_public_key: string | null;
  server_time: number;
}

export interface Self {
  device_id: string;
  state: 'waiting' | 'active';
  name: string;
  portal: string;
  origin: string;
  account: string;
  organisation: string | null;
  push: boolean;
  key_changed_at: number;
  policy: Policy;
  server_time: number;
}

export type Mode = 'press' | 'choose' | 'type2' | 'type6';

export interface Challenge {
  id: string;
  nonce: string;
  mode: Mode;
  options: string[];
  context: string;  // JSON text; its very bytes are what is signed
  expires_at: number;
  hints: { same_network?: boolean };
}

/// What the context of a challenge says, and what the screen shows of it.
export interface Context {
  purpose: string;
  portal: string;
  origin: string;
  account: string;
  organisation: string | null;
  browser: { name: string; os: string; known: boolean };
  net: { ip: string; place: string | null };
  created: number;
  expires: number;
  details: { label: string; value: string }[];
}

export interface Challenges {
  server_time: number;
  version: string;
  challenges: Challenge[];
  retry_after?: number;  // the service has much to do: asked again no sooner
}

export type Decision = 'approve' | 'cancel' | 'report';
export type Outcome = 'approved' | 'cancelled' | 'reported' | 'wrong_number';

export interface Move {
  url: string;
  code: string;
  check: string;
  expires_at: number;
}

export interface ActivityEntry {
  at: number;
  browser: { name: string; os: string };
  ip: string;
  place: string | null;
  method: string;
  purpose: string;
  result: string;
  still_signed_in: boolean;
  challenge: string | null;
  phone: string | null;  // that answered
  can_report: boolean;
}

export interface Activity {
  entries: ActivityEntry[];
  before: string | null;
}
