import {
  createOpener,
  createRequestVerifier,
  createSealer,
  loadKeyFile,
  newestOf,
  publicPart,
  type Opener,
  type RequestVerifier,
  type Sealer,
} from '@riel/sealing';
import type { GatewayConfiguration } from './configuration.ts';
import { GatewaySettingError } from './errors.ts';

/** Everything that the gateway does with keys of its own. */
export interface KeyRings {
  readonly verifier: RequestVerifier;
  /** Opens payees, and the bodies that the gateway sealed to itself. */
  readonly opener: Opener;
  /** Seals bodies to the gateway's own newest key. */
  readonly sealer: Sealer;
}

/** Reads the key files. Throws SealingError naming the file, or GatewaySettingError. */
export async function loadKeyRings(configuration: GatewayConfiguration): Promise<KeyRings> {
  const allowReadableByOthers = configuration.RIEL_ENV === 'local';
  const verifying = await loadKeyFile(configuration.REQUEST_VERIFYING_KEYS_FILE, {
    algorithm: 'Ed25519',
    part: 'public',
    allowReadableByOthers,
  });
  const privateKeys = await loadKeyFile(configuration.PAYEE_OPENING_KEYS_FILE, {
    algorithm: 'X25519',
    part: 'private',
    allowReadableByOthers,
  });
  const own = newestOf(privateKeys);
  if (own?.publicKey === undefined) {
    throw new GatewaySettingError(
      'PAYEE_OPENING_KEYS_FILE',
      'must hold the public part of its newest key too',
    );
  }
  return {
    verifier: createRequestVerifier(verifying),
    opener: await createOpener({ privateKeys }),
    sealer: await createSealer({ recipients: [publicPart(own)] }),
  };
}
