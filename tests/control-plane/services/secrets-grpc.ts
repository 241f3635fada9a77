import { protos } from '@google-cloud/secret-manager';
import { FakeGrpcServer, type GrpcAnswer } from '../../../functions/src/testing/fake-grpc-server.ts';
import type { Cloud } from '../cloud.ts';
import { GoogleError } from '../google-error.ts';
import { accessVersion, listVersions } from './secrets.ts';

const {
  AccessSecretVersionRequest,
  AccessSecretVersionResponse,
  ListSecretVersionsRequest,
  ListSecretVersionsResponse,
} = protos.google.cloud.secretmanager.v1;

/** Secret Manager as Google's own client asks it: the client of the tools speaks gRPC. */
export function secretManagerGrpc(cloud: () => Cloud): FakeGrpcServer {
  return new FakeGrpcServer({
    ListSecretVersions: (request) =>
      answered(() => {
        const { parent } = ListSecretVersionsRequest.decode(request);
        return ListSecretVersionsResponse.encode({ versions: [...listVersions(parent, cloud())] }).finish();
      }),
    AccessSecretVersion: (request) =>
      answered(() => {
        const { name, value } = accessVersion(AccessSecretVersionRequest.decode(request).name, cloud());
        return AccessSecretVersionResponse.encode({ name, payload: { data: Buffer.from(value) } }).finish();
      }),
  });
}

function answered(answer: () => Uint8Array): GrpcAnswer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof GoogleError) return { status: error.number, message: error.message };
    throw error;
  }
}
