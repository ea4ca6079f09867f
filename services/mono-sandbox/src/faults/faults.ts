import { createRandom, type Random } from '../core/random.ts';
import type { FaultKind, FaultRule, RequestKind } from './fault-rule.ts';

/** What a rule is matched against. */
export interface FaultSubject {
  readonly on?: RequestKind;
  readonly externalIds?: readonly string[];
  readonly accountId?: string | null;
  readonly eventType?: string;
}

/** A rule and how often it has fired. */
export interface FiredRule {
  readonly rule: FaultRule;
  readonly fired: number;
}

export interface Faults {
  replace(rules: readonly FaultRule[], seed?: number): void;
  /** The rule of that kind that strikes here, counted as fired; null if none does. */
  strike(kind: FaultKind, subject: FaultSubject): FaultRule | null;
  list(): readonly FiredRule[];
}

interface KeptRule {
  readonly rule: FaultRule;
  fired: number;
}

function fits(rule: FaultRule, subject: FaultSubject): boolean {
  if (subject.on !== undefined && subject.on !== (rule.on ?? 'create')) return false;
  if (rule.accountId !== undefined && rule.accountId !== subject.accountId) return false;
  if (rule.eventType !== undefined && rule.eventType !== subject.eventType) return false;
  return rule.externalId === undefined || subject.externalIds?.includes(rule.externalId) === true;
}

export function createFaults(initialSeed: number): Faults {
  let random: Random = createRandom(initialSeed);
  let byKind = new Map<FaultKind, KeptRule[]>();
  const mayFire = ({ rule, fired }: KeptRule): boolean =>
    (rule.count === undefined || fired < rule.count) &&
    (rule.probability === undefined || random() < rule.probability);
  return {
    replace(rules, seed) {
      if (seed !== undefined) random = createRandom(seed);
      byKind = new Map();
      for (const rule of rules) {
        const kept = byKind.get(rule.kind) ?? [];
        kept.push({ rule, fired: 0 });
        byKind.set(rule.kind, kept);
      }
    },
    strike(kind, subject) {
      // The hot path has no rules: one look into an empty map.
      for (const kept of byKind.get(kind) ?? []) {
        if (!fits(kept.rule, subject) || !mayFire(kept)) continue;
        kept.fired += 1;
        return kept.rule;
      }
      return null;
    },
    list: () => [...byKind.values()].flat().map(({ rule, fired }) => ({ rule, fired })),
  };
}
