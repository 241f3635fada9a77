/**
 * Options of a client that talks to an emulator: told which universe it is in, it does not look for
 * credentials first, which off Google Cloud takes seconds. None where no emulator is set.
 * @param host The variable that names the emulator, such as `PUBSUB_EMULATOR_HOST`.
 */
export function emulatorOptions(host: 'PUBSUB_EMULATOR_HOST' | 'FIRESTORE_EMULATOR_HOST') {
  return process.env[host] ? { clientOptions: { universeDomain: 'googleapis.com' } } : {};
}
