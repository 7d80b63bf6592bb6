import { resolve } from 'node:path';
import { RoteError } from '../../contract/index.ts';
import type { S3Settings } from './s3-artifacts.ts';

export type ArtifactsPlace = { kind: 'folder'; folder: string } | ({ kind: 's3' } & S3Settings);

/** `s3://bucket/prefix?endpoint=http://…&region=…`, or a folder. VALIDATION_FAILED for anything else. */
export function parseArtifactsUrl(text: string): ArtifactsPlace {
  if (!/^[a-z][a-z\d+.-]+:/i.test(text)) return { kind: 'folder', folder: resolve(text) };
  const url = URL.parse(text);
  const prefix = url && decoded(url.pathname);
  const endpoint = url?.searchParams.get('endpoint') ?? undefined;
  const plain = url?.protocol === 's3:' && url.hostname !== '' && url.username === '' && url.password === '' && url.port === '';
  if (!plain || prefix === null || (endpoint !== undefined && !/^https?:\/\/[^@]+$/.test(endpoint))) {
    throw new RoteError(
      'VALIDATION_FAILED',
      'Artifacts are kept in a folder or in s3://bucket/prefix?endpoint=https://…&region=…; credentials come from the environment, never from this address.',
    );
  }
  const region = url.searchParams.get('region') ?? undefined;
  return {
    kind: 's3',
    bucket: url.hostname,
    prefix: prefix.replace(/^\/+|\/+$/g, ''),
    endpoint,
    region,
  };
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null; // A percent sign without two hex digits.
  }
}
