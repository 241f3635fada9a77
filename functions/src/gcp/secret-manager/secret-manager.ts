/** Secret Manager, as far as secrets are read: by its REST interface, or by Google's client. */
export interface SecretManager {
  /** The project that short names belong to. */
  project(): Promise<string>;
  /**
   * Resource names of a secret's enabled versions, in no order.
   * @param secret `projects/shop/secrets/stripe`
   * @throws {SecretManagerRefusal}
   */
  enabledVersions(secret: string): Promise<readonly string[]>;
  /**
   * Reads one version.
   * @param version `projects/shop/secrets/stripe/versions/7`, or `latest` in place of the number.
   * @throws {SecretManagerRefusal}
   */
  access(version: string): Promise<AccessedVersion>;
}

export interface AccessedVersion {
  /** Its resource name, with the number that `latest` stands for. */
  readonly name: string;
  readonly value: string;
}

/** What Secret Manager does not do. */
export class SecretManagerRefusal extends Error {
  override readonly name = 'SecretManagerRefusal';
  /** Google's name of the reason: `NOT_FOUND`. @see https://grpc.io/docs/guides/status-codes/ */
  readonly status: string;

  constructor(status: string, cause: Error) {
    super(cause.message, { cause });
    this.status = status;
  }
}
