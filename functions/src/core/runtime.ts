import type { Ports } from './ports.ts';

let ports: Promise<Ports> | undefined;

/** Sets the ports in use. The local host and tests do so before they import the functions. */
export function useRuntime(these: Ports): void {
  ports = Promise.resolve(these);
}

/**
 * The ports in use; Google Cloud's where none were set. Loading them is the one place where core names
 * another folder, and only when it comes to it: what is not needed is not loaded.
 */
export function runtime(): Promise<Ports> {
  ports ??= import('../gcp/ports.ts')
    .then(({ deployedPorts }) => deployedPorts())
    .catch((error: unknown) => {
      // The next caller tries again: an instance lives for hours.
      ports = undefined;
      throw error;
    });
  return ports;
}
