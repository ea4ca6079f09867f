import { now } from '@riel/runtime';
import { policyOf } from '../configuration.ts';
import type { SharedParts } from '../shared-parts.ts';
import { transferForm } from './canonical-command.ts';
import { createPreparer, type PrepareTransfer } from './prepare-transfer.ts';

/** Connects the preparer with keys, bank list, codec and clock. */
export function createTransferPreparer({
  configuration,
  keys,
  banks,
  codec,
}: Pick<SharedParts, 'configuration' | 'keys' | 'banks' | 'codec'>): PrepareTransfer {
  return createPreparer({
    policy: policyOf(configuration),
    hasher: keys.hasherFor(transferForm),
    banks: () => banks.current(),
    now,
    seal: async (transferId, plaintext) => {
      await keys.sealer.prepare();
      return keys.sealer.seal({ transferId, eventName: 'TransferRequested', plaintext });
    },
    sign: (request) => keys.signer.sign(request),
    thirdPartyIdOf: (type, number) => keys.thirdPartyIdOf(type, number),
    encode: (event) => codec.encode('TransferRequested', event),
  });
}
