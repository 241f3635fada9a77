import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../delivery/google/json.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'monitoring');

/** What monitoring/ holds, as Google's REST interfaces take it. */
export interface MonitoringFiles {
  /** Log-based metrics. @see https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.metrics */
  readonly metrics: readonly JsonObject[];
  /** @see https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards */
  readonly dashboard: JsonObject;
  /** @see https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies */
  readonly alerts: readonly JsonObject[];
}

/** Reads the files. */
export function monitoringFiles(): MonitoringFiles {
  return {
    metrics: all('metrics'),
    dashboard: read('dashboard.json'),
    alerts: all('alerts'),
  };
}

function all(folder: string): readonly JsonObject[] {
  const files = globSync(`${folder}/*.json`, { cwd: FOLDER });
  return files.toSorted().map(read);
}

function read(file: string): JsonObject {
  return JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'));
}
