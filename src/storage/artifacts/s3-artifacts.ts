import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Deadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import { safeArtifactPath } from './safe-artifact-path.ts';

export interface S3Settings {
  bucket: string;
  /** Prefix of every key, without slashes at its ends; may be ''. */
  prefix: string;
  /** Address of an S3-compatible server. Default: AWS. */
  endpoint?: string;
  region?: string;
}

const MANIFEST = 'manifest.json';
/** Keys of one DeleteObjects request. */
const DELETE_BATCH = 1_000;
const UPLOAD_CONCURRENCY = 6;
/** Smaller files are read into memory, so the SDK can retry them; larger ones are streamed. */
const READ_WHOLE_BYTES = 4 * 1024 ** 2;
/** A server that is silent for this long counts as lost. Milliseconds. */
const TIMEOUTS = { connectionTimeout: 10_000, socketTimeout: 60_000 };
/** Error names of servers that have run out of space. */
const FULL_ERRORS = new Set(['XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'QuotaExceeded', 'InsufficientStorage']);

/**
 * Artifacts as objects `<prefix>/<run id>/<path>`. Objects appear whole or not at all. The SDK finds the credentials in the environment, in shared
 * files or on the instance. A file is uploaded in one request, which S3 limits to 5 GB.
 */
export async function createS3Artifacts(settings: S3Settings): Promise<ArtifactStore> {
  // Loaded only when used: the SDK takes a quarter of a second.
  const sdk = await import('@aws-sdk/client-s3');
  const client: S3Client = new sdk.S3Client({
    region: settings.region ?? process.env.AWS_REGION ?? 'us-east-1',
    requestHandler: TIMEOUTS,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(settings.endpoint !== undefined && { endpoint: settings.endpoint, forcePathStyle: true }),
  });
  const { bucket: Bucket } = settings;
  const keyOf = (runId: string, path: string) =>
    `${settings.prefix === '' ? '' : `${settings.prefix}/`}${runId}/${safeArtifactPath(runId, path)}`;
  const put = async (runId: string, folder: string, path: string, { signal }: Deadline) => {
    const Key = keyOf(runId, path);
    const file = join(folder, path);
    const { size } = await stat(file);
    const Body = size <= READ_WHOLE_BYTES ? await readFile(file) : createReadStream(file);
    try {
      await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body, ContentLength: size }), { abortSignal: signal });
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof Error && FULL_ERRORS.has(cause.name))
        throw new RoteError('STORAGE_FULL', `The bucket ${Bucket} is full: free some space or raise its quota.`, { cause });
      throw cause;
    } finally {
      if (Body instanceof Readable) Body.destroy();
    }
  };
  return {
    keeps: async () => false,
    async commit(runId, folder, paths, deadline) {
      deadline.throwIfEnded();
      const others = shared(paths.filter((path) => path !== MANIFEST));
      const lanes = Array.from({ length: UPLOAD_CONCURRENCY }, async () => {
        for (const path of others) await put(runId, folder, path, deadline);
      });
      const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === 'rejected');
      if (failed) throw failed.reason;
      if (paths.includes(MANIFEST)) await put(runId, folder, MANIFEST, deadline);
    },
    async open(runId, path) {
      try {
        const found = await client.send(new sdk.GetObjectCommand({ Bucket, Key: keyOf(runId, path) }));
        if (!(found.Body instanceof Readable) || found.ContentLength === undefined) return undefined;
        return { bytes: found.ContentLength, stream: found.Body };
      } catch (error) {
        if (error instanceof sdk.NoSuchKey) return undefined;
        throw error;
      }
    },
    async remove(runId, { signal: abortSignal }) {
      const manifest = keyOf(runId, MANIFEST);
      // The manifest first: a run without one is incomplete.
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: manifest }), { abortSignal });
      const Prefix = manifest.slice(0, -MANIFEST.length);
      for (;;) {
        const listed = await client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix, MaxKeys: DELETE_BATCH }), { abortSignal });
        const Objects = (listed.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
        if (Objects.length === 0) return;
        const { Errors } = await client.send(new sdk.DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }), { abortSignal });
        if (Errors?.[0]) throw new Error(`The bucket ${Bucket} did not remove ${Errors[0].Key}: ${Errors[0].Code}`);
      }
    },
    async check({ signal: abortSignal }) {
      try {
        await client.send(new sdk.HeadBucketCommand({ Bucket }), { abortSignal });
      } catch (cause) {
        throw new RoteError('SETUP_FAILED', `The bucket ${Bucket} cannot be reached: check --artifacts, its credentials and the network.`, {
          cause,
        });
      }
    },
  };
}

/** Shared by several readers: each item goes to one of them, and once a reader breaks off, the others get nothing more. */
function* shared<T>(items: readonly T[]): Generator<T> {
  yield* items;
}
