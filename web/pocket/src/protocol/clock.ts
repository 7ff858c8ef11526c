// The service's time, in whole seconds. A phone whose clock is wrong learns by how much and says nothing about it.

let offset = 0;

export function now(): number {
  return Math.floor(Date.now() / 1000) + offset;
}

export function clockOffset(): number {
  return offset;
}

export function setClockOffset(seconds: number): void {
  offset = seconds;
}

/// A few seconds are the time that the answer was under way, and not the clock's fault.
export function learnTime(serverTime: number): void {
  const difference = serverTime - Math.floor(Date.now() / 1000);
  offset = Math.abs(difference) <= 20 ? 0 : difference;
}
