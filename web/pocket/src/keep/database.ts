// What Pocket keeps on the phone, in IndexedDB.
//
//   keys      CryptoKeys, none of which can be taken out; each is written once and never changed
//   state     one record an account, with its counter; and the linking that is under way
//   settings  the language, the clock's offset
//
// The worker reads and never writes here.

const stores = ['keys', 'state', 'settings'] as const;
export type Store = (typeof stores)[number];

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((done, failed) => {
    const request = indexedDB.open('pocket', 1);
    request.onupgradeneeded = () => {
      for (const store of stores) request.result.createObjectStore(store);
    };
    request.onsuccess = () => {
      const database = request.result;
      const forget = () => { opened = undefined; };
      database.onversionchange = () => { database.close(); forget(); };
      database.onclose = forget;
      done(database);
    };
    request.onerror = () => failed(request.error);
    request.onblocked = () => failed(new DOMException('another window keeps an old database open', 'InvalidStateError'));
  });
  opened.catch(() => { opened = undefined; });
  return opened;
}

export async function read<Value>(store: Store, key: string): Promise<Value | undefined> {
  const database = await open();
  return new Promise((done, failed) => {
    const request = database.transaction(store).objectStore(store).get(key);
    request.onsuccess = () => done(request.result as Value | undefined);
    request.onerror = () => failed(request.error);
  });
}

/// All records whose key begins so.
export async function readAll<Value>(store: Store, prefix: string): Promise<Value[]> {
  const database = await open();
  return new Promise((done, failed) => {
    const request = database.transaction(store).objectStore(store).getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`));
    request.onsuccess = () => done(request.result as Value[]);
    request.onerror = () => failed(request.error);
  });
}

/// One transaction that is on the disk when this is done. What `work` throws undoes it, also within a request's
/// callback.
export async function write<Result = void>(work: (store: (name: Store) => IDBObjectStore, answer: (result: Result) => void) => void): Promise<Result> {
  const database = await open();
  return new Promise((done, failed) => {
    const transaction = database.transaction([...stores], 'readwrite', { durability: 'strict' });
    let result: Result;
    transaction.oncomplete = () => done(result);
    transaction.onabort = () => failed(transaction.error);
    try {
      work((name) => transaction.objectStore(name), (value) => { result = value; });
    } catch (problem) {
      // A browser that refuses to keep keys (private windows of some) says so here.
      transaction.onabort = () => failed(problem);
      transaction.abort();
    }
  });
}
