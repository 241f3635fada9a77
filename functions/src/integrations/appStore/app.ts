import { LOCAL_TRUST } from '../../core/config/secret-forms.ts';
import { APPLE_ROOT_CA_G3 } from './apple-root.ts';

/** The app whose notifications are accepted. Xcode and LocalTesting are refused: Apple signs neither. */
export interface App {
  readonly bundleId: string;
  readonly environment: 'Production' | 'Sandbox';
  /** The app's Apple ID, which Apple's notifications name in production. */
  readonly appAppleId: number | undefined;
  /** The root certificate that the chain has to end at: DER in base64. */
  readonly root: string;
}

/** How an app is written. */
export const APP_FORM =
  /^(?:local-testing:(?<root>[A-Za-z0-9+/]{100,4000}={0,2}):)?(?<bundleId>[A-Za-z0-9.-]{1,155}):(?:Production:(?<appAppleId>[1-9]\d{0,14})|Sandbox)$/;

/**
 * The app that a configured value describes: `com.example.app:Production:1234567890` or `com.example.app:Sandbox`. Apple
 * vouches for it, unless the value begins with {@link LOCAL_TRUST} and the root certificate that samples are signed under.
 * Deployed functions refuse such a value.
 * @returns undefined if it describes none.
 */
export function appOf(text: string): App | undefined {
  const { root, bundleId, appAppleId } = APP_FORM.exec(text)?.groups ?? {};
  if (bundleId === undefined) return undefined;
  return {
    bundleId,
    environment: appAppleId === undefined ? 'Sandbox' : 'Production',
    appAppleId: appAppleId === undefined ? undefined : Number(appAppleId),
    root: root ?? APPLE_ROOT_CA_G3,
  };
}

/** The value that trusts a self-made root certificate. For samples and tests. */
export function locallyTrusted(root: string, app: string): string {
  return `${LOCAL_TRUST}${root}:${app}`;
}
