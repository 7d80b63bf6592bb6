// Makes a bucket on an S3 server, unless it is there: node create-bucket.mjs ENDPOINT BUCKET. Credentials as the AWS SDK finds them.
import { CreateBucketCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';

const [endpoint, Bucket] = process.argv.slice(2);
const client = new S3Client({ endpoint, region: process.env.AWS_REGION ?? 'us-east-1', forcePathStyle: true });
const exists = await client.send(new HeadBucketCommand({ Bucket })).then(
  () => true,
  (error) => {
    if (error.name === 'NotFound' || error.name === 'NoSuchBucket') return false;
    throw error;
  },
);
if (!exists) await client.send(new CreateBucketCommand({ Bucket }));
console.log(`bucket ${Bucket} ${exists ? 'is there' : 'made'}`);
