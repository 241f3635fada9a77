import type { Setting } from '../logic/setting.ts';
import type { RegistrationApi } from './registration-api.ts';

/** The places that a setting of the integration names; none if it is not set. */
export async function configuredPlaces(
  setting: Setting<readonly string[]>,
  api: RegistrationApi,
): Promise<readonly string[]> {
  return api.services.variable(setting.name) === undefined ? [] : api.use(setting);
}
