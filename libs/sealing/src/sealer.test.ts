import { expect, test } from 'vitest';
import { generateOpeningKey, publicPart } from './key.ts';
import { createSealer } from './sealer.ts';

const recipients = [publicPart(generateOpeningKey('reader-1'))];
const sealable = {
  transferId: 't-1',
  eventName: 'TransferRequested',
  plaintext: Buffer.from('somebody'),
};

async function sealerWithClock(dataKeyMaximumAgeMilliseconds = 1_000) {
  const time = { milliseconds: 0 };
  const clock = () => time.milliseconds;
  const sealer = await createSealer({ recipients, dataKeyMaximumAgeMilliseconds, clock });
  return { sealer, time, dataKeyId: () => sealer.seal(sealable).dataKeyId };
}

test('one data key, and one HPKE seal, for all records of its life; a fresh nonce for each', async () => {
  const { sealer } = await sealerWithClock();
  const blobs = Array.from({ length: 200 }, () => sealer.seal(sealable));
  expect(new Set(blobs.map((blob) => blob.dataKeyId)).size).toBe(1);
  expect(new Set(blobs.map((blob) => blob.recipients)).size).toBe(1);
  expect(new Set(blobs.map((blob) => blob.nonce.toString('hex'))).size).toBe(200);
});

test('prepare leaves a young key and replaces an old one', async () => {
  const { sealer, time, dataKeyId } = await sealerWithClock();
  const first = dataKeyId();
  await sealer.prepare();
  expect(dataKeyId()).toBe(first);
  time.milliseconds = 5_000;
  await Promise.all([sealer.prepare(), sealer.prepare()]);
  expect(dataKeyId()).not.toBe(first);
});

test('a key that is too old seals nothing more', async () => {
  const { sealer, time } = await sealerWithClock();
  time.milliseconds = 1_000;
  expect(() => sealer.seal(sealable)).toThrow('the data key is too old');
  await sealer.prepare();
  expect(sealer.seal(sealable).version).toBe(1);
});

test('traffic renews the key in the background, from half of its life on', async () => {
  const { time, dataKeyId } = await sealerWithClock();
  const first = dataKeyId();
  time.milliseconds = 499;
  expect(dataKeyId()).toBe(first);
  time.milliseconds = 500;
  expect(dataKeyId()).toBe(first);
  await expect.poll(dataKeyId).not.toBe(first);
});

test('no setting makes a data key live longer than an hour', async () => {
  const { sealer, time } = await sealerWithClock(24 * 3_600_000);
  time.milliseconds = 3_600_000;
  expect(() => sealer.seal(sealable)).toThrow('the data key is too old');
});
