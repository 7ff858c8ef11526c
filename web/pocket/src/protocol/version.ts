/// Whether `version` is at least `least`, part by part: 1.6.100 is higher than 1.6.78.
export function atLeast(version: string, least: string): boolean {
  const ours = version.split('.').map(Number);
  const theirs = least.split('.').map(Number);
  for (let i = 0; i < Math.max(ours.length, theirs.length); ++i) {
    const difference = (ours[i] ?? 0) - (theirs[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
