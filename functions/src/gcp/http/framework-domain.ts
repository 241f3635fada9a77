/**
 * Leaves the domain that the functions framework calls a function in. Inside of it Node marks every promise and every
 * callback with the domain and enters it anew for each, a tenth of what a request takes; and it is there for errors
 * that are thrown outside of all promises, where the webhook functions have none.
 * @see https://nodejs.org/api/domain.html
 */
export function leaveDomain(): void {
  const active = 'domain' in process ? process.domain : undefined;
  if (active === undefined || active === null) return;
  // Not imported: loading it changes every event emitter of a process that has none.
  const { Domain } = process.getBuiltinModule('node:domain');
  if (active instanceof Domain) active.exit();
}
