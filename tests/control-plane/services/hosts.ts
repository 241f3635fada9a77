/** Google's services by the hosts that answer for them, which full resource names begin with. */
export const ARTIFACT_REGISTRY = 'artifactregistry.googleapis.com';
export const CLOUD_RUN = 'run.googleapis.com';
export const EVENTARC = 'eventarc.googleapis.com';
export const FIRESTORE = 'firestore.googleapis.com';
export const FUNCTIONS = 'cloudfunctions.googleapis.com';
export const LOGGING = 'logging.googleapis.com';
export const MONITORING = 'monitoring.googleapis.com';
export const PUBSUB = 'pubsub.googleapis.com';
export const RESOURCE_MANAGER = 'cloudresourcemanager.googleapis.com';
export const SCHEDULER = 'cloudscheduler.googleapis.com';
export const SECRETS = 'secretmanager.googleapis.com';
export const STORAGE = 'storage.googleapis.com';
