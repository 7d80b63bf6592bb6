import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { RoteError } from '../../contract/errors.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import { inLastPlace } from './folder-artifacts.ts';
import { safeArtifactPath } from './safe-artifact-path.ts';

export interface S3Settings {
  bucket: string;
  /** Before every key; '' or without slashes at its ends. */
  prefix: string;
  /** Of an S3-compatible server; AWS without it. */
  endpoint?: string;
  region?: string;
}

/** Keys of one DeleteObjects request. */
const DELETE_BATCH = 1_000;

/**
 * Artifacts as objects `<prefix>/<run id>/<path>`. Objects appear whole or not at all. Credentials come from where the SDK looks for them: the environment,
 * shared files, the instance. Files go up in one request each, which S3 limits to 5 GB.
 */
export async function createS3Artifacts(settings: S3Settings): Promise<ArtifactStore> {
  // The SDK is loaded when it is used: it costs a quarter of a second.
  const sdk = await import('@aws-sdk/client-s3');
  const client: S3Client = new sdk.S3Client({
    region: settings.region ?? process.env.AWS_REGION ?? 'us-east-1',
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(settings.endpoint !== undefined && { endpoint: settings.endpoint, forcePathStyle: true }),
  });
  const { bucket: Bucket } = settings;
  const folderOf = (runId: string) => `${settings.prefix === '' ? '' : `${settings.prefix}/`}${runId}/`;
  return {
    keeps: async () => false,
    async commit(runId, folder, paths, deadline) {
      for (const path of inLastPlace(paths, 'manifest.json')) {
        const file = join(folder, safeArtifactPath(runId, path));
        const { size } = await stat(file);
        const put = new sdk.PutObjectCommand({ Bucket, Key: folderOf(runId) + path, Body: createReadStream(file), ContentLength: size });
        await client.send(put, { abortSignal: deadline.signal });
      }
    },
    async open(runId, path) {
      try {
        const found = await client.send(new sdk.GetObjectCommand({ Bucket, Key: folderOf(runId) + safeArtifactPath(runId, path) }));
        if (!(found.Body instanceof Readable) || found.ContentLength === undefined) return undefined;
        return { bytes: found.ContentLength, stream: found.Body };
      } catch (error) {
        if (error instanceof sdk.NoSuchKey) return undefined;
        throw error;
      }
    },
    async remove(runId, deadline) {
      safeArtifactPath(runId, 'manifest.json');
      for (;;) {
        const listed = await client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix: folderOf(runId), MaxKeys: DELETE_BATCH }), {
          abortSignal: deadline.signal,
        });
        const keys = (listed.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
        if (keys.length === 0) return;
        await client.send(new sdk.DeleteObjectsCommand({ Bucket, Delete: { Objects: keys, Quiet: true } }), {
          abortSignal: deadline.signal,
        });
      }
    },
    async check(deadline) {
      try {
        await client.send(new sdk.HeadBucketCommand({ Bucket }), { abortSignal: deadline.signal });
      } catch (cause) {
        throw new RoteError('SETUP_FAILED', `The bucket ${Bucket} cannot be reached: check --artifacts, its credentials and the network.`, {
          cause,
        });
      }
    },
  };
}
