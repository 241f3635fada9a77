import { expect, it } from 'vitest';
import { projectId } from './project.ts';

it('the project comes from the first of the variables that Google Cloud and Firebase set', () => {
  const config = JSON.stringify({ projectId: 'c', storageBucket: 'c.example' });
  expect(projectId({ GCLOUD_PROJECT: 'a', GOOGLE_CLOUD_PROJECT: 'b', FIREBASE_CONFIG: config })).toBe('a');
  expect(projectId({ GOOGLE_CLOUD_PROJECT: 'b', FIREBASE_CONFIG: config })).toBe('b');
  expect(projectId({ FIREBASE_CONFIG: config })).toBe('c');
});

it('the project is unknown where nothing names it, or only something unreadable does', () => {
  expect(projectId({})).toBeUndefined();
  expect(projectId({ FIREBASE_CONFIG: '{' })).toBeUndefined();
  expect(projectId({ FIREBASE_CONFIG: '{"projectId":""}' })).toBeUndefined();
});
