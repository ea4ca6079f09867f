import { readFile } from 'node:fs/promises';

import { Parser } from '@asyncapi/parser';
import type { SchemaParser } from '@asyncapi/parser';
import { Type } from 'avsc';
import { describe, expect, test } from 'vitest';

import { eventNames } from '../generated/event-schemas.ts';
import { topics } from '../topics.ts';

const text = await readFile(new URL('../../asyncapi.yaml', import.meta.url), 'utf8');

/** The parser's own number for an error; less severe findings are greater. */
const ERROR = 0;

/** Lets the parser judge Avro payloads by a real Avro implementation. */
const avroParser: SchemaParser = {
  getMimeTypes: () => ['application/vnd.apache.avro;version=1.9.0'],
  validate: ({ data, path }) => {
    try {
      Type.forSchema(data as Parameters<typeof Type.forSchema>[0]);
      return [];
    } catch (error) {
      return [{ message: String(error), path }];
    }
  },
  parse: ({ data }) => data as Awaited<ReturnType<SchemaParser['parse']>>,
};

async function parse(source: string): ReturnType<Parser['parse']> {
  const parser = new Parser();
  parser.registerSchemaParser(avroParser);
  return parser.parse(source);
}

const errorsOf = (result: Awaited<ReturnType<typeof parse>>): readonly string[] =>
  result.diagnostics
    .filter((d) => (d.severity as number) === ERROR)
    .map((d) => `${d.path.join('.')} ${d.message}`);

describe('asyncapi.yaml', () => {
  test('is a valid AsyncAPI 3.0 document of every topic and event', async () => {
    const result = await parse(text);
    expect(errorsOf(result)).toEqual([]);
    const document = result.document!;
    expect(document.version()).toBe('3.0.0');
    const addresses = document
      .channels()
      .all()
      .map((channel) => channel.address());
    expect(new Set(addresses)).toEqual(
      new Set([...topics.map((topic) => topic.name), 'riel.transfer-commands.{caller}.v1']),
    );
    const messages = document.components().messages().all();
    expect(messages.map((message) => message.name())).toEqual(
      expect.arrayContaining(eventNames.map((name) => `riel.${name}`)),
    );
  });

  test('a payload that is not Avro is noticed', async () => {
    const broken = text.replace('type: long', 'type: longer');
    expect(errorsOf(await parse(broken)).join()).toMatch(
      /AdjustmentRequested.*type.*allowed values/,
    );
  });

  test('a reference that leads nowhere is noticed', async () => {
    const broken = text.replace('#/components/messages/PeriodClosed', '#/components/messages/No');
    expect(errorsOf(await parse(broken))).not.toEqual([]);
  });
});
