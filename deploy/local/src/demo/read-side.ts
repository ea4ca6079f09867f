import { DemoError, serviceUrl, type Attachment } from './attachment.ts';

const REQUEST_TIMEOUT_MILLISECONDS = 20_000;

/** A posting as the read side answers it. Amounts are digits in minor units, negative for a credit. */
export interface PostingAnswer {
  readonly account: string;
  readonly amount: string;
  readonly currency: string;
}

/** `GET /v1/transfers/{id}`, as far as the demonstration reads it. */
export interface TransferAnswer {
  readonly transferId: string;
  readonly state: string;
  readonly requestedRail: string | null;
  readonly actualRail: string | null;
  readonly railEvidence: string | null;
  readonly amount: string;
  readonly fees: string;
  readonly taxes: string;
  readonly timeline: readonly {
    readonly event: string;
    readonly occurredAt: string;
    readonly entries: readonly {
      readonly kind: string;
      readonly bookingDate: string;
      readonly postings: readonly PostingAnswer[];
    }[];
  }[];
}

/** `GET /v1/reports/rails`. */
export interface RailsAnswer {
  readonly rows: readonly {
    readonly requested: string | null;
    readonly actual: string | null;
    readonly state: string;
    readonly count: number;
    readonly amount: string;
    readonly fees: string;
    readonly taxes: string;
  }[];
}

/** `GET /v1/reports/trial-balance`. */
export interface TrialBalanceAnswer {
  readonly lines: readonly {
    readonly account: string;
    readonly currency: string;
    readonly debits: string;
    readonly credits: string;
    readonly balance: string;
  }[];
  readonly totals: readonly {
    readonly currency: string;
    readonly debits: string;
    readonly credits: string;
  }[];
}

/** `GET /v1/reports/in-flight`: how many transfers are in which state. */
export interface InFlightAnswer {
  readonly states: readonly { readonly state: string; readonly count: number }[];
  readonly totals: { readonly inFlight: number; readonly final: number };
}

/** The questions that the demonstration asks the read side. */
export interface ReadSide {
  readonly transfer: (transferId: string) => Promise<TransferAnswer>;
  readonly rails: () => Promise<RailsAnswer>;
  readonly trialBalance: () => Promise<TrialBalanceAnswer>;
  readonly inFlight: () => Promise<InFlightAnswer>;
}

/** A small client of ledger-query. */
export function createReadSide(attachment: Attachment): ReadSide {
  const get = async <Answer>(path: string): Promise<Answer> => {
    const answer = await fetch(`${serviceUrl(attachment, 'ledger-query')}${path}`, {
      headers: { authorization: `Bearer ${attachment.credentials.apiKey}` },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MILLISECONDS),
    });
    if (!answer.ok) throw new DemoError('RIEL_DEMO_QUERY', `GET ${path} answered ${answer.status}`);
    return (await answer.json()) as Answer;
  };
  return {
    transfer: (transferId) => get(`/v1/transfers/${transferId}`),
    rails: () => get('/v1/reports/rails'),
    trialBalance: () => get('/v1/reports/trial-balance'),
    inFlight: () => get('/v1/reports/in-flight'),
  };
}
