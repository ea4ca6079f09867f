import { commandTopic, topics } from '../topics.ts';
import type { Topic } from '../topics.ts';
import type { Caller } from '../brands.ts';
import type { SchemaFile } from './avro-schema.ts';
import { cloudEventsHeaders } from './cloud-events-headers.ts';
import { topicTypeName } from './typescript-events.ts';
import { yaml } from './yaml.ts';
import type { YamlValue } from './yaml.ts';

const AVRO = 'application/vnd.apache.avro;version=1.9.0';

const INTRODUCTION =
  'Every record is Avro in the wire format of the Confluent schema registry: a zero byte, the ' +
  "schema's id in four bytes, the body. Subjects are record names (riel.TransferSettled), " +
  'compatible in both directions with every version before. Money is a long of minor units ' +
  '(1 peso = 100), instants are microseconds in UTC.';

const commands = commandTopic('caller' as Caller);

/** The document of all topics and messages, AsyncAPI 3.0, as YAML. */
export function asyncapi(files: readonly SchemaFile[]): string {
  const all = [{ ...commands, name: 'riel.transfer-commands.{caller}.v1' }, ...topics];
  return yaml({
    asyncapi: '3.0.0',
    info: {
      title: 'Riel',
      version: '1.0.0',
      description: INTRODUCTION,
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/avro',
    channels: Object.fromEntries(all.map((topic) => [channelName(topic), channel(topic)])),
    operations: Object.fromEntries(all.map(operation)),
    components: {
      messages: Object.fromEntries(files.map((file) => [file.schema.name, message(file)])),
      schemas: { CloudEventsHeaders: cloudEventsHeaders },
    },
  });
}

/** `riel.command-results.v1` becomes `commandResults`. */
function channelName(topic: Topic): string {
  const name = topicTypeName(topic.name.replace('.{caller}', '')).replace(/TopicEvent$/, '');
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function channel(topic: Topic): YamlValue {
  const isPerCaller = topic.name.includes('{caller}');
  const reference = (name: string): YamlValue => ({ $ref: `#/components/messages/${name}` });
  return {
    address: topic.name,
    description: topic.doc,
    messages: Object.fromEntries(topic.events.map((name) => [name, reference(name)])),
    ...(isPerCaller ? { parameters: { caller: { description: 'Stable id of the client.' } } } : {}),
    bindings: {
      kafka: {
        bindingVersion: '0.5.0',
        partitions: topic.partitions,
        topicConfiguration: {
          'cleanup.policy': [topic.cleanup],
          'retention.ms': topic.retentionMilliseconds ?? -1,
        },
      },
    },
  };
}

function operation(topic: Topic): [string, YamlValue] {
  const name = channelName(topic);
  const action = topic.events.includes('RequestTransfer') ? 'receive' : 'send';
  const reference = { $ref: `#/channels/${name}` };
  return [
    `${action}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    { action, channel: reference, summary: topic.doc },
  ];
}

function message({ schema }: SchemaFile): YamlValue {
  const ceType = { type: 'string', const: `riel.${schema.name}` };
  return {
    name: `riel.${schema.name}`,
    title: schema.name,
    summary: schema.doc ?? '',
    contentType: 'application/avro',
    headers: {
      allOf: [
        { $ref: '#/components/schemas/CloudEventsHeaders' },
        { type: 'object', properties: { ce_type: ceType } },
      ],
    },
    payload: { schemaFormat: AVRO, schema: schema as unknown as YamlValue },
  };
}
