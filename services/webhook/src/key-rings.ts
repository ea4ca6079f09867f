import { createSealer, hashKeyOf, loadKeyFile, thirdPartyIdOf, type Sealer } from '@riel/sealing';
import type { WebhookConfiguration } from './configuration.ts';
import { WebhookSettingError } from './errors.ts';
import { createTextSealer, type TextSealer } from './facts/seal-texts.ts';

/** Everything that the service does with keys of its own. */
export interface KeyRings {
  readonly sealer: Sealer;
  readonly texts: TextSealer;
}

/** Reads the key files. Throws SealingError naming the file, or WebhookSettingError. */
export async function loadKeyRings(configuration: WebhookConfiguration): Promise<KeyRings> {
  const allowReadableByOthers = configuration.RIEL_ENV === 'local';
  const recipients = await loadKeyFile(configuration.PAYEE_RECIPIENTS_FILE, {
    algorithm: 'X25519',
    part: 'public',
    allowReadableByOthers,
  });
  const [hashKey, another] = await loadKeyFile(configuration.THIRD_PARTY_HASH_KEY_FILE, {
    algorithm: 'HMAC-SHA256',
    part: 'private',
    allowReadableByOthers,
  });
  // Two keys would give one person two ids, and nobody could say which one the books carry.
  if (hashKey === undefined || another !== undefined) {
    throw new WebhookSettingError('THIRD_PARTY_HASH_KEY_FILE', 'must hold exactly one key');
  }
  const key = hashKeyOf(hashKey);
  const sealer = await createSealer({
    recipients,
    dataKeyMaximumAgeMilliseconds: configuration.DATA_KEY_MAXIMUM_AGE_SECONDS * 1_000,
  });
  const texts = createTextSealer(sealer, (documentType, documentNumber) =>
    thirdPartyIdOf(key, documentType, documentNumber),
  );
  return { sealer, texts };
}
