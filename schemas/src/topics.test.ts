import { describe, expect, test } from 'vitest';

import type { Caller } from './brands.ts';
import { eventNames } from './generated/event-schemas.ts';
import {
  bookedTopics,
  callerOfCommandTopic,
  commandTopic,
  commandTopicOf,
  isCallerName,
  topics,
} from './topics.ts';

const payroll = 'payroll' as Caller;

describe('topics', () => {
  test('every event belongs to at least one topic', () => {
    const all = [...topics, commandTopic(payroll)].flatMap((topic) => topic.events);
    expect(eventNames.filter((name) => !all.includes(name))).toEqual([]);
  });

  test('every booked topic carries the markers and keeps its records for ever', () => {
    expect(bookedTopics.map((topic) => [topic.name, topic.partitions])).toEqual([
      ['riel.transfers.v1', 6],
      ['riel.collections.v1', 2],
      ['riel.adjustments.v1', 1],
    ]);
    for (const topic of bookedTopics) {
      expect(topic.events).toEqual(expect.arrayContaining(['TablesActivated', 'PeriodClosed']));
      expect([topic.cleanup, topic.retentionMilliseconds]).toEqual(['delete', null]);
    }
  });

  test('a command topic names its caller and back', () => {
    expect(commandTopicOf(payroll)).toBe('riel.transfer-commands.payroll.v1');
    expect(callerOfCommandTopic('riel.transfer-commands.payroll.v1')).toBe('payroll');
    expect(callerOfCommandTopic('riel.transfers.v1')).toBeNull();
    expect(callerOfCommandTopic('riel.transfer-commands.pay.roll.v1')).toBeNull();
  });

  test.each(['', 'Payroll', 'a.b', '-a', 'a b', 'a'.repeat(65)])('%j is no caller', (name) => {
    expect(isCallerName(name)).toBe(false);
    expect(() => commandTopicOf(name as Caller)).toThrow(
      expect.objectContaining({ code: 'RIEL_CALLER_NAME' }),
    );
  });
});
