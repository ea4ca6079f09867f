import { entryAnswer } from '../entries/entry-answer.ts';
import type { ExportFormat } from './export-format.ts';

/** One entry per line, as `GET /v1/entries` tells it. */
export const jsonlFormat: ExportFormat = {
  contentType: 'application/jsonl; charset=utf-8',
  fileName: 'journal.jsonl',
  head: () => '',
  entries: (entries) => entries.map((entry) => `${JSON.stringify(entryAnswer(entry))}\n`).join(''),
};
