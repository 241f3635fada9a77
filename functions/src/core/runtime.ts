import type { DoorPorts, Ports } from './ports.ts';

let ports: Promise<Ports> | undefined;
let doorPorts: Promise<DoorPorts> | undefined;

/** Sets the ports in use. The local host and tests do so before they import the functions. */
export function useRuntime(these: Ports): void {
  ports = Promise.resolve(these);
}

/**
 * The ports in use; by default Google Cloud's. Core names another folder only here, and imports it only on demand: what
 * is not needed is not loaded.
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

/** The ports of the way in. A webhook function does not carry the store, which is a tenth of what it would load. */
export function doorRuntime(): Promise<DoorPorts> {
  if (ports !== undefined) return ports;
  doorPorts ??= import('../gcp/door-ports.ts')
    .then(({ deployedDoorPorts }) => deployedDoorPorts())
    .catch((error: unknown) => {
      doorPorts = undefined;
      throw error;
    });
  return doorPorts;
}
